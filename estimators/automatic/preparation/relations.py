"""Relations without noise between x and y: their mutual information is infinite if the variables are continuous.

Found are columns of x and of y that are monotone functions of each other (equal ranks, or opposite ones), and linear relations
between columns of x and columns of y (the rank of all columns together is below the sum of the ranks of x and of y).

No sample can prove that a relation is exact. With n rows neighbours show at most psi(n) - psi(5), about ln n - 1.5, and the
lower end of the interval says that and no more: a distribution-free lower bound from n rows can never be far above ln n.

Reference: D. McAllester, K. Stratos, Formal limitations on the measurement of mutual information, AISTATS 2020, arXiv
1811.04251.
"""

import numpy as np
from scipy.special import digamma

from infoplane.estimators.kernels.ascending import ascending
from infoplane.estimators.twins.statistics import some_rows
from infoplane.estimators.validation import Array

from .columns import independent_columns
from .spread import ranks_of, share_of_repeats

K = 5  # neighbours
_EXACT = 1e-12  # of a correlation of ranks
_MOST_REPEATS = 0.5  # a column with more repeated values is discrete: a function of it has finite information
_STEP = 3  # ranks: how far y moves between neighbours in x where it follows x without visible noise
_RUN = 10  # such steps in a row
_SOME_ROWS, _SOME_COLUMNS = 10_000, 40
_FEW_REPEATS, _LEAST_EQUAL = 0.05, 0.01
_ROWS_A_STEP = 1 / 3
_LEAST_SHARE = 0.3  # of the rows: a noise of some ranks lets a fifth of them follow by chance


def most_shown(n: int) -> float:
    """psi(n) - psi(5), in nats: the most that neighbour counts among n rows can show."""
    return max(0.0, float(digamma(n) - digamma(K)))


def exact_relation(x: Array, y: Array) -> str | None:
    """One sentence on an exact relation between columns of x (n, dx) and of y (n, dy); None if none is found."""
    x, y = _without_levels(x), _without_levels(y)
    n, columns = len(x), x.shape[1] + y.shape[1]
    if not (x.shape[1] and y.shape[1]):
        return None
    correlations = np.abs(ranks_of(x).T @ ranks_of(y))
    if correlations.max() > 1 - _EXACT:
        i, j = np.unravel_index(correlations.argmax(), correlations.shape)
        return _sentence("equal to a column" if (x[:, i] == y[:, j]).all() else "a monotone function of a column", n)
    if n > columns + 1 and (rank := _rank(np.hstack([x, y]))) < columns and rank < _rank(x) + _rank(y):
        return _sentence("a linear combination of columns", n)
    return None


def _without_levels(points: Array) -> Array:
    """The columns that are not discrete; the points themselves where that is all of them."""
    few = np.array([share_of_repeats(column) < _MOST_REPEATS for column in points.T], np.bool_)
    return points if few.all() else points[:, few]


def _sentence(relation: str, n: int) -> str:
    return (
        f"A column is {relation} of the other variable in all {n} rows: between continuous variables that is infinite "
        "information. The lower end is what neighbour counts among these rows can show."
    )


def _rank(points: Array) -> int:
    return len(independent_columns(points))


def rows_that_follow(x: Array, y: Array) -> int:
    """How many rows of two columns (n,) without repeated values follow a curve without visible noise.

    Sorted by x, the rank of y moves by at most 3 at each of 10 steps in a row; or the same with x and y exchanged. With noise
    of s ranks a step is of the order of s, so that such a run shows that s is a few ranks at most. Fewer than three tenths of
    the rows count as 0.
    """
    rows = max(_followed(x, y), _followed(y, x))
    return rows if rows >= _LEAST_SHARE * len(x) else 0


def rows_that_are_equal(x: Array, y: Array) -> int:
    """How many rows of x (n, dx) hold the value of a column of y (n, dy), for the pair of columns of which that is most.

    Values that repeat, such as 0 or -999, are equal by chance: only columns of nearly distinct values count, and of these only
    the values that occur once. Fewer than a hundredth count as 0.
    """
    some = some_rows(len(x), _SOME_ROWS)
    columns = [
        [_once(column[some]) for column in points.T[:_SOME_COLUMNS] if share_of_repeats(column) < _FEW_REPEATS]
        for points in (x, y)
    ]
    share = max((float((one == other).mean()) for one in columns[0] for other in columns[1]), default=0.0)
    return round(share * len(x)) if share >= _LEAST_EQUAL else 0


def _once(column: Array) -> Array:
    """The values of (n,) that occur once; NaN, which equals nothing, for others."""
    _, of_value, counts = np.unique(column, return_inverse=True, return_counts=True)
    return np.where(counts[of_value] == 1, column, np.nan)


def share_in_steps(x: Array, y: Array) -> float:
    """The share of rows whose value of y (n,) is also that of the next row in ascending order of x (n,).

    If y is rounded to steps of w and its noise given x has the standard deviation s, that is about .28 w / s for small w. Where
    steps are coarser than noise, y is nearly a step function of x, and no density has that. If x determines y, every value of y
    has one stretch of x, or no row has a value of y that neither the row before nor the next one has: noise in a share p of the
    rows leaves none alone in exp(-n p) of all samples. Then the share is given as 1. Rows with one value of x and several of y
    have no order, and in a sorted table none of them is alone: with such rows the second is no sign.
    """
    along, levels = ascending(x), len(ascending(y).firsts)
    ordered = y[along.order]
    changes = ordered[1:] != ordered[:-1]
    stretches = np.diff(np.flatnonzero(changes) + 1, prepend=0, append=len(y))
    in_one_value = (changes & (along.values[1:] == along.values[:-1])).any()
    if levels < _ROWS_A_STEP * len(y) and (len(stretches) == levels or (stretches.min() > 1 and not in_one_value)):
        return 1.0
    return (len(y) - len(stretches)) / (len(y) - 1)


def _followed(x: Array, y: Array) -> int:
    places = ascending(y).by_row(np.arange(len(y)))
    steps = np.abs(np.diff(places[ascending(x).order])) <= _STEP
    ends = np.flatnonzero(np.diff(np.concatenate([[False], steps, [False]]).astype(np.int8)))
    runs = ends[1::2] - ends[::2]
    return int(runs[runs >= _RUN].sum())
