"""Exact nearest-neighbour distances, range counts and neighbour boxes.

One-dimensional data are sorted. Otherwise a balanced k-d tree holds sixteen points a leaf and sixteen children a node, so
that a query tests a whole node, or a whole leaf, by one set of vector instructions.

Maximum-norm distances are max_a |x_a - y_a| to the last bit. Euclidean ones are sqrt(sum_a (x_a - y_a)^2), the sum in a
fixed order of the axes, and counts compare that same number with the radius. No pruning changes either: rounding is
monotone, so a box that looks too far holds no point that does not.
"""

from typing import Literal

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .dispatch import kernel
from .k_best import closest, insert
from .simd_boxes import LANES, count_bits, farthest_below, lowest_bit, nearest_below
from .sorted_1d import line_counts, line_nearest, line_order
from .threads import run_chunks
from .tree import LAST, SHIFT, axes_order, build

Metric = Literal["max", "euclidean"]
Vectors = NDArray[np.float64]


@kernel
def neighbour_distances(points: Vectors, k: int, metric: Metric) -> Vectors:
    """Distances from every point to its nearest other points.

    Parameters
    ----------
    points : array (n, d)
        Finite.
    k : int
        Number of neighbours, 1 <= k < n.
    metric : {"max", "euclidean"}

    Returns
    -------
    array (n, k)
        Ascending; a duplicate of the point counts as a neighbour at zero, the point itself does not.

    Raises
    ------
    ValueError
        If there are too few points.
    """
    n, d = points.shape
    if not 1 <= k < n:
        raise ValueError(f"{k} neighbours need more than {k} points; got {n}. Lower k or draw more samples.")
    result = np.empty((n, k))
    if d == 1:
        column, order = _sorted(points)
        run_chunks(lambda first, last: line_nearest(column, order, first, last, result), n)
        return result
    tree = build(points)
    by_max = metric == "max"
    run_chunks(lambda first, last: _nearest(tree, first, last, by_max, result), n, LANES)
    return result


@kernel
def count_within(points: Vectors, radii: Vectors, metric: Metric, strict: bool = True) -> NDArray[np.int64]:
    """Number of other points within a radius of every point.

    Parameters
    ----------
    points : array (n, d)
        Finite.
    radii : array (n,)
    metric : {"max", "euclidean"}
    strict : bool
        Count distances < radius; otherwise <= radius.

    Returns
    -------
    array (n,) of int64
    """
    n, d = points.shape
    # One comparison below: distance <= r if and only if distance < the next number after r.
    bounds = np.ascontiguousarray(radii if strict else np.nextafter(radii, np.inf), dtype=np.float64)
    result = np.empty(n, dtype=np.int64)
    if d == 1:
        column, order = _sorted(points)
        run_chunks(lambda first, last: line_counts(column, order, bounds, first, last, result), n)
        return result
    tree = build(points)
    by_max = metric == "max"
    run_chunks(lambda first, last: _counts(tree, bounds, first, last, by_max, result), n, LANES)
    return result


@kernel
def neighbour_extents(x: Vectors, y: Vectors, k: int) -> tuple[Vectors, Vectors]:
    """Sides of the box that holds the k nearest joint neighbours, for KSG 2.

    Parameters
    ----------
    x, y : array (n, dx), (n, dy)
    k : int

    Returns
    -------
    array (n,), array (n,)
        Largest maximum-norm distance in x, and in y, among the points no farther than the k-th neighbour in the joint
        maximum norm. All points tied with the k-th count, so the result does not depend on the order of the rows.
    """
    points = np.hstack([x, y])
    n = len(points)
    if not 1 <= k < n:
        raise ValueError(f"{k} neighbours need more than {k} points; got {n}. Lower k or draw more samples.")
    tree = build(points)
    distances = np.empty((n, k))
    extents = np.empty((n, 2))
    in_x = axes_order(points) < x.shape[1]

    def work(first: int, last: int) -> None:
        _nearest(tree, first, last, True, distances)
        _extents(tree, distances, in_x, first, last, extents)

    run_chunks(work, n, LANES)
    return extents[:, 0], extents[:, 1]


def _sorted(points: Vectors) -> tuple[Vectors, NDArray[np.int64]]:
    values = np.ascontiguousarray(points[:, 0], dtype=np.float64)
    order = line_order(values)
    return values[order], order


def warm_up() -> None:
    """Compile everything, or load it from the cache, so that no timed call pays for it."""
    points = np.arange(8.0).reshape(4, 2)
    for columns in (points, points[:, :1]):
        count_within(columns, neighbour_distances(columns, 1, "max")[:, 0], "max")
    neighbour_extents(points, points, 1)


