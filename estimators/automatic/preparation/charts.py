"""Points on fewer dimensions than columns, as coordinates that determine the point: a chart of the sheet or curve they lie on.

A chart is one to one, so that the mutual information is the same, and its few columns have a density. Two kinds are tried.

* Columns. If the others are functions of a few of them, such as x and y beside x^2, x y and max(x, y), these few are the chart.
  A set of columns determines the point if rows that are neighbours in these columns are neighbours in all of them. All sets are
  tried where they are few; else the sets that begin an order in which each column is the least correlated with those before.
* The place along a curve (`curves`).
"""

from collections.abc import Iterator
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.kernels.neighbours import neighbour_distances
from infoplane.estimators.validation import Array

from .curves import along_curve

_MOST_COLUMNS = 4  # of a chart: beyond, neighbours are too far away to show that it is one to one
_MOST_SETS = 40  # of columns, to be tried
_MOST_ROWS = 2000  # to compare neighbours
_K = 10  # neighbours in all columns
_FARTHER = 2.0  # times their distance: a neighbour in the chart that is beyond it is elsewhere on the sheet
_ELSEWHERE = 0.005  # of the rows, at most


def chart(points: Array, name: str) -> tuple[Array, str] | None:
    """Coordinates (n, m) of points (n, d) that lie on m < d dimensions, and a sentence; None if no chart was found.

    Examples
    --------
    >>> a, b = np.random.default_rng(0).normal(size=(2, 500))
    >>> found, said = chart(np.column_stack([a, a**2, a * b, b]), "x")
    >>> found.shape, said
    ((500, 2), '2 of the 4 columns of x determine the others, and were measured.')
    """
    d = points.shape[1]
    if (kept := _determining_columns(points)) is not None:
        verb, was = ("determines", "was") if len(kept) == 1 else ("determine", "were")
        said = f"{len(kept)} of the {d} columns of {name} {verb} the others, and {was} measured."
        return np.ascontiguousarray(points[:, kept]), said
    place = along_curve(points)
    return None if place is None else (place, f"{name} lies on a curve in {d} columns, and was measured along it.")


def _determining_columns(points: Array) -> NDArray[np.intp] | None:
    """The smallest set of columns that determines the others; of several, the one that does so best."""
    scaled = points[np.linspace(0, len(points) - 1, min(len(points), _MOST_ROWS)).astype(np.intp)]
    scaled = np.ascontiguousarray(scaled / scaled.std(axis=0))
    limits = _FARTHER * neighbour_distances(scaled, _K, "euclidean")[:, -1]
    for m in range(1, min(scaled.shape[1], _MOST_COLUMNS + 1)):
        farther = {kept: _farther(scaled, kept, limits) for kept in _sets(scaled, m)}
        found = {kept: float(np.median(ratio)) for kept, ratio in farther.items() if np.mean(ratio > 1) <= _ELSEWHERE}
        if found:
            return np.array(min(found, key=lambda kept: found[kept]))
    return None


def _sets(scaled: Array, m: int) -> Iterator[tuple[int, ...]]:
    """Sets of m columns, each in ascending order."""
    d = scaled.shape[1]
    if comb(d, m) <= _MOST_SETS:
        return combinations(range(d), m)
    return iter([tuple(sorted(_least_correlated_first(scaled)[:m]))])


def _least_correlated_first(scaled: Array) -> list[int]:
    """All columns: first the one that is the least correlated with the others, then the one that is the least combination."""
    centred = scaled - scaled.mean(axis=0)
    left = centred / np.sqrt((centred**2).sum(axis=0))
    order = [int(np.argmin(((left.T @ left) ** 2).sum(axis=0)))]
    while len(order) < scaled.shape[1]:
        last = left[:, order[-1]]
        left = left - np.outer(last, last @ left) / max(float(last @ last), 1e-300)
        lengths = (left**2).sum(axis=0)
        lengths[order] = -1.0
        order.append(int(np.argmax(lengths)))
    return order


def _farther(scaled: Array, kept: tuple[int, ...], limits: Array) -> Array:
    """The distance (n,), in all columns, of the nearest neighbour in the kept columns, in units of the limits."""
    from scipy.spatial import KDTree

    own = scaled[:, kept]
    nearest = KDTree(own).query(own, 2)[1][:, 1]
    return np.asarray(np.linalg.norm(scaled - scaled[nearest], axis=1) / limits)
