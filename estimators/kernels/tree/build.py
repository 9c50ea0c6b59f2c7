"""A balanced k-d tree, laid out for vector instructions: a leaf has sixteen points, a node has sixteen children.

A query tests a whole leaf, or all the boxes of a node, at once (`boxes`). Every aligned run of 16^l points in tree order is a
cell of a k-d tree (`order`), so nodes need no pointers: the parent of node i is i >> 4.

In many dimensions the tree prunes little, but then it also costs little, so there is no second method. The search of the five
nearest neighbours was faster than a scan of all pairs, which drops each pair as early as possible, by these factors in
processor time:

    points                                 maximum norm    Euclidean
    normal, n = 5,000, d = 12                  11              7
    normal, n = 5,000, d = 32                   4              4.5
    normal, n = 20,000, d = 32                  4              5
    normal, n = 3,000, d = 1,024                1.2            6
    32x32 images of rectangles                  3              4
    pairs of these images                       2              3
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.kernels.compilation import compiled
from infoplane.estimators.kernels.threads import run_chunks
from infoplane.estimators.validation import Array

from .axes import axes_order
from .boxes import AXES, BOXES
from .filters import precision, units
from .order import COUNTED, Rows, tree_order

Numbers = NDArray[np.floating[Any]]

SHIFT = 4  # 2^4 = BOXES
LAST = BOXES - 1
_SPLIT = 256  # axes at most along which cells are halved: of many, the first in their order


class Tree(NamedTuple):
    """Points and boxes, in the precision of `filters`; boxes are in groups of sixteen, level by level, leaves first."""

    order: Rows  # (n,): rows of the data in tree order
    points: Array  # (n, d) in tree order
    leaves: Numbers  # (leaves, d, 16): the same, by columns; padded with infinity
    low: Numbers  # (groups, d, 16): low corners of the boxes
    high: Numbers  # (groups, d, 16): high corners
    starts: Rows  # (levels,): first group of each level
    centre: Array  # (d,): what is subtracted there (`filters`)
    factor: float  # by which distances are multiplied there
    rounding: float  # the share by which numbers are rounded there
    axes: Rows  # (d,): columns of the data in the order of the tree


def build(points: Array, by_max: bool) -> Tree:
    """The tree of finite points (n, d), whose axes it puts into `axes_order`, for searches in the maximum norm or Euclidean."""
    n, d = points.shape
    points, axes = np.ascontiguousarray(points, dtype=np.float64), axes_order(points, by_max)
    order = tree_order(points if d <= AXES else np.ascontiguousarray(points[:, axes[:_SPLIT]]), COUNTED)
    (dtype, rounding), (centre, factor) = precision(d), units(points)
    counts: list[int] = []
    count = n
    while count > BOXES or not counts:
        count = -(-count // BOXES)
        counts.append(count)
    groups = [-(-count // BOXES) for count in counts]
    starts = np.concatenate([[0], np.cumsum(groups)]).astype(np.int64)
    tree = Tree(
        order,
        np.empty((n, d)),
        np.empty((counts[0], d, BOXES), dtype),
        np.full((starts[-1], d, BOXES), np.inf, dtype),
        np.full((starts[-1], d, BOXES), -np.inf, dtype),
        starts[:-1],
        centre[axes],
        factor,
        rounding,
        axes,
    )
    run_chunks(lambda first, last: _fill(tree, points, first, last), n, BOXES * BOXES)
    _fill_above(tree)
    return tree


@compiled
def _fill(tree, points, first, last):
    """Write points, leaves and the boxes of leaves."""
    for start in range(first, last, BOXES):
        stop, leaf = min(start + BOXES, last), start >> SHIFT
        group, box = leaf >> SHIFT, leaf & LAST
        for axis in range(points.shape[1]):
            low, high = np.inf, -np.inf
            for i in range(start, stop):
                value = points[tree.order[i], tree.axes[axis]]
                tree.points[i, axis] = value
                tree.leaves[leaf, axis, i - start] = value * tree.factor - tree.centre[axis]
                low, high = min(low, tree.leaves[leaf, axis, i - start]), max(high, tree.leaves[leaf, axis, i - start])
            tree.leaves[leaf, axis, stop - start :] = np.inf
            tree.low[group, axis, box], tree.high[group, axis, box] = low, high


@compiled
def _fill_above(tree):
    """Write the boxes of the higher levels."""
    for level in range(1, len(tree.starts)):
        for node in range(tree.starts[level] - tree.starts[level - 1]):
            below = tree.starts[level - 1] + node
            group, box = tree.starts[level] + (node >> SHIFT), node & LAST
            for axis in range(tree.low.shape[1]):
                tree.low[group, axis, box] = tree.low[below, axis].min()
                tree.high[group, axis, box] = tree.high[below, axis].max()
