"""Exact neighbour distances and range counts of one column, which is sorted."""

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.validation import Array

from .compilation import compiled

_BITS = 11
_PASSES = 6  # of 11 bits: 64
_RADIX_FROM = 1000  # values: fewer take less time than the counts of all digits
_TOGETHER = 16  # searches that wait for memory at the same time


def sort(points: Array) -> tuple[Array, NDArray[np.int64]]:
    """The values of points (n, 1) in ascending order, and their rows."""
    values = np.ascontiguousarray(points[:, 0], dtype=np.float64)
    order = _order(values) if len(values) >= _RADIX_FROM else values.argsort(kind="stable")
    return values[order], order


@compiled
def _order(values):
    """Rows of values (n,), contiguous, in ascending order, by radix sort: a quarter of the time of numpy's argsort."""
    n = len(values)
    counts = np.zeros((_PASSES, 1 << _BITS), np.int64)
    last = np.uint64((1 << _BITS) - 1)
    # Integers in the order of the numbers: all bits of a negative number are flipped, and the sign bit of a positive one.
    bits = values.view(np.int64)
    keys, rows = np.empty(n, np.uint64), np.arange(n)
    for i in range(n):
        key = np.uint64(bits[i] ^ ((bits[i] >> 63) | np.int64(-(2**63))))
        keys[i] = key
        for place in range(_PASSES):
            counts[place, (key >> np.uint64(_BITS * place)) & last] += 1
    next_keys, next_rows = np.empty_like(keys), np.empty_like(rows)
    for place in range(_PASSES):
        start = counts[place]
        total = 0
        for digit in range(len(start)):
            start[digit], total = total, total + start[digit]
        for i in range(n):
            digit = (keys[i] >> np.uint64(_BITS * place)) & last
            at = start[digit]
            start[digit] += 1
            next_keys[at], next_rows[at] = keys[i], rows[i]
        keys, next_keys, rows, next_rows = next_keys, keys, next_rows, rows
    return rows


@compiled
def nearest(column, order, first, last, result):
    """Write the distances of values first..last of a sorted column to their nearest others into result (n, k), by rows.

    The interval around a value grows by one at a time, to its nearer end.
    """
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


@compiled
def counts(column, order, radii, first, last, result):
    """Write the numbers of others at distances < radii of values first..last of a sorted column into result (n,).

    Both ends of the interval move by steps that are halved repeatedly. The rounded differences themselves are compared.
    """
    n = len(column)
    longest = 1
    while 2 * longest < n:
        longest *= 2
    left, right = np.empty(_TOGETHER, np.int64), np.empty(_TOGETHER, np.int64)
    here, radius = np.empty(_TOGETHER), np.empty(_TOGETHER)
    for start in range(first, last, _TOGETHER):
        for search in range(_TOGETHER):
            i = min(start + search, last - 1)
            left[search] = right[search] = i
            here[search], radius[search] = column[i], radii[order[i]]
        stride = longest
        while stride > 0:
            for search in range(_TOGETHER):
                to = max(left[search] - stride, 0)
                left[search] = to if here[search] - column[to] < radius[search] else left[search]
                to = min(right[search] + stride, n - 1)
                right[search] = to if column[to] - here[search] < radius[search] else right[search]
            stride //= 2
        for search in range(min(_TOGETHER, last - start)):
            result[order[start + search]] = right[search] - left[search]