@njit(nogil=True, cache=True)
def _nearest(tree, first, last, by_max, result):
    """From the leaf of each point up to the root, down into every sibling that may hold something nearer."""
    k = result.shape[1]
    levels = len(tree.starts)
    gaps = np.empty((levels + 1, LANES))
    pending = np.zeros(levels, np.int64)
    groups = np.zeros(levels, np.int64)
    best = np.empty(k)
    for i in range(first, last):
        best[:] = np.inf
        node = i >> SHIFT
        bits = nearest_below(tree.leaves, tree.leaves, node, tree.points, i, np.inf, by_max, gaps, levels)
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
                lane = closest(pending[level], gaps[level])
                if gaps[level, lane] >= best[k - 1]:
                    pending[level] = 0
                    continue
                pending[level] ^= 1 << lane
                child = (groups[level] << SHIFT) + lane
                if level == 0:
                    bits = nearest_below(tree.leaves, tree.leaves, child, tree.points, i, best[k - 1], by_max, gaps, levels)
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


@njit(nogil=True, cache=True)
def _counts(tree, radii, first, last, by_max, result):
    """From the root down: nodes wholly inside count as a whole, leaves on the border point by point."""
    n = len(tree.points)
    levels = len(tree.starts)
    gaps = np.empty((2, LANES))
    pending = np.zeros(levels, np.int64)
    groups = np.zeros(levels, np.int64)
    for i in range(first, last):
        row = tree.order[i]
        bound = radii[row] if by_max else _square(radii[row])
        total = 0
        level = levels - 1
        child = 0
        while True:
            group = tree.starts[level] + child
            some = nearest_below(tree.low, tree.high, group, tree.points, i, bound, by_max, gaps, 0)
            whole = some & farthest_below(tree.low, tree.high, group, tree.points, i, bound, by_max, gaps, 1)
            some ^= whole
            shift = SHIFT * (level + 1)
            while whole:
                node = (child << SHIFT) + lowest_bit(whole)
                whole &= whole - 1
                total += min(n, (node + 1) << shift) - (node << shift)
            if level == 0:
                while some:
                    leaf = (child << SHIFT) + lowest_bit(some)
                    some &= some - 1
                    total += count_bits(nearest_below(tree.leaves, tree.leaves, leaf, tree.points, i, bound, by_max, gaps, 0))
            pending[level], groups[level] = some, child
            while level < levels and pending[level] == 0:
                level += 1
            if level == levels:
                break
            child = (groups[level] << SHIFT) + lowest_bit(pending[level])
            pending[level] &= pending[level] - 1
            level -= 1
        result[row] = total - 1 if bound > 0 else 0


@njit(nogil=True, cache=True)
def _extents(tree, distances, in_x, first, last, result):
    """Largest gap in x and in y among the points no farther than the last distance."""
    levels = len(tree.starts)
    gaps = np.empty((1, LANES))
    pending = np.zeros(levels, np.int64)
    groups = np.zeros(levels, np.int64)
    for i in range(first, last):
        row = tree.order[i]
        bound = np.nextafter(distances[row, -1], np.inf)
        in_one, in_other = 0.0, 0.0
        level = levels - 1
        child = 0
        while True:
            group = tree.starts[level] + child
            some = nearest_below(tree.low, tree.high, group, tree.points, i, bound, True, gaps, 0)
            while level == 0 and some:
                leaf = (child << SHIFT) + lowest_bit(some)
                some &= some - 1
                close = nearest_below(tree.leaves, tree.leaves, leaf, tree.points, i, bound, True, gaps, 0)
                while close:
                    j = (leaf << SHIFT) + lowest_bit(close)
                    close &= close - 1
                    for axis in range(len(in_x)):
                        gap = abs(tree.points[j, axis] - tree.points[i, axis])
                        if in_x[axis]:
                            in_one = max(in_one, gap)
                        else:
                            in_other = max(in_other, gap)
            pending[level], groups[level] = some, child
            while level < levels and pending[level] == 0:
                level += 1
            if level == levels:
                break
            child = (groups[level] << SHIFT) + lowest_bit(pending[level])
            pending[level] &= pending[level] - 1
            level -= 1
        result[row, 0], result[row, 1] = in_one, in_other


@njit(nogil=True, cache=True)
def _square(radius):
    """The smallest s with sqrt(s) >= radius, so that s_ij < s if and only if sqrt(s_ij) < radius."""
    if radius <= 0:
        return 0.0
    square = radius * radius
    while np.sqrt(square) < radius:
        square = np.nextafter(square, np.inf)
    while np.sqrt(np.nextafter(square, 0.0)) >= radius:
        square = np.nextafter(square, 0.0)
    return square
