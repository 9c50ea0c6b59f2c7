"""What rows next to each other in one coordinate of x share in y: relations that neighbours in all columns do not resolve.

Let z_1 ... z_n be normal scores of y in ascending order of x. Two rows next to each other in x are nearly two draws of y for
one x, so that the mean r_1 of z_i z_(i+1) is the share of the variance of z that x explains. As no distribution of that
variance has more entropy than the normal one,

    I(X;Y) >= shown = -1/2 ln(1 - r_1).

It needs no smooth relation beyond two rows, and holds for each function of y as well: besides z it is taken for the scores of
|2 u - 1|, of the ranks u of y, which see a width of y that changes with x.

A value of v nats says that x determines y up to a share e^-v, so that neighbours among n rows reach over about
2 L = sqrt(n e^-v) rows, L to each side. If the value is right, rows so far apart have nearly as much in common. What they lack,

    hidden = -1/2 ln(1 - r_1) + 1/2 ln(1 - r_L),

is blurred for neighbours, and for smooth distributions as well: waves of any shape and of changing length, random levels,
stripes. It counts if it is more than half of what is shown: a smooth relation loses little over L rows. And r_1 - r_L must be
above what chance reaches in one of a thousand samples without such a relation, over all four comparisons: its jackknife error
makes it a Student variable. What is shown is taken one standard error of r_1 lower.

The same holds along any function of x. Neighbours among several columns hardly see one of the size of x, such as a distance, a
speed or an energy: rows of one size lie everywhere. So from three columns on what is shown along the size |W z|, of the white
normal scores W z of the columns, is compared with the upper end; of a label, by the share of rows that agree (`replicates`).

It fails for relations of few rows, such as narrow peaks, for others of several columns, and for waves of fewer than some four
rows. Of more than 5,000 rows a random part is taken. Rows that depend on the row before are no draws: two series are left out,
but not a series beside sorted times.

Reference, for rows that are next to each other: S. Chatterjee, A new coefficient of correlation, JASA 116 (2021),
doi:10.1080/01621459.2020.1758115.
"""

import math
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri, stdtrit

from infoplane.estimators.kernels.ascending import ascending
from infoplane.estimators.samples.levels import symbols
from infoplane.estimators.serial_dependence import serial_flag
from infoplane.estimators.twins.scores import rank_scores
from infoplane.estimators.twins.statistics import some_rows
from infoplane.estimators.validation import Array, Rows

from .columns import Variable
from .cycles import TIMES_SHOWN
from .replicates import most_entropy
from .spread import in_order, repeats, scores_apart

_LEAST_ROWS, _MOST_ROWS = 100, 5_000
_PARTS, _RUN = 20, 8  # of the jackknife: rows that are next to each other are left out together
_CHANCE = 1e-3
_COMPARISONS = 4  # of two columns: two orders, two functions
_LEAST_LOST = 0.5  # of what is shown
_MOST_SHARE = 0.999
_LEAST_COLUMNS, _MOST_COLUMNS = 3, 40  # of which a size is taken
_ROUNDING = 1e-6  # of the largest variance


class Adjacent(NamedTuple):
    """What rows next to each other in `name` show about `other`, in nats: beyond neighbours, and in all."""

    hidden: float
    shown: float
    name: str
    other: str

    def is_missed(self, nats: float, upper: float) -> bool:
        """Whether it does not fit below the upper end of a value."""
        return max(self.shown, nats + TIMES_SHOWN * self.hidden) > upper

    def sentence(self) -> str:
        """What a reader must know."""
        return (
            f"Rows next to each other in {self.name} show at least {self.shown:.2f} nats about {self.other}, of which rows a "
            f"little farther apart lack {self.hidden:.2f}: {self.other} goes up and down too often for neighbours among these "
            "rows, unless a row depends on the row before. The value may be far too low, so the upper end is open."
        )


def shown_by_adjacent_rows(x: Variable, y: Variable, nats: float) -> Adjacent | None:
    """The most that rows next to each other in x show about y, or in y about x, beyond a value in nats; None if nothing.

    Parameters
    ----------
    x, y : Variable
        Of one column of numbers each; else None is returned.
    nats : float

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x = rng.random(1000)
    >>> y = np.sin(2 * np.pi * 40 * x**2) + 0.2 * rng.normal(size=1000)
    >>> found = shown_by_adjacent_rows(Variable("x", x[:, None]), Variable("y", y[:, None]), 0.1)
    >>> found is not None and f"{found.hidden:.1f} of {found.shown:.1f} nats"
    '0.6 of 0.6 nats'
    """
    if not x.numbers.shape[1] == y.numbers.shape[1] == 1 or len(x) < _LEAST_ROWS:
        return None
    if repeats(x.numbers[:, 0]) and repeats(y.numbers[:, 0]) and in_order(x.numbers, y.numbers)[0] is not x.numbers:
        x, y = y, x  # equal values have the same random orders in (x, y) and in (y, x)
    rows = some_rows(len(x), _MOST_ROWS)
    n = len(x.numbers[rows])
    reach = max(round(math.sqrt(len(x) * math.exp(-max(nats, 0.0))) / 2 * n / len(x)), 2)
    normal = ndtri((np.arange(n) + 0.5) / n)
    sizes = _of_sizes(normal)
    rng = np.random.default_rng(0)  # one for both: equal values of x and of y are in random orders of their own
    of_x, of_y = _order(x.numbers[rows, 0], rng), _order(y.numbers[rows, 0], rng)
    found = []
    for order, other, names in ((of_x, of_y, (x.name, y.name)), (of_y, of_x, (y.name, x.name))):
        ranks = np.empty(n, np.intp)
        ranks[other] = np.arange(n)
        along = ranks[order]
        compared = [_compared(scores[along], reach) for scores in (normal, sizes)]
        found += [Adjacent(one[0], one[1], *names) for one in compared if one is not None]
    best = max(found, default=None)
    return None if best is None or serial_flag(x.numbers, y.numbers) is not None else best


