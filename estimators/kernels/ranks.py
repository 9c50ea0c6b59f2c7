"""Ranks of columns, equal values at their mean rank, as `scipy.stats.rankdata` gives them."""

import numpy as np

from infoplane.estimators.validation import Array

from .ascending import ascending
from .compilation import compiled
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
            _fill(column.values, column.order, ranks[:, axis])

    run_chunks(fill, points.shape[1])
    return ranks


@compiled
def _fill(values, order, ranks):
    """Write the ranks of values (n,), in ascending order, which stand in the rows `order`: one rank for a run of equal ones."""
    first = 0
    for last in range(1, len(values) + 1):
        if last == len(values) or values[last] != values[first]:
            for i in range(first, last):
                ranks[order[i]] = (first + 1 + last) / 2
            first = last
