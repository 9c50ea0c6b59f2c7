"""Ranks of columns, equal values at their mean rank, as `scipy.stats.rankdata` gives them."""

import numpy as np

from infoplane.estimators.validation import Array

from .ascending import ascending
from .threads import run_chunks


def mean_ranks(points: Array) -> Array:
    """The ranks, from 1, in the columns of (n, d).

    Examples
    --------
    >>> mean_ranks(np.array([[0.5], [0.1], [0.5]]))
    array([[2.5],
           [1. ],
           [2.5]])
    """
    ranks = np.empty(points.shape)

    def fill(first: int, last: int) -> None:
        for axis in range(first, last):
            column = ascending(points[:, axis])
            sizes = column.distinct[1]
            ends = np.cumsum(sizes)
            ranks[column.order, axis] = np.repeat(ends - (sizes - 1) / 2, sizes)

    run_chunks(fill, points.shape[1])
    return ranks