def shown_by_sizes(x: Variable, y: Variable) -> float:
    """A lower bound on I(X;Y) in nats, from rows of nearly one size of x, of three columns or more; at least 0.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=(1000, 10))
    >>> y = (x**2).sum(axis=1) + rng.normal(size=1000)
    >>> found = shown_by_sizes(Variable("x", x), Variable("y", y[:, None]))
    >>> 0.7 < found < 1.5
    True
    """
    if not _LEAST_COLUMNS <= x.numbers.shape[1] <= _MOST_COLUMNS or len(x) < _LEAST_ROWS:
        return 0.0
    rows = some_rows(len(x), _MOST_ROWS)
    x, y = x.rows(rows), y.rows(rows)
    order = np.lexsort((np.random.default_rng(1).random(len(x)), _sizes(x.numbers)))  # equal sizes in random order
    rng = np.random.default_rng(0)
    scores = [scores_apart(column, rng)[order] for column in y.numbers.T[:_MOST_COLUMNS]]
    targets = [target for one in scores for target in (one, _of_sizes(one))]
    clear = _clear(len(targets) + (y.labels is not None))
    most = 0.0
    for target in targets:
        share, error = _mean(target[:-1] * target[1:])
        most = max(most, _nats(share - error)) if share > clear * error else most
    if y.labels is not None:
        codes = symbols(y.labels)[order]
        p = np.bincount(codes) / len(codes)
        agree, error = _mean((codes[:-1] == codes[1:]).astype(np.float64))
        if agree - clear * error > float((p**2).sum()):
            most = max(most, float(-p @ np.log(p)) - most_entropy(agree - error, len(p)))
    return most


def _sizes(points: Array) -> Array:
    """The squared lengths of the normal scores of (n, d), made white."""
    scores = rank_scores(points)
    eigenvalues, axes = np.linalg.eigh(np.cov(scores, rowvar=False))
    least = _ROUNDING * eigenvalues[-1] or 1.0  # 0 where some rows of many have nothing of columns that are rarely not 0
    return np.asarray(((scores @ (axes / np.sqrt(np.maximum(eigenvalues, least)))) ** 2).sum(axis=1))


def _of_sizes(scores: Array) -> Array:
    """Normal scores of the sizes of normal scores (n,)."""
    ranks = np.empty(len(scores), np.intp)
    ranks[np.argsort(np.abs(scores), kind="stable")] = np.arange(len(scores))
    return np.asarray(ndtri((ranks + 0.5) / len(scores)))


def _clear(comparisons: int) -> float:
    """How many standard errors chance reaches in one of a thousand samples."""
    return float(stdtrit(_PARTS - 1, 1 - _CHANCE / comparisons))


def _order(column: Array, rng: np.random.Generator) -> Rows:
    """The rows of (n,) in ascending order of their values, equal values in random order."""
    return np.lexsort((rng.random(len(column)), column)) if repeats(column) else ascending(column).order


def _compared(scores: Array, reach: int) -> tuple[float, float] | None:
    """Hidden and shown nats of normal scores (n,) in the order of the other column; None where chance explains them."""
    near, far = scores[:-1] * scores[1:], scores[:-reach] * scores[reach:]
    middle = (reach - 1) // 2
    lost, error = _mean(near[middle : middle + len(far)] - far)
    share, error_of_share = _mean(near)
    if lost <= _clear(_COMPARISONS) * error or share <= error_of_share:
        return None
    part = 1 - _nats(share - lost) / _nats(share)
    shown = _nats(share - error_of_share)
    return (part * shown, shown) if part > _LEAST_LOST else None


def _mean(products: Array) -> tuple[float, float]:
    """Mean of (n,) and its standard error, by a jackknife."""
    parts = np.arange(len(products)) // _RUN % _PARTS
    sums, counts = np.bincount(parts, products, _PARTS), np.bincount(parts, minlength=_PARTS)
    left = (sums.sum() - sums) / (counts.sum() - counts)
    return float(products.mean()), math.sqrt((_PARTS - 1) * float(left.var()))


def _nats(share: float) -> float:
    return -0.5 * math.log1p(-min(max(share, 0.0), _MOST_SHARE))
