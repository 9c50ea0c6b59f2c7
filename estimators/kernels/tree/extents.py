"""The extents in x and in y of the box of every point's nearest joint neighbours, for KSG 2."""

import numpy as np

from infoplane.estimators.kernels.compilation import compiled

from .boxes import BOXES, lowest_bit, nearest_below, points_below
from .build import SHIFT


@compiled
def box_extents(tree, distances, in_x, first, last, result):
    """Write the largest gaps in x and in y among the points no farther than the last distance into result (n, 2).

    The tree holds x and y side by side, in_x (d,) says which axes are those of x, and distances (n, k) are maximum norms.
    The walk from the root down is that of `range_counts`.
    """
    levels = len(tree.starts)
    gaps = np.empty((1, BOXES))
    pending = np.zeros(levels, np.int64)
    groups = np.zeros(levels, np.int64)
    for i in range(first, last):
        row = tree.order[i]
        bound = np.nextafter(distances[row, -1], np.inf)
        x_gap, y_gap = 0.0, 0.0
        level = levels - 1
        child = 0
        while True:
            group = tree.starts[level] + child
            some = nearest_below(tree.low, tree.high, group, tree.points, i, bound, True, gaps, 0)
            while level == 0 and some:
                leaf = (child << SHIFT) + lowest_bit(some)
                some &= some - 1
                close = points_below(tree.leaves, leaf, tree.points, i, bound, True, gaps, 0)
                while close:
                    j = (leaf << SHIFT) + lowest_bit(close)
                    close &= close - 1
                    for axis in range(len(in_x)):
                        gap = abs(tree.points[j, axis] - tree.points[i, axis])
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
