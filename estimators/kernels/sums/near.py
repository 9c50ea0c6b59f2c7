"""Kernel sums of the terms that matter, point by point.

A term is left out of a sum if it is below  tolerance / n  of what the sum has already. As a sum only grows, no sum of n terms
lacks more than the tolerance. Blocks of points are visited outward from the point's own, in the order of the tree, so that a
sum is large early; a block is left out if the distance of its box says so.
"""

import math

import numpy as np

from infoplane.estimators.kernels.compilation import compiled

from .blocks import BLOCK
from .terms import DEEPEST, PARTIAL_SUMS, TERMS, add_terms, add_terms_at_border

GROUP = 64  # points whose sums are found together


@compiled(error_model="numpy")
def near_sums(columns, n, low, high, factors, places, tolerance, first, last, sums):
    """Fill the sums (m, q) of the points first..last of some places; return how many blocks they visited, in all.

    Parameters
    ----------
    columns : array (d, n)
        Coordinates in the order of a tree, padded to whole blocks by infinity.
    n : int
    low, high : array (blocks, d)
        Corners of the boxes.
    factors : array (m,)
        One for every bandwidth, negative: a term is 2^(factor |z_i - z_j|^2).
    places : array of int (q,)
        Where the points stand, ascending.
    tolerance : float
        Largest share of a sum that may be left out.
    first, last : int
    sums : array (m, q)
    """
    blocks, d = low.shape
    deepest = DEEPEST / factors.min()
    # Coordinates of a block, and behind them those of the points. What is added to the sums of the block is not needed.
    both = np.empty((d, BLOCK + GROUP))
    spare = np.zeros((len(factors), BLOCK + GROUP))
    partial = np.empty((GROUP, len(factors), PARTIAL_SUMS))
    cuts, squared, visitors = np.empty(GROUP), np.empty(GROUP), np.empty(GROUP, np.int64)
    bottom, top = np.empty(d), np.empty(d)
    total = 0
    for start in range(first, last, GROUP):
        own = places[start : min(start + GROUP, last)]
        for axis in range(d):
            for which in range(len(own)):
                both[axis, BLOCK + which] = columns[axis, own[which]]
            bottom[axis] = both[axis, BLOCK : BLOCK + len(own)].min()
            top[axis] = both[axis, BLOCK : BLOCK + len(own)].max()
        partial[:] = 0.0
        cuts[:] = widest = np.inf
        centre = own[len(own) // 2] // BLOCK
        visited, next_update = 0, 1
        for step in range(2 * blocks):
            other = centre + (step + 1) // 2 * (1 - step % 2 * 2)
            if other < 0 or other >= blocks or _gap(bottom, top, low[other], high[other]) > widest:
                continue
            count = _fill_visitors(both, len(own), low[other], high[other], cuts, squared, visitors)
            if count == 0:
                continue
            for axis in range(d):
                for j in range(BLOCK):
                    both[axis, j] = columns[axis, other * BLOCK + j]
            inside = (other + 1) * BLOCK <= n and _extent(bottom, top, low[other], high[other]) < deepest
            for which in visitors[:count]:
                within = own[which] // BLOCK == other
                here = own[which] % BLOCK if within else BLOCK + which
                for at in range(0, BLOCK, TERMS):
                    if inside and not within:
                        add_terms(both, here, at, factors, spare, partial, which)
                    else:
                        add_terms_at_border(both, here, at, factors, spare, partial, which)
            total += count
            visited += 1
            if visited == next_update:
                next_update *= 2
                for which in range(len(own)):
                    cuts[which] = _cut(partial[which], n, factors, tolerance)
                widest = cuts[: len(own)].max()
        for which in range(len(own)):
            for bandwidth in range(len(factors)):
                sums[bandwidth, start + which] = partial[which, bandwidth].sum()
    return total


@compiled
def _gap(bottom, top, low, high):
    """The smallest squared distance between two boxes."""
    squared = 0.0
    for axis in range(len(low)):
        gap = max(bottom[axis] - high[axis], low[axis] - top[axis], 0.0)
        squared += gap * gap
    return squared


@compiled
def _extent(bottom, top, low, high):
    """The largest squared distance between two boxes."""
    squared = 0.0
    for axis in range(len(low)):
        gap = max(top[axis] - low[axis], high[axis] - bottom[axis])
        squared += gap * gap
    return squared


@compiled
def _fill_visitors(both, own, low, high, cuts, squared, visitors):
    """Fill which of the own points are not beyond their cut from a box, and count them.

    The loops have neither `max` nor branches, so that they become vectors and no branch is predicted wrongly.
    """
    squared[:own] = 0.0
    for axis in range(len(both)):
        bottom, top = low[axis], high[axis]
        for which in range(own):
            here = both[axis, BLOCK + which]
            gap = bottom - here if here < bottom else here - top if here > top else 0.0
            squared[which] += gap * gap
    count = 0
    for which in range(own):
        visitors[count] = which
        count += int(squared[which] <= cuts[which])
    return count


@compiled(error_model="numpy")
def _cut(partial, n, factors, tolerance):
    """The squared distance from which on terms are left out of the sums of a point, for all bandwidths."""
    cut = 0.0
    for which in range(len(factors)):
        cut = max(cut, math.log2(tolerance * partial[which].sum() / n) / factors[which])
    return cut
