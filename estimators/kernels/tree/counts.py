"""The number of points of a tree within a radius of every point.

The count starts at the root and goes down, level by level, for all points of a leaf together, so that what is read serves them
all. If a whole box lies within the radius of a point, all points of the box count at once; in a leaf on the border, each point
is tested. Tests are in single precision; the distances that it leaves open are computed in double precision (`filters`).

At a node, all of its boxes are tested against the box of the leaf first. Those that may be near are tested again: one box
against all points at once, or all boxes against one point, whichever takes fewer tests.
"""

import numpy as np

from infoplane.estimators.kernels.compilation import compiled

from .boxes import ALL, BOXES, add_where, around_box, both_below, boxes_near, count_bits, lowest_bit, points_below
from .build import LAST, SHIFT
from .filters import LARGEST, bounds, distance, set_queries
from .walk import append_marked, mark


@compiled
def range_counts(tree, by_max, radii, first, last, result):
    """Write the numbers of other points at distances < radii, of points first..last of the tree, into result (n,).

    `first` is a multiple of 16.
    """
    points, leaves, low, high, starts, order = tree.points, tree.leaves, tree.low, tree.high, tree.starts, tree.order
    n, d = points.shape
    queries, largest = np.empty((BOXES, d), leaves.dtype), np.empty(BOXES)
    limits = np.empty(BOXES)
    sure, maybe = np.empty(BOXES, leaves.dtype), np.empty(BOXES, leaves.dtype)
    totals = np.empty(BOXES, np.int64)
    most = len(leaves) + 1  # one more than there may be
    nodes, children = np.empty(most, np.int64), np.empty(most, np.int64)  # of a level, on some border
    whose, next_whose = np.empty(most, np.int64), np.empty(most, np.int64)  # bits of the points of that border
    of_box = np.zeros(BOXES, np.int64)
    for start in range(first, last, BOXES):
        own, present = start >> SHIFT, min(BOXES, last - start)
        set_queries(leaves, own, queries, largest)
        for query in range(present):
            radius = radii[order[start + query]]
            limits[query] = radius if by_max else _squared_radius(radius)
            scaled = min(radius * tree.factor, 4 * d * LARGEST)
            sure[query], maybe[query] = bounds(scaled, largest[query], d, by_max, tree.rounding)
        totals[:] = 0
        nodes[0], whose[0] = 0, (1 << present) - 1
        count = 1
        widest = maybe[:present].max()
        for level in range(len(starts) - 1, -1, -1):
            shift = SHIFT * (level + 1)
            below = 0
            for which in range(count):
                node, waiting = nodes[which], whose[which]
                group = starts[level] + node
                boxes = boxes_near(low, high, group, own >> SHIFT, own & LAST, widest, by_max)
                final = (n - 1 >> shift) - (node << SHIFT)  # which box is the last one of all, which may be smaller
                if count_bits(waiting) < count_bits(boxes):
                    last_box = 1 << final if final < BOXES else 0
                    border = 0
                    while waiting:
                        query = lowest_bit(waiting)
                        waiting &= waiting - 1
                        bits = both_below(low, high, group, queries, query, maybe[query], sure[query], by_max)
                        whole = bits & bits >> BOXES & ALL
                        totals[query] += count_bits(whole) << shift
                        if whole & last_box:
                            totals[query] -= (((n - 1) >> shift) + 1 << shift) - n
                        some = bits & ALL ^ whole
                        border |= some
                        mark(some, query, of_box)
                    below = append_marked(node << SHIFT, border, of_box, children, next_whose, below)
                else:
                    while boxes:
                        box = lowest_bit(boxes)
                        boxes &= boxes - 1
                        bits = around_box(low, high, group, box, leaves, own, maybe, sure, by_max)
                        near = bits & waiting
                        whole = near & bits >> BOXES
                        if whole:
                            add_where(whole, 1 << shift if box < final else n - ((n - 1) >> shift << shift), totals)
                        children[below], next_whose[below] = (node << SHIFT) + box, near ^ whole
                        below += int(near != whole)
            nodes, children, count = children, nodes, below
            whose, next_whose = next_whose, whose
        for which in range(count):
            leaf, waiting = nodes[which], whose[which]
            while waiting:
                query = lowest_bit(waiting)
                waiting &= waiting - 1
                bits = points_below(leaves, leaf, queries, query, maybe[query], sure[query], by_max)
                totals[query] += count_bits(bits >> BOXES)
                unsure = (bits ^ bits >> BOXES) & ALL
                while unsure:
                    j = (leaf << SHIFT) + lowest_bit(unsure)
                    unsure &= unsure - 1
                    totals[query] += int(distance(points, start + query, j, by_max) < limits[query])
        for query in range(present):  # the point itself is within any positive radius
            result[order[start + query]] = totals[query] - 1 if limits[query] > 0 else 0


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
