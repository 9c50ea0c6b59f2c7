"""The extents in x and in y of the box of every point's nearest joint neighbours, for KSG 2."""

import numpy as np

from infoplane.estimators.kernels.compilation import compiled

from .boxes import ALL, BOXES, lowest_bit, nearest_below, points_below
from .build import LAST, SHIFT
from .filters import bounds, distance, set_queries


@compiled
def box_extents(tree, distances, in_x, first, last, result):
    """Write the largest gaps in x and in y among the points no farther than the last distance into result (n, 2).

    The tree holds x and y side by side, in_x (d,) says which axes are those of x, and distances (n, k) are maximum norms.
    `first` is a multiple of 16.
    """
    points, leaves, low, high, starts, order = tree.points, tree.leaves, tree.low, tree.high, tree.starts, tree.order
    d, levels = len(in_x), len(starts)
    queries, largest = np.empty((BOXES, d), leaves.dtype), np.empty(BOXES)
    gaps, limit = np.empty((1, BOXES), leaves.dtype), np.empty(1, leaves.dtype)
    pending = np.zeros(levels, np.int64)
    groups = np.zeros(levels, np.int64)
    for i in range(first, last):
        row, query = order[i], i & LAST
        if query == 0:
            set_queries(leaves, i >> SHIFT, queries, largest)
        radius = distances[row, -1]
        above = np.nextafter(radius, np.inf)  # since points at the radius belong to the box
        limit[0] = bounds(above * tree.factor, largest[query], d, True, tree.rounding)[1]
        bound = limit[0]
        x_gap, y_gap = 0.0, 0.0
        level = levels - 1
        child = 0
        while True:
            group = starts[level] + child
            some = nearest_below(low, high, group, queries, query, bound, True, gaps, 0)
            while level == 0 and some:
                leaf = (child << SHIFT) + lowest_bit(some)
                some &= some - 1
                close = ALL & points_below(leaves, leaf, queries, query, bound, bound, True)
                while close:
                    j = (leaf << SHIFT) + lowest_bit(close)
                    close &= close - 1
                    if distance(points, i, j, True) > radius:
                        continue
                    for axis in range(d):
                        gap = abs(points[j, axis] - points[i, axis])
                        if in_x[axis]:
                            x_gap = max(x_gap, gap)
                        else:
                            y_gap = max(y_gap, gap)
            pending[level], groups[level] = some, child
            while level < levels and pending[level] == 0:
                level += 1
            if level == levels:
                break
            child = (groups[level] << SHIFT) + lowest_bit(pending[level])
            pending[level] &= pending[level] - 1
            level -= 1
        result[row, 0], result[row, 1] = x_gap, y_gap
