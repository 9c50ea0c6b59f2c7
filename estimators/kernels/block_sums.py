"""Kernel sums of points in blocks of neighbours: over all pairs, or over the terms that matter.

Points are put in the order of a k-d tree, and every 64 of them are a block. The term of a point with itself is left out, not
subtracted. If a sum underflows because its point is far from all others, it is computed again with its largest term as a
factor, so that its logarithm stays finite.
"""

import math
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.validation import Array

from .sums.blocks import BLOCK, add_sums, far_log_sum, fill_boxes
from .sums.near import GROUP, near_sums
from .threads import run_chunks
from .tree.order import tree_order

Rows = NDArray[np.int64]

_UNDERFLOW = 1e-250


class Blocks(NamedTuple):
    """Points as columns (d, n), in the order of a tree and padded to whole blocks, and what `fill_boxes` says of the blocks."""

    order: Rows
    columns: Array
    low: Array
    high: Array
    nearest: Array

    @property
    def n(self) -> int:
        """Number of points."""
        return len(self.order)

    def places(self, rows: Rows) -> Rows:
        """Where the rows stand in the order."""
        places = np.empty_like(self.order)
        places[self.order] = np.arange(self.n)
        return places[rows]


def in_blocks(points: Array) -> Blocks:
    """Points (n, d), contiguous, in blocks."""
    n, d = points.shape
    order = tree_order(points)
    columns = np.full((d, -(-n // BLOCK) * BLOCK), np.inf)
    columns[:, :n] = points[order].T
    count = columns.shape[1] // BLOCK
    boxes = np.empty((count, d)), np.empty((count, d)), np.empty(count)
    run_chunks(lambda first, last: fill_boxes(columns, n, first, last, *boxes), count)
    return Blocks(order, columns, *boxes)


def log_sums_over_pairs(blocks: Blocks, bandwidths: Array, places: Rows) -> Array:
    """ln sum_{j != i} exp(-|x_i - x_j|^2 / (2 b^2)) for every bandwidth and place (m, q), from all pairs, to 1e-7."""
    factors = _factors(bandwidths)
    sums = np.zeros((len(factors), blocks.columns.shape[1]))
    parts: dict[int, tuple[int, Array]] = {}
    added = 0
    lock = Lock()

    def add_part(first: int, last: int) -> None:
        nonlocal added
        part = np.zeros_like(sums)
        add_sums(blocks.columns, blocks.n, blocks.low, blocks.high, blocks.nearest, factors, first, last, part)
        with lock:  # added in order, so that the result does not depend on the threads
            parts[first] = last, part
            while added in parts:
                added, part = parts.pop(added)
                np.add(sums, part, out=sums)

    run_chunks(add_part, len(blocks.low))
    return _logs(blocks, factors, places, sums[:, places])


def log_sums_of_near_terms(blocks: Blocks, bandwidths: Array, places: Rows, tolerance: float) -> tuple[Array, float]:
    """The same without terms that raise no logarithm by more than the tolerance, and the share of all terms that it took."""
    factors = _factors(bandwidths)
    order = np.argsort(places)
    ascending = places[order]
    sums = np.empty((len(factors), len(places)))
    visits: list[int] = []

    def fill(first: int, last: int) -> None:
        boxes = blocks.low, blocks.high
        visits.append(near_sums(blocks.columns, blocks.n, *boxes, factors, ascending, tolerance, first, last, sums))

    run_chunks(fill, len(places), GROUP)
    found = np.empty_like(sums)
    found[:, order] = sums
    return _logs(blocks, factors, places, found), sum(visits) / (len(places) * len(blocks.low))


def _factors(bandwidths: Array) -> Array:
    return -0.5 / math.log(2) / bandwidths**2


def _logs(blocks: Blocks, factors: Array, places: Rows, sums: Array) -> Array:
    """The logarithms of the sums; those that have underflowed are computed again."""
    far = np.argwhere(sums < _UNDERFLOW)
    sums[tuple(far.T)] = 1.0
    logs = np.log(sums)

    def add_far(first: int, last: int) -> None:
        squared = np.empty(blocks.n)
        for which, at in far[first:last].tolist():
            logs[which, at] = far_log_sum(blocks.columns, blocks.n, places[at], factors[which], squared)

    run_chunks(add_far, len(far))
    return logs
