"""Kernel sums by pairs of blocks of points.

Every pair of blocks is visited once, for the sums of both blocks and for all bandwidths. It is skipped if all its terms are
negligible. The box of each block gives the smallest and the largest distance in a pair of blocks.
"""

import math

import numpy as np

from infoplane.estimators.kernels.compilation import compiled

from .terms import DEEPEST, PARTIAL_SUMS, TERMS, add_terms, add_terms_at_border

BLOCK = 64  # points
# Blocks whose terms, all n together, are below 2^-26 = 1.5e-8 of a sum are skipped.
_NEGLIGIBLE = 26.0


@compiled(fastmath={"contract", "nsz"})
def _nearest(columns, i, start, stop, squared):
    """The smallest |z_i - z_j|^2 for start <= j < stop, j != i."""
    squared[: stop - start] = 0.0
    for axis in range(len(columns)):
        for j in range(start, stop):
            step = columns[axis, j] - columns[axis, i]
            squared[j - start] += step * step
    squared[i - start] = np.inf
    return squared[: stop - start].min()


@compiled
def fill_boxes(columns, n, first, last, low, high, nearest):
    """Corners (blocks, d) of some blocks, and an upper bound (blocks,) of their points' squared nearest distances."""
    squared = np.empty(BLOCK)
    for block in range(first, last):
        start, stop = block * BLOCK, min(n, (block + 1) * BLOCK)
        for axis in range(len(columns)):
            low[block, axis] = columns[axis, start:stop].min()
            high[block, axis] = columns[axis, start:stop].max()
        nearest[block] = 0.0
        for i in range(start, stop):
            nearest[block] = max(nearest[block], _nearest(columns, i, start, stop, squared))


@compiled(error_model="numpy")
def add_sums(columns, n, low, high, nearest, factors, first, last, sums):
    """Add the terms of the pairs of blocks first..last with themselves and later blocks to sums (m, n)."""
    d = len(columns)
    negligible = (_NEGLIGIBLE + math.log2(n)) / -factors.max()
    deepest = DEEPEST / factors.min()
    partial = np.empty((BLOCK + 1, len(factors), PARTIAL_SUMS))
    for one in range(first, last):
        start = one * BLOCK
        partial[:] = 0.0
        for other in range(one, len(nearest)):
            smallest = largest = 0.0  # squared distances between the two blocks
            for axis in range(d):
                gap = max(low[one, axis] - high[other, axis], low[other, axis] - high[one, axis], 0.0)
                smallest += gap * gap
                gap = max(high[one, axis] - low[other, axis], high[other, axis] - low[one, axis])
                largest += gap * gap
            if smallest > negligible + max(nearest[one], nearest[other]):
                continue
            stop = (other + 1) * BLOCK
            if one < other and stop <= n and largest < deepest:
                for place in range(BLOCK):
                    for at in range(other * BLOCK, stop, TERMS):
                        add_terms(columns, start + place, at, factors, sums, partial, place)
                continue
            for place in range(min(BLOCK, n - start)):
                # Within a block every pair comes up as (i, j) and as (j, i). The sums of j take both terms, and those of i
                # go to a spare place, which is not read.
                kept = BLOCK if one == other else place
                for at in range(other * BLOCK, stop, TERMS):
                    add_terms_at_border(columns, start + place, at, factors, sums, partial, kept)
        for place in range(min(BLOCK, n - start)):
            for which in range(len(factors)):
                sums[which, start + place] += partial[place, which].sum()


@compiled(error_model="numpy")
def far_log_sum(columns, n, i, factor, squared):
    """ln sum_{j != i} 2^(factor |z_i - z_j|^2) for one far point, with the largest term as a factor."""
    nearest = _nearest(columns, i, 0, n, squared)
    total = 0.0
    # These are the distances that `nearest` is the smallest of. Computed again they could round to less and overflow here.
    for j in range(n):
        total += np.exp2(factor * (squared[j] - nearest))
    return math.log(total) + factor * nearest * math.log(2.0)
