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
PIVOTS = 15  # numbers from which a pivot is found
_NARROW = 8  # columns, at most, of points of which several share a line of the cache, or one fills it
COUNTED = 64  # points, at most, whose ranks take less time to count than to find by pivots


def tree_order(points: Array, counted: int = 0) -> Rows:
    """Rows of points (n, d), contiguous, so that every aligned run of 16^l of them is a cell of the tree.

    Cells of at most `counted` points are halved by their ranks. That takes less time, and leaves them in another order inside.
    """
    order = np.arange(len(points))
    cells = [order]
    while len(order) > _ALONE and len(cells) < _CELLS:
        cells = _halved(points, cells)
    split = _split_copy if len(cells) > 1 and points.shape[1] <= _NARROW else _split
    run_chunks(lambda which, _: split(points, cells[which], counted), len(cells))
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
        middle = _halve(points, rows, np.empty_like(rows), *np.empty((2, len(rows))), np.empty(PIVOTS))
        halves[which] = rows[:middle], rows[middle:]

    run_chunks(halve, len(cells))
    return [half for pair in halves for half in pair]


@compiled
def _split(points, rows, counted):
    """Halve a cell, its halves, and so on down to the leaves."""
    spare, few = np.empty_like(rows), np.empty(PIVOTS)
    keys, spare_keys = np.empty(len(rows)), np.empty(len(rows))
    ranks = np.empty(counted, np.int64)
    firsts, lasts = np.empty(64, np.int64), np.empty(64, np.int64)
    firsts[0], lasts[0] = 0, len(rows)
    depth = 1
    while depth > 0:
        depth -= 1
        first, last = firsts[depth], lasts[depth]
        if last - first <= counted:
            middle = first + _halve_by_ranks(points, rows[first:last], spare, keys, ranks)
        else:
            middle = first + _halve(points, rows[first:last], spare, keys, spare_keys, few)
        if middle > first:
            firsts[depth : depth + 2] = first, middle
            lasts[depth : depth + 2] = middle, last
            depth += 2


@compiled
def _split_copy(points, rows, counted):
    """The same on a copy of the points of the cell: side by side, they are read in three quarters of the time."""
    copy, places = np.empty((len(rows), points.shape[1])), np.arange(len(rows))
    for i in range(len(rows)):
        for axis in range(points.shape[1]):
            copy[i, axis] = points[rows[i], axis]
    _split(copy, places, counted)
    rows[:] = rows[places]


@compiled
def _halve_by_ranks(points, rows, spare, keys, ranks):
    """As `_halve`, for few rows: a row goes to the front if its rank is below the middle."""
    middle = _middle(len(rows))
    if middle == 0:
        return 0
    n = len(rows)
    axis = _widest(points, rows)
    for i in range(n):
        keys[i], spare[i] = points[rows[i], axis], rows[i]
    last = 0  # rank of the last rows that go to the front; of equal numbers, some may
    for i in range(n):
        rank = 0
        for j in range(n):
            rank += int(keys[j] < keys[i])
        ranks[i] = rank
        last = max(last, rank) if rank < middle else last
    below, above, left = 0, middle, middle - last
    for i in range(n):
        equal = ranks[i] == last
        to_front = ranks[i] < last or (equal and left > 0)
        left -= int(equal)
        rows[below if to_front else above] = spare[i]
        below += int(to_front)
        above += int(not to_front)
    return middle


@compiled
def _middle(n):
    """Length of the first half of n points, near half in whole cells; 0 for a leaf."""
    unit = BOXES
    while unit * BOXES < n:
        unit *= BOXES
    return max(1, (n + unit) // (2 * unit)) * unit if n > unit else 0


@compiled
def _halve(points, rows, spare, keys, spare_keys, few):
    """Move the nearer half along the widest axis to the front; return its length, 0 for a leaf."""
    middle = _middle(len(rows))
    if middle == 0:
        return 0
    axis = _widest(points, rows)
    for i in range(len(rows)):
        keys[i] = points[rows[i], axis]
    keys, rank = keys[: len(rows)], middle
    while True:
        pivot = near_rank(keys, rank, few)
        below = _move_below(keys, rows, spare_keys, spare, pivot)
        if below == 0:  # the pivot is the smallest: all that equal it go first
            below = _move_below(keys, rows, spare_keys, spare, np.nextafter(pivot, np.inf))
            if rank <= below:
                return middle
        if rank == below:
            return middle
        if rank < below:
            rows, keys = rows[:below], keys[:below]
        else:
            rows, keys = rows[below:], keys[below:]
            rank -= below


@compiled
def _widest(points, rows):
    """Axis along which some of the points spread farthest."""
    step = max(1, len(rows) // _SEEN)
    widest, most = 0, -1.0
    for axis in range(points.shape[1]):
        low = high = points[rows[0], axis]
        for i in range(0, len(rows), step):
            value = points[rows[i], axis]
            low, high = min(low, value), max(high, value)
        if high - low > most:
            widest, most = axis, high - low
    return widest


@compiled
def near_rank(numbers, rank, few):
    """A number near the one of this rank: the number of the same relative rank among a few, which `few` (15,) then holds."""
    count = min(len(few), len(numbers))
    for i in range(count):
        value = numbers[i * len(numbers) // count]
        while i > 0 and few[i - 1] > value:
            few[i] = few[i - 1]
            i -= 1
        few[i] = value
    return few[rank * count // len(numbers)]


@compiled
def _move_below(keys, rows, spare_keys, spare, bound):
    """Move the rows whose keys are below the bound to the front, with their keys, and count them; without a branch, which
    processors would predict wrongly."""
    below = above = 0
    for i in range(len(rows)):
        row, key = rows[i], keys[i]
        rows[below] = spare[above] = row
        keys[below] = spare_keys[above] = key
        is_below = int(key < bound)
        below += is_below
        above += 1 - is_below
    rows[below:] = spare[:above]
    keys[below:] = spare_keys[:above]
    return below
