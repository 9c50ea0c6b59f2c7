"""The number of points of a tree within a radius of every point.

The count for a point starts at the root and goes down. If a whole box lies within the radius, all its points count at once; in
a leaf on the border, each point is tested.
"""

import numpy as np

from infoplane.estimators.kernels.compilation import compiled

from .boxes import BOXES, both_below, count_bits, lowest_bit, points_below
from .build import SHIFT


@compiled
def range_counts(tree, radii, first, last, by_max, result):
    """Write the numbers of other points at distances < radii, of points first..last of the tree, into result (n,)."""
    n = len(tree.points)
    levels = len(tree.starts)
    gaps = np.empty((1, BOXES))
    pending = np.zeros(levels, np.int64)  # bits of the boxes of each level that are still to be counted
    groups = np.zeros(levels, np.int64)  # the node whose children those boxes are
    for i in range(first, last):
        row = tree.order[i]
        bound = radii[row] if by_max else _squared_radius(radii[row])
        total = 0
        level = levels - 1
        child = 0
        while True:
            group = tree.starts[level] + child
            bits = both_below(tree.low, tree.high, group, tree.points, i, bound, by_max)
            some = bits & ((1 << BOXES) - 1)
            whole = some & bits >> BOXES
            some ^= whole
            shift = SHIFT * (level + 1)
            while whole:
                node = (child << SHIFT) + lowest_bit(whole)
                whole &= whole - 1
                total += min(n, (node + 1) << shift) - (node << shift)
            if level == 0:
                while some:
                    leaf = (child << SHIFT) + lowest_bit(some)
                    some &= some - 1
                    total += count_bits(points_below(tree.leaves, leaf, tree.points, i, bound, by_max, gaps, 0))
            pending[level], groups[level] = some, child
            while level < levels and pending[level] == 0:
                level += 1
            if level == levels:
                break
            child = (groups[level] << SHIFT) + lowest_bit(pending[level])
            pending[level] &= pending[level] - 1
            level -= 1
        result[row] = total - 1 if bound > 0 else 0  # the point itself is within any positive radius


@compiled
def _squared_radius(radius):
    """The smallest s with sqrt(s) >= radius, so that s_ij < s if and only if sqrt(s_ij) < radius."""
    if radius <= 0:
        return 0.0
    square = radius * radius
    while np.sqrt(square) < radius:
        square = np.nextafter(square, np.inf)
    while np.sqrt(np.nextafter(square, 0.0)) >= radius:
        square = np.nextafter(square, 0.0)
    return square
