"""Cycles that repeat too often for neighbours: the hour of a day in a column of times, odd and even numbers, stripes.

Neighbours among n rows of d columns reach over about n^(1 - 1/d) rows of one column t. Whatever repeats within so many rows is
blurred for them, and for smooth distributions as well. But it is one line in the spectrum of what the running mean over so many
rows leaves of a column or label e of the other variable:

    P(f) = |sum_j e_j exp(-2 pi i f t_j)|^2 / n.

Without such a cycle P is exponential around the level of its neighbouring frequencies, which a median gives. A line is one that
chance reaches in one of a million samples. A line of frequency f explains the share R^2 = 2 P / n of the variance. So it
shows -1/2 ln(1 - R^2) nats of normal scores, and at least 2 p (1 - p) R^2 (Pinsker) of a label that a share p of the rows has;
a relation of another shape than a sine has more.

Times that are no multiples of one step show cycles that are much shorter than the mean distance of two rows. The outer
hundredths of a column are left out. It fails for relations without a period, as of codes (see `replicates`), and for cycles of
a product of columns.

Reference: N. R. Lomb, Astrophysics and Space Science 39 (1976), doi:10.1007/BF00648343.
"""

import math
from typing import NamedTuple

import numpy as np

from infoplane.estimators.kernels.ascending import ascending
from infoplane.estimators.twins.scores import uniform_ranks
from infoplane.estimators.twins.statistics import some_rows
from infoplane.estimators.validation import Array

from .columns import Variable
from .spread import scores_apart

_MOST_ROWS, _LEAST_ROWS_OF_MANY = 5_000, 500
_WORK = 500_000  # rows times pairs of columns: with more it takes seconds
_MOST_COLUMNS = 40  # of one variable
_MOST_LABELS = 20  # the most frequent ones
_LEAST_ROWS = 100
_CYCLES = 4  # times the rows: the highest frequency, in cycles over all rows
_FINER = 2  # places for the shortest cycle
_LEAST_PLACES = 8192  # that round the values of few steps by little
_LEAST_CYCLES = 40  # fewer frequencies give no median
_BLOCK = 64  # frequencies of one median
_CHANCE = 14.0  # of an exponential variable: once in a million
_WAVES = 4  # half waves over all rows, which other methods see
TIMES_SHOWN = 3.0  # a saw tooth has several times what its first sine shows, and a wave of two values twice as much
_BETWEEN = 41  # frequencies from the one below the highest line to the one above it
_PARTS = 16  # of a cycle
_MOST_SHARE = 0.99
_OUTER = 0.01  # of the rows, at each end


class Cycle(NamedTuple):
    """The strongest cycle: its length in the units of a column of `name`, and how often it repeats.

    `hidden` is what its line shows in nats beyond a running mean, which neighbours see, and `shown` what its means over parts
    of the cycle show in all.
    """

    hidden: float
    shown: float
    length: float
    times: float
    name: str
    other: str

    def is_missed(self, nats: float, upper: float) -> bool:
        """Whether it does not fit below the upper end of a value: the relation has several times what one sine shows."""
        return max(self.shown, nats + TIMES_SHOWN * self.hidden) > upper

    def sentence(self) -> str:
        """What a reader must know."""
        return (
            f"{self.other} has a cycle of length {self.length:.5g} in a column of {self.name}, which repeats {self.times:,.0f} "
            f"times among these rows: too often for neighbours, so the value may be far too low, and the upper end is open. "
            f"Measure the place in the cycle, {self.name} modulo {self.length:.5g}, in place of that column."
        )


