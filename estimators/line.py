"""Exact neighbour distances and range counts of sorted numbers."""

import numpy as np
from numba import njit


@njit(nogil=True, cache=True)
def line_nearest(column, order, first, last, result):
    """Neighbours on a line, by widening the interval on its nearer side."""
    n = len(column)
    for i in range(first, last):
        left, right = i - 1, i + 1
        for j in range(result.shape[1]):
            before = column[i] - column[left] if left >= 0 else np.inf
            after = column[right] - column[i] if right < n else np.inf
            if before <= after:
                left -= 1
            else:
                right += 1
            result[order[i], j] = min(before, after)


@njit(nogil=True, cache=True)
def line_counts(column, order, radii, first, last, result):
    """Both ends of the interval by bisection on the rounded differences themselves."""
    n = len(column)
    for i in range(first, last):
        radius = radii[order[i]]
        if not radius > 0:
            result[order[i]] = 0
            continue
        inside, outside = i, -1
        while inside - outside > 1:
            middle = (inside + outside) // 2
            if column[i] - column[middle] < radius:
                inside = middle
            else:
                outside = middle
        start = inside
        inside, outside = i, n
        while outside - inside > 1:
            middle = (inside + outside) // 2
            if column[middle] - column[i] < radius:
                inside = middle
            else:
                outside = middle
        result[order[i]] = inside - start
