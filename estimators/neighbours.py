"""Nearest-neighbour distances and range counts: a k-d tree in few dimensions, brute force in many."""

from typing import Literal

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray
from scipy.spatial import KDTree

Metric = Literal["max", "euclidean"]
_P = {"max": np.inf, "euclidean": 2.0}

# Above this the tree visits nearly every point, and a scan that gives each pair up early is faster.
_TREE_DIMENSIONS = 16
# Columns between two looks at whether a pair can be given up.
_CHUNK = 32


def neighbour_distances(points: NDArray[np.float64], k: int, metric: Metric) -> NDArray[np.float64]:
    """Distances (n, k), ascending, from each point of (n, d) to its k nearest other points."""
    if points.shape[1] > _TREE_DIMENSIONS:
        return _scan_nearest(_telling_first(points), k, metric == "max")
    distances, _ = KDTree(points).query(points, k=k + 1, p=_P[metric])
    return distances[:, 1:]


def count_within(points: NDArray[np.float64], radii: NDArray[np.float64], metric: Metric) -> NDArray[np.int64]:
    """Number of other points strictly closer to each point of (n, d) than its radius (n,)."""
    if points.shape[1] > _TREE_DIMENSIONS:
        return _scan_counts(_telling_first(points), radii, metric == "max")
    # The tree counts distances <= r and the point itself.
    counts = KDTree(points).query_ball_point(points, np.nextafter(radii, 0), p=_P[metric], return_length=True)
    return np.where(radii > 0, np.asarray(counts) - 1, 0)


def _telling_first(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The columns in order of falling variance, so that far pairs show it early; distances do not depend on the order."""
    return np.ascontiguousarray(points[:, np.argsort(-points.var(axis=0), kind="stable")])


@njit(inline="always")
def _distance_below(a, b, bound, by_max):
    """The distance of two points if it is below the bound (squared, unless by maximum); else something not below it."""
    distance = 0.0
    for start in range(0, len(a), _CHUNK):
        stop = min(start + _CHUNK, len(a))
        if by_max:
            for axis in range(start, stop):
                distance = max(distance, abs(a[axis] - b[axis]))
        else:
            for axis in range(start, stop):
                distance += (a[axis] - b[axis]) * (a[axis] - b[axis])
        if distance >= bound:
            break
    return distance


@njit(parallel=True, cache=True, fastmath={"nnan", "nsz", "reassoc"})
def _scan_nearest(points, k, by_max):
    n = len(points)
    result = np.full((n, k), np.inf)
    for i in prange(n):
        best = result[i]
        for j in range(n):
            distance = _distance_below(points[i], points[j], best[k - 1], by_max) if j != i else np.inf
            if distance < best[k - 1]:
                place = k - 1
                while place > 0 and best[place - 1] > distance:
                    best[place] = best[place - 1]
                    place -= 1
                best[place] = distance
    return result if by_max else np.sqrt(result)


@njit(parallel=True, cache=True, fastmath={"nnan", "nsz", "reassoc"})
def _scan_counts(points, radii, by_max):
    n = len(points)
    counts = np.zeros(n, dtype=np.int64)
    for i in prange(n):
        bound = radii[i] if by_max else radii[i] * radii[i]
        for j in range(n):
            if j != i and _distance_below(points[i], points[j], bound, by_max) < bound:
                counts[i] += 1
    return counts
