"""A balanced k-d tree with sixteen points a leaf and sixteen children a node, laid out for vector instructions.

A query tests a whole leaf, or all the boxes of a node, at once (`simd_boxes`). Every aligned run of 16^l
points in tree order is a cell of a k-d tree that splits its widest axis near the median, so that nodes need no pointers:
the parent of node i is i >> 4.

In many dimensions it prunes little, but then it costs little. Against a scan of all pairs that gives up each as soon as it
can, the five nearest neighbours took (processor time; maximum / Euclidean distance) 1/11 / 1/7 at n=5,000 d=12, 1/4 / 1/4.5
at d=32, 1/4 / 1/5 at n=20,000 d=32, 1/1.2 / 1/6 at n=3,000 d=1,024 (all normal), 1/3 / 1/4 on 32x32 images of rectangles
and 1/2 / 1/3 on pairs of them. So there is no crossover, and no second method.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .simd_boxes import AXES, LANES
from .threads import run_chunks

Vectors = NDArray[np.float64]
Rows = NDArray[np.int64]

SHIFT = 4  # 2^4 = LANES
LAST = LANES - 1
_ALONE = 8192  # points that one thread puts in order
_CELLS = 16  # that threads share otherwise
_SEEN = 64  # points of a cell by which its axis is chosen
_PIVOTS = 15  # numbers by which a pivot is chosen


class Tree(NamedTuple):
    order: Rows  # (n,): rows of the data in tree order
    points: Vectors  # (n, d) in tree order
    leaves: Vectors  # (leaves, d, 16): the same, by columns; padded with infinity
    low: Vectors  # (groups, d, 16): corners of the boxes of sixteen nodes at a time, level upon level, leaves first
    high: Vectors
    starts: NDArray[np.int64]  # (levels,): first group of each level


def axes_order(points: Vectors) -> Rows:
    """Axes by falling variance where a query may stop before the last of them: far pairs show it early."""
    d = points.shape[1]
    return np.argsort(-points.var(axis=0), kind="stable") if d > AXES else np.arange(d)


def build(points: Vectors) -> Tree:
    n, d = points.shape
    points = np.ascontiguousarray(points if d <= AXES else points[:, axes_order(points)], dtype=np.float64)
    order = tree_order(points)
    counts: list[int] = []
    count = n
    while count > LANES or not counts:
        count = -(-count // LANES)
        counts.append(count)
    groups = [-(-count // LANES) for count in counts]
    starts = np.concatenate([[0], np.cumsum(groups)]).astype(np.int64)
    tree = Tree(
        order,
        np.empty((n, d)),
        np.full((counts[0], d, LANES), np.inf),
        np.full((starts[-1], d, LANES), np.inf),
        np.full((starts[-1], d, LANES), -np.inf),
        starts[:-1],
    )
    run_chunks(lambda first, last: _fill(tree, points, first, last), n, LANES * LANES)
    _fill_above(tree)
    return tree


def tree_order(points: Vectors) -> Rows:
    """Rows of points (n, d), contiguous, so that every aligned run of 16^l of them is a cell of the tree."""
    order = np.arange(len(points))
    cells = [order]
    while len(order) > _ALONE and len(cells) < _CELLS:
        cells = _halved(points, cells)
    run_chunks(lambda which, _: _split(points, cells[which]), len(cells))
    return order


def _halved(points: Vectors, cells: list[Rows]) -> list[Rows]:
    """Both halves of every cell."""
    halves: list[tuple[Rows, ...]] = [()] * len(cells)

    def halve(which: int, _: int) -> None:
        rows = cells[which]
        middle = _halve(points, rows, np.empty_like(rows))
        halves[which] = rows[:middle], rows[middle:]

    run_chunks(halve, len(cells))
    return [half for pair in halves for half in pair]


@njit(nogil=True, cache=True)
def _split(points, rows):
    """Halve a cell, its halves, and so on down to the leaves."""
    spare = np.empty_like(rows)
    firsts, lasts = np.empty(64, np.int64), np.empty(64, np.int64)
    firsts[0], lasts[0] = 0, len(rows)
    depth = 1
    while depth > 0:
        depth -= 1
        first, last = firsts[depth], lasts[depth]
        middle = first + _halve(points, rows[first:last], spare)
        if middle > first:
            firsts[depth : depth + 2] = first, middle
            lasts[depth : depth + 2] = middle, last
            depth += 2


@njit(nogil=True, cache=True)
def _halve(points, rows, spare):
    """Move the nearer half along the widest axis to the front; return its length, near half in whole cells; 0 for a leaf."""
    n = len(rows)
    unit = LANES
    while unit * LANES < n:
        unit *= LANES
    if n <= unit:
        return 0
    axis = _widest(points, rows)
    middle = max(1, (n + unit) // (2 * unit)) * unit
    rank = middle
    while True:
        pivot = _pivot(points, rows, axis, rank)
        below = _move_below(points, rows, spare, axis, pivot)
        if below == 0:  # the pivot is the smallest: all that equal it go first
            below = _move_below(points, rows, spare, axis, np.nextafter(pivot, np.inf))
            if rank <= below:
                return middle
        if rank == below:
            return middle
        if rank < below:
            rows = rows[:below]
        else:
            rows = rows[below:]
            rank -= below


@njit(nogil=True, cache=True)
def _widest(points, rows):
    """Axis along which some of the points spread farthest."""
    low = points[rows[0]].copy()
    high = low.copy()
    for i in range(0, len(rows), max(1, len(rows) // _SEEN)):
        row = rows[i]
        for axis in range(points.shape[1]):
            low[axis] = min(low[axis], points[row, axis])
            high[axis] = max(high[axis], points[row, axis])
    return np.argmax(high - low)


@njit(nogil=True, cache=True)
def _pivot(points, rows, axis, rank):
    """A number near the one of this rank: that of the same rank among a few."""
    few = np.empty(min(_PIVOTS, len(rows)))
    for i in range(len(few)):
        value = points[rows[i * len(rows) // len(few)], axis]
        while i > 0 and few[i - 1] > value:
            few[i] = few[i - 1]
            i -= 1
        few[i] = value
    return few[rank * len(few) // len(rows)]


@njit(nogil=True, cache=True)
def _move_below(points, rows, spare, axis, bound):
    """Move the points below the bound to the front and count them; without a branch, which would be guessed wrong."""
    below = above = 0
    for i in range(len(rows)):
        row = rows[i]
        rows[below] = spare[above] = row
        is_below = int(points[row, axis] < bound)
        below += is_below
        above += 1 - is_below
    rows[below:] = spare[:above]
    return below


@njit(nogil=True, cache=True)
def _fill(tree, points, first, last):
    """Write points, leaves and their boxes."""
    for i in range(first, last):
        row, leaf = tree.order[i], i >> SHIFT
        group, lane = leaf >> SHIFT, leaf & LAST
        for axis in range(points.shape[1]):
            value = points[row, axis]
            tree.points[i, axis] = tree.leaves[leaf, axis, i & LAST] = value
            tree.low[group, axis, lane] = min(tree.low[group, axis, lane], value)
            tree.high[group, axis, lane] = max(tree.high[group, axis, lane], value)


@njit(nogil=True, cache=True)
def _fill_above(tree):
    """Write the boxes of the higher levels."""
    for level in range(1, len(tree.starts)):
        for node in range(tree.starts[level] - tree.starts[level - 1]):
            below = tree.starts[level - 1] + node
            group, lane = tree.starts[level] + (node >> SHIFT), node & LAST
            for axis in range(tree.low.shape[1]):
                tree.low[group, axis, lane] = tree.low[below, axis].min()
                tree.high[group, axis, lane] = tree.high[below, axis].max()
