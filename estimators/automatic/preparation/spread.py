"""Equal values made distinct, one to one, so that mutual information is kept exactly.

If a value v that repeats is replaced by v + w U, with U uniform on (-1, 1) and w at most half the gap to the next values, then
v can be read off again. The new variable is v and independent noise, so I(X;Y) stays what it was, and X has a density. The
same holds for ranks: equal values take their ranks in random order, which spreads each level evenly over its own interval.

The random numbers go to x and y in an order that depends on their values alone, so that the result does not depend on which of
two variables is called x.
"""

import zlib
from collections.abc import Callable

import numpy as np
from scipy.special import ndtri

from infoplane.estimators.kernels.ascending import ascending
from infoplane.estimators.kernels.ranks import mean_ranks
from infoplane.estimators.validation import Array

_INSIDE = 0.999  # of half a gap: two levels never meet


def in_order(x: Array, y: Array) -> tuple[Array, Array]:
    """x and y, or y and x: the same two arrays in the same order, whichever of them is called x."""
    return (x, y) if _key(x) <= _key(y) else (y, x)


def _key(points: Array) -> tuple[int, int]:
    check = 0
    for column in points.T:
        sorted_column = ascending(column)
        levels = np.repeat(np.arange(len(sorted_column.firsts)), sorted_column.distinct[1])
        check = zlib.crc32(sorted_column.by_row(levels).tobytes(), check)
    return points.shape[1], check


def spread(x: Array, y: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """x (n, dx) and y (n, dy) with equal values spread over half the gap to their neighbours."""
    if not any(repeats(column) for points in (x, y) for column in points.T):
        return x, y
    return _both(_spread_values, x, y, rng)


def normal_scores(x: Array, y: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Normal quantiles of the ranks of x (n, dx) and y (n, dy), column by column, with equal values in random order."""
    return _both(scores_apart, x, y, rng)


def _both(
    mapped: Callable[[Array, np.random.Generator], Array], x: Array, y: Array, rng: np.random.Generator
) -> tuple[Array, Array]:
    first, second = in_order(x, y)
    done = [np.column_stack([mapped(column, rng) for column in points.T]) for points in (first, second)]
    return (done[0], done[1]) if first is x else (done[1], done[0])


def _spread_values(column: Array, rng: np.random.Generator) -> Array:
    values, levels, counts = np.unique(column, return_inverse=True, return_counts=True)
    if len(values) == len(column) or len(values) < 2:
        return column
    gaps = np.diff(values)
    widths = np.minimum(np.concatenate([gaps[:1], gaps]), np.concatenate([gaps, gaps[-1:]])) / 2
    noise = rng.uniform(-_INSIDE, _INSIDE, len(column))
    return column + np.where(counts[levels] > 1, widths[levels] * noise, 0.0)


def scores_apart(column: Array, rng: np.random.Generator) -> Array:
    """Normal quantiles of the ranks of (n,), with equal values in random order."""
    ranks = np.empty(len(column))
    ranks[np.lexsort((rng.random(len(column)), column))] = np.arange(len(column))
    return ndtri((ranks + 0.5) / len(column))


def ranks_of(points: Array) -> Array:
    """Ranks of the columns of (n, d), equal values at their mean rank, centred, with unit length."""
    ranks = mean_ranks(points) - (len(points) + 1) / 2
    return ranks / np.sqrt((ranks**2).sum(axis=0))


def repeats(column: Array) -> bool:
    """Whether a value of the column (n,) is there twice."""
    values = ascending(column).values
    return bool((values[1:] == values[:-1]).any())


def share_of_repeats(column: Array) -> float:
    """The share of the rows (n,) that repeat another one."""
    return 1 - len(ascending(column).firsts) / len(column)
