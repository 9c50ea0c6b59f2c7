"""Exact neighbour distances and range counts of sorted numbers."""

import numpy as np
from numba import njit

_BITS = 11
_PASSES = 6  # of 11 bits: 64
_TOGETHER = 16  # searches that wait for memory at the same time


@njit(nogil=True, cache=True)
def line_order(values):
    """Rows of values (n,), contiguous, in ascending order, by radix sort: a quarter of the time of numpy's argsort."""
    n = len(values)
    counts = np.zeros((_PASSES, 1 << _BITS), np.int64)
    last = np.uint64((1 << _BITS) - 1)
    # Bits whose order as integers is that of the numbers: negative ones are all turned, positive ones lose their sign.
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
    """Both ends of the interval by strides halved in turn, on the rounded differences themselves."""
    n = len(column)
    longest = 1
    while 2 * longest < n:
        longest *= 2
    left, right = np.empty(_TOGETHER, np.int64), np.empty(_TOGETHER, np.int64)
    here, radius = np.empty(_TOGETHER), np.empty(_TOGETHER)
    for start in range(first, last, _TOGETHER):
        for lane in range(_TOGETHER):
            i = min(start + lane, last - 1)
            left[lane] = right[lane] = i
            here[lane], radius[lane] = column[i], radii[order[i]]
        stride = longest
        while stride > 0:
            for lane in range(_TOGETHER):
                to = max(left[lane] - stride, 0)
                left[lane] = to if here[lane] - column[to] < radius[lane] else left[lane]
                to = min(right[lane] + stride, n - 1)
                right[lane] = to if column[to] - here[lane] < radius[lane] else right[lane]
            stride //= 2
        for lane in range(min(_TOGETHER, last - start)):
            result[order[start + lane]] = right[lane] - left[lane]
