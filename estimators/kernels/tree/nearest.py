"""The k nearest neighbours of every point of a tree, and their distances in ascending order.

The search starts in the point's own leaf. It goes up to the root, and at each node down, level by level, into those siblings
that may hold something nearer than the k-th distance so far; for all points of a leaf together, so that what is read serves
them all; nodes are tested as in `counts`. A point that finds fewer than k others in its leaf first searches the closest leaves
of its node. Boxes and points that single precision shows to be farther are dropped; the distances of the others are computed in
double precision (`filters`).
"""

import numpy as np

from infoplane.estimators.kernels.compilation import compiled

from .boxes import ALL, BOXES, boxes_near, count_bits, lowest_bit, near_box, nearest_below, points_below
from .build import LAST, SHIFT
from .filters import bounds, distance, set_queries
from .k_best import closest, insert
from .walk import append_marked, mark


@compiled
def nearest_distances(tree, first, last, by_max, result):
    """Write the distances of points first..last of the tree to their nearest others into result (n, k), by rows of the data.

    `first` is a multiple of 16.
    """
    points, leaves, low, high, starts, order = tree.points, tree.leaves, tree.low, tree.high, tree.starts, tree.order
    k = result.shape[1]
    d = points.shape[1]
    queries, largest = np.empty((BOXES, d), leaves.dtype), np.empty(BOXES)
    bound = np.empty(BOXES, leaves.dtype)
    best = np.empty((BOXES, k))
    gaps = np.empty((1, BOXES), leaves.dtype)
    most = len(leaves) + 1  # one more than there may be
    nodes, children = np.empty(most, np.int64), np.empty(most, np.int64)  # of a level
    whose, next_whose = np.empty(most, np.int64), np.empty(most, np.int64)  # bits of the points they are near to
    searched = np.empty(BOXES, np.int64)  # by each point: bits of the boxes of a node
    of_box = np.zeros(BOXES, np.int64)
    for start in range(first, last, BOXES):
        own, present = start >> SHIFT, min(BOXES, last - start)
        set_queries(leaves, own, queries, largest)
        best[:] = np.inf
        bound[:] = np.inf
        _search_own(points, start, present, by_max, best)
        searched[:] = 1 << (own & LAST)
        for query in range(present):
            if best[query, k - 1] < np.inf:
                bound[query] = _bound(best[query, k - 1], tree, largest[query], d, by_max)
            else:
                _search_closest(tree, start, query, queries, largest, by_max, gaps, searched, best, bound)
        for top in range(len(starts)):
            nodes[0], whose[0] = own >> SHIFT * (top + 1), (1 << present) - 1
            count = 1
            for level in range(top, -1, -1):
                widest = bound[:present].max()
                below = 0
                for which in range(count):
                    node, waiting = nodes[which], whose[which]
                    group = starts[level] + node
                    boxes = boxes_near(low, high, group, own >> SHIFT, own & LAST, widest, by_max)
                    if level == top > 0:
                        boxes &= ~(1 << (own >> SHIFT * top & LAST))
                    if count_bits(waiting) < count_bits(boxes):
                        near = 0
                        while waiting:
                            query = lowest_bit(waiting)
                            waiting &= waiting - 1
                            bits = boxes & nearest_below(low, high, group, queries, query, bound[query], by_max, gaps, 0)
                            near |= bits
                            mark(bits, query, of_box)
                        below = append_marked(node << SHIFT, near, of_box, children, next_whose, below)
                    else:
                        while boxes:
                            box = lowest_bit(boxes)
                            boxes &= boxes - 1
                            near = waiting & near_box(low, high, group, box, leaves, own, bound, by_max)
                            children[below], next_whose[below] = (node << SHIFT) + box, near
                            below += int(near != 0)
                nodes, children, count = children, nodes, below
                whose, next_whose = next_whose, whose
            for which in range(count):
                leaf, waiting = nodes[which], whose[which]
                while waiting:
                    query = lowest_bit(waiting)
                    waiting &= waiting - 1
                    if top == 0 and searched[query] >> (leaf & LAST) & 1:
                        continue
                    bits = points_below(leaves, leaf, queries, query, bound[query], bound[query], by_max) & ALL
                    closer = False
                    while bits:
                        j = (leaf << SHIFT) + lowest_bit(bits)
                        bits &= bits - 1
                        closer |= insert(distance(points, start + query, j, by_max), best[query])
                    if closer:
                        bound[query] = _bound(best[query, k - 1], tree, largest[query], d, by_max)
        for query in range(present):
            row = order[start + query]
            for j in range(k):
                result[row, j] = best[query, j] if by_max else np.sqrt(best[query, j])


@compiled
def _search_own(points, start, present, by_max, best):
    """Search the leaf of points start..start+present itself: each distance is that of two of them."""
    for query in range(present):
        for other in range(query + 1, present):
            gap = distance(points, start + query, start + other, by_max)
            insert(gap, best[query])
            insert(gap, best[other])


@compiled
def _search_closest(tree, start, query, queries, largest, by_max, gaps, searched, best, bound):
    """Search other leaves of the node of a point, the closest first, until it has as many points as wanted."""
    own = start >> (2 * SHIFT)
    boxes = nearest_below(tree.low, tree.high, own, queries, query, bound[query], by_max, gaps, 0) & ~searched[query]
    while boxes and bound[query] == np.inf:
        box = closest(boxes, gaps[0])
        boxes ^= 1 << box
        searched[query] |= 1 << box
        first = ((own << SHIFT) + box) << SHIFT
        for j in range(first, min(first + BOXES, len(tree.points))):
            insert(distance(tree.points, start + query, j, by_max), best[query])
        bound[query] = _bound(best[query, -1], tree, largest[query], queries.shape[1], by_max)


@compiled(forceinline=True)
def _bound(farthest, tree, largest, d, by_max):
    """What a distance between leaves is below if it may be smaller than the k-th so far."""
    return bounds((farthest if by_max else np.sqrt(farthest)) * tree.factor, largest, d, by_max, tree.rounding)[1]
