"""Nearest-neighbour distances and range counts, by scipy's k-d tree."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

Metric = Literal["max", "euclidean"]
_P = {"max": np.inf, "euclidean": 2.0}


def neighbour_distances(points: NDArray[np.float64], k: int, metric: Metric) -> NDArray[np.float64]:
    """Distances (n, k), ascending, from each point of (n, d) to its k nearest other points."""
    distances, _ = KDTree(points).query(points, k=k + 1, p=_P[metric])
    return distances[:, 1:]


def count_within(points: NDArray[np.float64], radii: NDArray[np.float64], metric: Metric) -> NDArray[np.int64]:
    """Number of other points strictly closer to each point than its radius (n,)."""
    # query_ball counts distances <= r and the point itself.
    counts = KDTree(points).query_ball_point(points, np.nextafter(radii, 0), p=_P[metric], return_length=True)
    return np.where(radii > 0, np.asarray(counts) - 1, 0)
