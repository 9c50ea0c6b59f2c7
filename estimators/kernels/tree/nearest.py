"""The k nearest neighbours of every point of a tree, and their distances in ascending order.

The search of a point starts in its own leaf. It goes up to the root, and at each node down into those siblings that may hold
something nearer than the k-th distance so far, the closest first.
"""

import numpy as np

from infoplane.estimators.kernels.compilation import compiled

from .boxes import BOXES, nearest_below, points_below
from .build import LAST, SHIFT
from .k_best import closest, insert


@compiled
def nearest_distances(tree, first, last, by_max, result):
    """Write the distances of points first..last of the tree to their nearest others into result (n, k), by rows of the data."""
    k = result.shape[1]
    levels = len(tree.starts)
    gaps = np.empty((levels + 1, BOXES))  # distances to the boxes of each level, and to the points of a leaf
    pending = np.zeros(levels, np.int64)  # bits of the boxes of each level that are still to be searched
    groups = np.zeros(levels, np.int64)  # the node whose children those boxes are
    best = np.empty(k)
    for i in range(first, last):
        best[:] = np.inf
        node = i >> SHIFT
        bits = points_below(tree.leaves, node, tree.points, i, np.inf, by_max, gaps, levels)
        insert(bits & ~(1 << (i & LAST)), gaps[levels], best)
        for top in range(levels):
            own = 1 << (node & LAST)
            node >>= SHIFT
            level = top
            groups[level] = node
            group = tree.starts[level] + node
            pending[level] = ~own & nearest_below(tree.low, tree.high, group, tree.points, i, best[k - 1], by_max, gaps, level)
            while True:
                if pending[level] == 0:
                    if level == top:
                        break
                    level += 1
                    continue
                box = closest(pending[level], gaps[level])
                if gaps[level, box] >= best[k - 1]:
                    pending[level] = 0
                    continue
                pending[level] ^= 1 << box
                child = (groups[level] << SHIFT) + box
                if level == 0:
                    bits = points_below(tree.leaves, child, tree.points, i, best[k - 1], by_max, gaps, levels)
                    insert(bits, gaps[levels], best)
                else:
                    level -= 1
                    groups[level] = child
                    pending[level] = nearest_below(
                        tree.low, tree.high, tree.starts[level] + child, tree.points, i, best[k - 1], by_max, gaps, level
                    )
        row = tree.order[i]
        for j in range(k):
            result[row, j] = best[j] if by_max else np.sqrt(best[j])
