"""Exact nearest-neighbour distances, range counts and extents of neighbour boxes.

One column is sorted (`sorted_1d`); several go into a k-d tree (`tree/`): `tree/nearest.py`, `tree/counts.py` and
`tree/extents.py` hold the loops over points.

Maximum-norm distances are max_a |x_a - y_a|, exact to the last bit. Euclidean ones are sqrt(sum_a (x_a - y_a)^2), with the
sum in a fixed order of the axes, and counts compare that same number with the radius. Pruning changes neither: rounding is
monotone, so a box that seems too far holds no point that is near enough. Nor does single precision, which decides where its
rounding cannot matter (`tree/filters.py`).
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.validation import Array, need_samples

from . import sorted_1d
from .dispatch import kernel
from .threads import run_chunks
from .tree.boxes import BOXES
from .tree.build import build
from .tree.counts import range_counts
from .tree.extents import box_extents
from .tree.nearest import nearest_distances

Metric = Literal["max", "euclidean"]

_STEP = 4 * BOXES  # points of a compiled call: at least this many, because a call itself takes 3 microseconds


@kernel
def neighbour_distances(points: Array, k: int, metric: Metric) -> Array:
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

    Examples
    --------
    >>> neighbour_distances(np.array([[0.0], [1.0], [3.0]]), 2, "max")
    array([[1., 3.],
           [1., 2.],
           [2., 3.]])
    """
    n, d = points.shape
    need_samples(points, points, k, "A neighbour search")
    result = np.empty((n, k))
    if d == 1:
        column, order = sorted_1d.sort(points)
        run_chunks(lambda first, last: sorted_1d.nearest(column, order, first, last, result), n)
        return result
    by_max = metric == "max"
    tree = build(points, by_max)
    run_chunks(lambda first, last: nearest_distances(tree, first, last, by_max, result), n, _STEP)
    return result


@kernel
def count_within(points: Array, radii: Array, metric: Metric, strict: bool = True) -> NDArray[np.int64]:
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

    Examples
    --------
    >>> points = np.array([[0.0], [1.0], [3.0]])
    >>> count_within(points, np.array([1.0, 1.5, 4.0]), "max")
    array([0, 1, 2])
    >>> count_within(points, np.array([1.0, 1.5, 4.0]), "max", strict=False)
    array([1, 1, 2])
    """
    return _counter(points, metric)(radii, strict)


@kernel
def count_twice(points: Array, inner: Array, outer: Array, metric: Metric) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Numbers of other points nearer than one radius of every point, and no farther than another: one tree serves both.

    Parameters
    ----------
    points : array (n, d)
        Finite.
    inner, outer : array (n,)
        Count distances < inner, and distances <= outer.
    metric : {"max", "euclidean"}

    Returns
    -------
    array (n,) of int64, array (n,) of int64

    Examples
    --------
    >>> points = np.array([[0.0], [1.0], [3.0]])
    >>> count_twice(points, np.full(3, 2.0), np.full(3, 2.0), "max")
    (array([1, 1, 0]), array([1, 2, 1]))
    """
    count = _counter(points, metric)
    return count(inner, True), count(outer, False)


def _counter(points: Array, metric: Metric) -> Callable[[Array, bool], NDArray[np.int64]]:
    """What counts the other points within radii (n,): at distances < radius if strict, otherwise <= radius."""
    n, d = points.shape
    fill: Callable[..., Any]
    if d == 1:
        fill, step = partial(sorted_1d.counts, *sorted_1d.sort(points)), 1
    else:
        fill, step = partial(range_counts, build(points, metric == "max"), metric == "max"), _STEP

    def count(radii: Array, strict: bool) -> NDArray[np.int64]:
        # One comparison below: distance <= r if and only if distance < the next number after r.
        bounds = np.ascontiguousarray(radii if strict else np.nextafter(radii, np.inf), dtype=np.float64)
        result = np.empty(n, dtype=np.int64)
        run_chunks(lambda first, last: fill(bounds, first, last, result), n, step)
        return result

    return count


@kernel
def neighbour_extents(x: Array, y: Array, k: int) -> tuple[Array, Array]:
    """Extents of the box that holds the k nearest joint neighbours, for KSG 2.

    Parameters
    ----------
    x, y : array (n, dx), (n, dy)
        Finite.
    k : int
        Number of neighbours, 1 <= k < n.

    Returns
    -------
    array (n,), array (n,)
        Largest maximum-norm distance in x, and in y, among the points no farther than the k-th neighbour in the joint
        maximum norm. All points tied with the k-th count, so the result does not depend on the order of the rows.

    Raises
    ------
    ValueError
        If there are too few points.

    Examples
    --------
    >>> neighbour_extents(np.array([[0.0], [1.0], [3.0]]), np.array([[0.0], [0.5], [3.0]]), 1)
    (array([1., 1., 2.]), array([0.5, 0.5, 2.5]))
    """
    points = np.hstack([x, y])
    n = len(points)
    need_samples(x, y, k, "A neighbour search")
    tree = build(points, True)
    distances = np.empty((n, k))
    extents = np.empty((n, 2))
    in_x = tree.axes < x.shape[1]

    def work(first: int, last: int) -> None:
        nearest_distances(tree, first, last, True, distances)
        box_extents(tree, distances, in_x, first, last, extents)

    run_chunks(work, n, _STEP)
    return extents[:, 0], extents[:, 1]


def warm_up() -> None:
    """Compile everything, or load it from the cache, so that no timed call includes it."""
    points = np.arange(8.0).reshape(4, 2)
    for columns in (points, points[:, :1]):
        count_within(columns, neighbour_distances(columns, 1, "max")[:, 0], "max")
    neighbour_extents(points, points, 1)
