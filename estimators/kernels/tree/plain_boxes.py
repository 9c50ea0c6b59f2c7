"""Distances from one point, or one box, to sixteen boxes or points, in plain numba: the definition; `simd_boxes` is faster.

A box has two corners, low and high. The distance from the point p to its nearest and farthest point along one axis is

    nearest:   max(low - p, p - high), which is negative if p lies inside;
    farthest:  max(high - p, p - low).

Both are combined over axes by a maximum with 0, or by a sum of squares of what is positive. A point is a box whose two
corners coincide. All numbers are in one precision, single or double (`filters`).
"""

import numpy as np

from infoplane.estimators.kernels.compilation import compiled

BOXES = 16  # boxes that are tested at once; also points in a leaf of the tree, and children of a node
ALL = (1 << BOXES) - 1  # the bits of all of them
AXES = 32  # axes between two checks whether every box is already too far


@compiled
def nearest_below(low, high, group, points, row, bound, by_max, out, place):
    """Bits of the boxes whose nearest point is closer to a point than a bound.

    Parameters
    ----------
    low, high : array (groups, d, 16) of float32 or float64
        Corners.
    group : int
        Which sixteen boxes.
    points : array (m, d) of the same type
    row : int
        Which point.
    bound : float
        A distance, or a squared one if not `by_max`.
    by_max : bool
        Maximum norm; otherwise squared Euclidean distances.
    out : array (places, 16) of the same type
        Takes the distances in out[place]. Those not below the bound may be unfinished.
    place : int

    Returns
    -------
    int
        Bit b is set if box b is closer.
    """
    return _below(low[group], high[group], points[row], bound, by_max, out[place], False)


@compiled
def points_below(leaves, leaf, points, row, bound, sure, by_max):
    """Bits of the sixteen points of a leaf that are closer to a point than a bound, as `nearest_below`, and above them, times
    2^16, bits of those that are closer than a smaller bound."""
    out = np.empty(BOXES, points.dtype)
    bits = _below(leaves[leaf], leaves[leaf], points[row], bound, by_max, out, False)
    return bits | (_bits(out, np.full(BOXES, sure)) & bits) << BOXES


@compiled
def both_below(low, high, group, points, row, bound, sure, by_max):
    """Bits of the boxes whose nearest point is closer to a point than a bound, and above them, times 2^16, bits of those whose
    farthest point is closer than a smaller bound. The latter mean nothing where the nearest point is not closer."""
    out = np.empty(BOXES, points.dtype)
    nearest = _below(low[group], high[group], points[row], bound, by_max, out, False)
    return nearest | _below(low[group], high[group], points[row], sure, by_max, out, True) << BOXES


@compiled
def boxes_near(low, high, group, own, box, bound, by_max):
    """Bits of the boxes of a group whose nearest point is closer than a bound to some point of one box of the group `own`."""
    out = np.empty(BOXES, low.dtype)
    return _between(low[group], high[group], low[own, :, box], high[own, :, box], bound, by_max, out, False)


@compiled
def near_box(low, high, group, box, leaves, leaf, bounds, by_max):
    """Bits of the sixteen points of a leaf that are closer to one box than their bounds (16,); nothing is closer than NaN."""
    out = np.empty(BOXES, low.dtype)
    _between(leaves[leaf], leaves[leaf], low[group, :, box], high[group, :, box], np.nanmax(bounds), by_max, out, False)
    return _bits(out, bounds)


@compiled
def around_box(low, high, group, box, leaves, leaf, bounds, sure, by_max):
    """Bits as of `near_box`, and above them, times 2^16, bits of the points to which the farthest point of the box is closer
    than their smaller bounds (16,). The latter mean nothing where the nearest point is not closer."""
    out = np.empty(BOXES, low.dtype)
    near = near_box(low, high, group, box, leaves, leaf, bounds, by_max)
    _between(leaves[leaf], leaves[leaf], low[group, :, box], high[group, :, box], np.nanmax(sure), by_max, out, True)
    return near | _bits(out, sure) << BOXES


@compiled
def add_where(bits, amount, totals):
    """Add an amount to the totals (16,) whose bits are set."""
    for place in range(BOXES):
        totals[place] += (bits >> place & 1) * amount


@compiled
def _below(low, high, point, bound, by_max, distances, farthest):
    return _between(low, high, point, point, bound, by_max, distances, farthest)


@compiled
def _between(low, high, point_low, point_high, bound, by_max, distances, farthest):
    distances[:] = 0.0
    nothing = distances[0]
    d = len(point_low)
    bits = 0
    for first in range(0, d, AXES):
        for axis in range(first, min(first + AXES, d)):
            for box in range(BOXES):
                if farthest:
                    above, below = high[axis, box] - point_low[axis], point_high[axis] - low[axis, box]
                else:
                    above, below = low[axis, box] - point_high[axis], point_low[axis] - high[axis, box]
                gap = above if above > below else below
                gap = gap if gap > nothing else nothing
                if by_max:
                    distances[box] = gap if gap > distances[box] else distances[box]
                else:
                    distances[box] += gap * gap
        bits = _bits(distances, np.full(BOXES, bound))
        if bits == 0:
            break
    return bits


@compiled
def _bits(distances, bounds):
    bits = 0
    for box in range(BOXES):
        bits |= int(distances[box] < bounds[box]) << box
    return bits


@compiled
def lowest_bit(bits):
    """Place of the lowest set bit of a non-zero int64."""
    place = 0
    while not (bits >> place) & 1:
        place += 1
    return place


@compiled
def count_bits(bits):
    """Number of set bits of a non-negative int64."""
    count = 0
    while bits:
        bits &= bits - 1
        count += 1
    return count