def hidden_cycle(x: Variable, y: Variable) -> Cycle | None:
    """The strongest cycle of y in a column of x, or of x in a column of y; None where chance explains all.

    Parameters
    ----------
    x, y : Variable
        Numbers, or labels.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> days = rng.uniform(0, 365, size=1000)
    >>> found = hidden_cycle(Variable("x", days[:, None]), Variable("y", np.sin(2 * np.pi * days)[:, None]))
    >>> found is not None and f"{found.length:.3f}, {found.times:.0f} times"
    '1.000, 358 times'
    """
    if len(x) < _LEAST_ROWS:
        return None
    pairs = math.prod(max(one.numbers.shape[1], 1) for one in (x, y))
    rows = some_rows(len(x), max(min(_MOST_ROWS, _WORK // pairs), _LEAST_ROWS_OF_MANY))
    x, y = x.rows(rows), y.rows(rows)
    d = max(x.numbers.shape[1] + y.numbers.shape[1], 2)
    found = [*_cycles(x, y, d), *_cycles(y, x, d)]
    return max(found, default=None)


def _cycles(times: Variable, other: Variable, d: int) -> list[Cycle]:
    """The strongest cycle of `other` in each column of `times`."""
    columns = times.numbers.T[:_MOST_COLUMNS]
    if not len(columns):
        return []
    targets = _targets(other)
    least = _CHANCE + math.log(len(columns) * len(targets.variances))
    found = [_strongest(column, targets, math.ceil(len(times) ** (1 - 1 / d)), least) for column in columns]
    return [Cycle(*one, times.name, other.name) for one in found if one is not None]


class _Targets(NamedTuple):
    """Standardised columns (n, q): scores of numbers, and indicators of labels, with the variance of each indicator, else 0."""

    columns: Array
    variances: Array

    def nats(self, target: int, share: float) -> float:
        """What a share of the variance of one of them shows."""
        variance = float(self.variances[target])
        return 2 * variance * min(share, 1.0) if variance else -0.5 * math.log1p(-min(share, _MOST_SHARE))


def _targets(one: Variable) -> _Targets:
    rng = np.random.default_rng(0)
    columns = [scores_apart(column, rng) for column in one.numbers.T[:_MOST_COLUMNS]]
    variances = [0.0] * len(columns)
    if one.labels is not None:
        levels, codes, counts = np.unique(one.labels, return_inverse=True, return_counts=True)
        for level in np.argsort(-counts, kind="stable")[: 1 if len(levels) == 2 else _MOST_LABELS]:
            columns.append((codes == level).astype(np.float64))
            variances.append(float(columns[-1].var()))
    found = np.column_stack(columns)
    return _Targets(np.asarray((found - found.mean(axis=0)) / found.std(axis=0)), np.array(variances))


def _strongest(column: Array, targets: _Targets, reach: int, least: float) -> tuple[float, float, float, float] | None:
    """Hidden and shown nats, length and number of the strongest cycle of the targets in a column (n,), or None."""
    ordered = ascending(column)
    outer = int(_OUTER * len(column))
    inner = slice(outer, len(column) - outer)
    whole = _less_slow_waves(column, targets.columns)[ordered.order]
    values, left = ordered.values[inner], (whole - _running_means(whole, reach))[inner]
    distinct = np.unique(values)
    if len(distinct) < 2 * _LEAST_CYCLES:
        return None
    width = float(distinct[-1] - distinct[0])
    most = int(min(_CYCLES * len(column), width / (2 * float(np.diff(distinct).min())) * (1 + 1e-9)))
    if most < _LEAST_CYCLES:
        return None
    places = max(_FINER * 2 ** math.ceil(math.log2(most + 1)), _LEAST_PLACES)
    at = np.rint((values - values[0]) / width * (places - 1)).astype(np.int64)
    signal = np.zeros((left.shape[1], places))
    for row, one in zip(signal, left.T, strict=True):
        row += np.bincount(at, one, minlength=places)
    power = np.abs(np.fft.rfft(signal)[:, 1 : most + 1]) ** 2 / len(values)
    clear = power > (least + math.log(most)) * _levels(power)
    if not clear.any():
        return None
    target, place = np.unravel_index(int(np.where(clear, power, 0).argmax()), power.shape)
    finer = place + 1 + np.linspace(-1, 1, _BETWEEN)
    waves = np.exp(-2j * math.pi * np.outer(finer, (values - values[0]) / width))
    line = np.abs(waves @ left[:, target]) ** 2 / len(values)
    times = float(finer[line.argmax()])
    hidden = targets.nats(int(target), 2 * float(line.max()) / len(values))
    shown = targets.nats(int(target), _folded((values - values[0]) / width * times % 1, whole[inner, target]))
    return hidden, shown, width / times, times


def _folded(phase: Array, target: Array) -> float:
    """The share of the variance of a target (n,) that its means over parts of the cycle explain, less what chance does."""
    parts = (phase * _PARTS).astype(np.intp)
    counts = np.maximum(np.bincount(parts, minlength=_PARTS), 1)
    left = target - (np.bincount(parts, target, minlength=_PARTS) / counts)[parts]
    return max(1 - float(left @ left) / float(target @ target) * (len(target) - 1) / (len(target) - _PARTS), 0.0)


def _less_slow_waves(column: Array, targets: Array) -> Array:
    """Targets (n, q) less what a few half waves over the ranks of a column explain."""
    waves = np.cos(math.pi * np.arange(_WAVES + 1) * uniform_ranks(column[:, None]))
    return np.asarray(targets - waves @ np.linalg.lstsq(waves, targets, rcond=None)[0])


def _running_means(given: Array, reach: int) -> Array:
    """The means of (n, q) over `reach` rows around each row."""
    n = len(given)
    sums = np.vstack([np.zeros((1, given.shape[1])), np.cumsum(given, axis=0)])
    low, high = np.maximum(np.arange(n) - reach // 2, 0), np.minimum(np.arange(n) + reach // 2 + 1, n)
    return np.asarray((sums[high] - sums[low]) / (high - low)[:, None])


def _levels(power: Array) -> Array:
    """The level of noise around each frequency of (q, m): the largest median of its block and of those beside it, as a mean."""
    starts = np.arange(0, max(power.shape[1] - _BLOCK // 2, 1), _BLOCK)
    ends = np.append(starts[1:], power.shape[1])
    whole = power[:, : starts[-1]].reshape(len(power), -1, _BLOCK)  # all blocks but the last, which has a length of its own
    medians = np.column_stack([np.median(whole, axis=2), np.median(power[:, starts[-1] :], axis=1)]) / math.log(2)
    padded = np.pad(medians, ((0, 0), (1, 1)), mode="edge")
    largest = np.maximum(np.maximum(padded[:, :-2], padded[:, 1:-1]), padded[:, 2:])
    return np.repeat(largest, ends - starts, axis=1)
