"""Rows that are not independent: series in which a row depends on the rows before it, and rows that belong to groups.

Two slow series look dependent by chance, and shuffled pairs do not show that: a shuffle destroys what makes them slow. So the
null is made of pairings g that keep it (`pairings`): y moved in a circle, blocks of y in another order, whole groups exchanged.
With T, neighbour counts among ranks or counts of labels,

    I = T(x, y) - mean over g of T(x, y_g),

on as many rows in both terms, and the lower end is 0 unless T(x, y) exceeds T(x, y_g) in 97.5 % of the pairings g. The arms of
the interval are those of rows that are taken for independent, longer by the standard deviation of T over the pairings and by
the standard error of T from a jackknife that leaves out one group, or one block, at a time. The upper arm also holds what T
misses of the value of independent rows.

Two series whose rank autocorrelations are a_x and a_y tell as much as n (1 - a_x a_y) / (1 + a_x a_y) independent rows
(`serial_dependence`). Below 30 of those nothing can be said, as below 30 rows: the interval is open.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
from scipy.stats import t as student

from infoplane.estimators.checked import estimate_checked
from infoplane.estimators.discrete.plug_in import PlugIn
from infoplane.estimators.neighbours.ksg import KSG
from infoplane.estimators.neighbours.mixed_ksg import MixedKSG
from infoplane.estimators.pairings import Pairing, Scheme, pairing_of, rows_by_group
from infoplane.estimators.protocol import Estimator
from infoplane.estimators.serial_dependence import rank_autocorrelations, sensible_block_length, serial_flag
from infoplane.estimators.validation import Array, Labels, Rows, Sample, mixed_sample

from .few import FEW_ROWS
from .measurement import Measurement, Null
from .preparation.columns import Variable
from .preparation.spread import in_order, normal_scores

AnyScheme: TypeAlias = Literal["auto"] | Scheme

_PAIRINGS = 79
_SHUFFLES = 8
_QUANTILE = 0.975
_MOST_UNITS = 20  # of the jackknife


@dataclass(frozen=True)
class WholeGroups:
    """The y of one group go to the x of another, as many rows as both have."""

    members: Sequence[Rows]

    def draw(self, rng: np.random.Generator) -> tuple[Rows, Rows]:
        """Rows of x, and the rows of y that go to them."""
        partners = [self.members[i] for i in rng.permutation(len(self.members))]
        lengths = [min(len(ours), len(theirs)) for ours, theirs in zip(self.members, partners, strict=True)]
        ours, theirs = (
            np.concatenate([rows[:length] for rows, length in zip(groups, lengths, strict=True)])
            for groups in (self.members, partners)
        )
        return ours, theirs


@dataclass(frozen=True)
class WholeSeries:
    """Pairings of all rows of series."""

    pairing: Pairing
    n: int

    def draw(self, rng: np.random.Generator) -> tuple[Rows, Rows]:
        """Rows of x, and the rows of y that go to them."""
        return np.arange(self.n), self.pairing.draw(rng)


@dataclass(frozen=True)
class Dependence:
    """How rows depend on each other.

    Parameters
    ----------
    pairing : WholeGroups or WholeSeries
        New pairings of x and y that keep the dependence between rows.
    units : sequence of arrays of row numbers
        Groups or blocks of rows that are nearly independent of each other.
    effective : float
        The number of independent rows that tell as much.
    flag : str
        One sentence.
    """

    pairing: WholeGroups | WholeSeries
    units: Sequence[Rows]
    effective: float
    flag: str


def dependence_of_rows(x: Variable, y: Variable, groups: Labels | None, scheme: AnyScheme) -> Dependence | None:
    """How the rows of x and y depend on each other; None if they are taken for independent."""
    n = len(x)
    members = None if groups is None else rows_by_group(groups)
    if members is not None and scheme in ("auto", "shuffle"):
        effective = n if len(members) >= FEW_ROWS else len(members)
        return Dependence(WholeGroups(members), members, effective, f"The interval allows for {len(members)} groups of rows.")
    plain = [_plain(one) for one in (x, y)]
    if scheme == "shuffle" or (scheme == "auto" and serial_flag(plain[0], plain[1]) is None):
        return None
    series = [np.arange(n)] if members is None else members
    autocorrelations = [float(np.abs(rank_autocorrelations(sample, series)).max()) for sample in plain]
    product = min(math.prod(autocorrelations), 1.0)
    length = sensible_block_length(plain[0], plain[1], series)
    units = [block for rows in series for block in np.array_split(rows, max(1, len(rows) // length))]
    return Dependence(
        WholeSeries(pairing_of("shift" if scheme == "auto" else scheme, plain[0], plain[1], members), n),
        units,
        n * (1 - product) / (1 + product),
        "x and y both depend on the row before (rank autocorrelation at lag 1: "
        f"{autocorrelations[0]:.2f} and {autocorrelations[1]:.2f}): the interval allows for that if both are "
        'stationary. If the order of the rows means nothing, give scheme="shuffle".',
    )


def allowing_for(dependence: Dependence, found: Measurement, x: Variable, y: Variable, rng: np.random.Generator) -> Measurement:
    """The measurement of rows that were taken for independent, as it is for rows that are not."""
    if math.isinf(found.nats):
        return replace(found, flags=(*found.flags, dependence.flag))
    if dependence.effective < FEW_ROWS:
        return _open_interval(found, dependence)
    x, y = _in_order(x, y)  # the result is the same for (x, y) and (y, x)
    n = len(x)
    every = np.arange(n)
    estimator, x_sample, y_sample = _statistic(x, y, rng)

    def nats(rows: Rows, partners: Rows) -> float:
        return estimate_checked(estimator, x_sample[rows], y_sample[partners], rng).nats

    paired = nats(every, every)
    excess, null = np.empty((2, _PAIRINGS))
    for i in range(_PAIRINGS):
        rows, partners = dependence.pairing.draw(rng)
        null[i] = nats(rows, partners)
        excess[i] = (paired if len(rows) == n else nats(rows, rows)) - null[i]
    shuffled = float(np.mean([nats(every, rng.permutation(n)) for _ in range(_SHUFFLES)]))
    count = min(len(dependence.units), _MOST_UNITS)
    parts = [np.concatenate(dependence.units[part::count]) for part in range(count)]
    left_out = np.array([nats(rows, rows) for rows in (np.setdiff1d(every, part) for part in parts)])
    error = math.hypot(math.sqrt((count - 1) * float(left_out.var())), float(null.std(ddof=1)))
    width = float(student.ppf(_QUANTILE, count - 1)) * error
    value = float(excess.mean())
    missed = max(0.0, found.nats - (paired - shuffled))
    down, up = max(0.0, found.nats - found.lower), max(0.0, found.upper - found.nats)
    return replace(
        found,
        nats=value,
        stderr=error,
        lower=max(0.0, value - down - width) if np.quantile(excess, 1 - _QUANTILE) > 0 else 0.0,
        upper=max(0.0, value + up + missed + width),
        estimator=f"{type(estimator).__name__} on ranks, less its value on pairings that keep the dependence of rows",
        reason="Rows depend on each other, and shuffled pairs do not show what that does.",
        null=Null(float(null.mean()), float(null.std(ddof=1)), _PAIRINGS),
        flags=(*found.flags, dependence.flag),
    )


def _in_order(x: Variable, y: Variable) -> tuple[Variable, Variable]:
    """x and y, or y and x: the same two variables in the same order, whichever of them is called x."""
    if x.numbers.shape[1] and y.numbers.shape[1]:
        exchanged = in_order(x.numbers, y.numbers)[0] is not x.numbers
    else:
        exchanged = _kind(x) > _kind(y)
    return (y, x) if exchanged else (x, y)


def _kind(one: Variable) -> tuple[int, bytes]:
    return one.numbers.shape[1], b"" if one.labels is None else one.labels.tobytes()


def _open_interval(found: Measurement, dependence: Dependence) -> Measurement:
    """The measurement with an interval that says nothing."""
    flag = (
        f"These rows tell as much as {dependence.effective:.0f} independent ones, fewer than {FEW_ROWS}: nothing can be said, "
        "and the interval is open."
    )
    return replace(found, lower=0.0, upper=math.inf, flags=(*found.flags, dependence.flag, flag))


def _statistic(x: Variable, y: Variable, rng: np.random.Generator) -> tuple[Estimator, Sample, Sample]:
    """An estimator that is quick on any kind, and the samples for it: ranks and labels."""
    x_scores, y_scores = x.numbers, y.numbers
    if x.numbers.shape[1] and y.numbers.shape[1]:
        x_scores, y_scores = normal_scores(x.numbers, y.numbers, rng)
    samples = [_sample(scores, one) for scores, one in ((x_scores, x), (y_scores, y))]
    if x.labels is None and y.labels is None:
        return KSG(), samples[0], samples[1]
    only_labels = not (x.numbers.shape[1] or y.numbers.shape[1])
    return PlugIn() if only_labels else MixedKSG(), samples[0], samples[1]


def _sample(scores: Array, one: Variable) -> Sample:
    if one.labels is None:
        return scores
    return mixed_sample(scores, one.labels) if scores.shape[1] else one.labels


def _plain(one: Variable) -> Sample:
    """Numbers where there are any, with labels as a further column."""
    if one.labels is None or not one.numbers.shape[1]:
        return one.numbers if one.labels is None else one.labels
    return np.column_stack([one.numbers, np.unique(one.labels, return_inverse=True)[1].astype(np.float64)])
