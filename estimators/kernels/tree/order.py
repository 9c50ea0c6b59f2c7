"""Put points in the order of a balanced k-d tree: each cell is halved along its widest axis, near the median."""

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.kernels.compilation import compiled
from infoplane.estimators.kernels.threads import run_chunks
from infoplane.estimators.validation import Array

from .boxes import BOXES

Rows = NDArray[np.int64]

_ALONE = 8192  # points that one thread orders alone, at most
_CELLS = 16  # cells that threads share if there are more points
_SEEN = 64  # points of a cell from which its axis is found
_PIVOTS = 15  # numbers from which a pivot is found


def tree_order(points: Array) -> Rows:
    """Rows of points (n, d), contiguous, so that every aligned run of 16^l of them is a cell of the tree."""
    order = np.arange(len(points))
    cells = [order]
    while len(order) > _ALONE and len(cells) < _CELLS:
        cells = _halved(points, cells)
    run_chunks(lambda which, _: _split(points, cells[which]), len(cells))
    return order


def spread_rows(points: Array, count: int) -> Rows:
    """So many of the rows, spread over the points: one of every stretch of the tree's order."""
    order = tree_order(points)
    return order[np.arange(count) * len(order) // count]


def _halved(points: Array, cells: list[Rows]) -> list[Rows]:
    """Both halves of every cell."""
    halves: list[tuple[Rows, ...]] = [()] * len(cells)

    def halve(which: int, _: int) -> None:
        rows = cells[which]
        middle = _halve(points, rows, np.empty_like(rows))
        halves[which] = rows[:middle], rows[middle:]

    run_chunks(halve, len(cells))
    return [half for pair in halves for half in pair]


@compiled
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


@compiled
def _halve(points, rows, spare):
    """Move the nearer half along the widest axis to the front; return its length, near half in whole cells; 0 for a leaf."""
    n = len(rows)
    unit = BOXES
    while unit * BOXES < n:
        unit *= BOXES
    if n <= unit:
        return 0
    axis = _widest(points, rows)
    middle = max(1, (n + unit) // (2 * unit)) * unit
    rank = middle
    while True:
        pivot = near_rank(points, rows, axis, rank)
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


@compiled
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


@compiled
def near_rank(points, rows, axis, rank):
    """A number near the one of this rank: the number of the same relative rank among a few."""
    few = np.empty(min(_PIVOTS, len(rows)))
    for i in range(len(few)):
        value = points[rows[i * len(rows) // len(few)], axis]
        while i > 0 and few[i - 1] > value:
            few[i] = few[i - 1]
            i -= 1
        few[i] = value
    return few[rank * len(few) // len(rows)]


@compiled
def _move_below(points, rows, spare, axis, bound):
    """Move the points below the bound to the front and count them; without a branch, which processors would predict wrongly."""
    below = above = 0
    for i in range(len(rows)):
        row = rows[i]
        rows[below] = spare[above] = row
        is_below = int(points[row, axis] < bound)
        below += is_below
        above += 1 - is_below
    rows[below:] = spare[:above]
    return below
