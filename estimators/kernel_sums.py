"""Leave-one-out Gaussian kernel sums, in blocks."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist
from scipy.special import logsumexp

_BLOCK = 256


def log_densities(points: NDArray[np.float64], bandwidth: float) -> NDArray[np.float64]:
    """Leave-one-out Gaussian kernel log-density (n,) at every point of (n, d)."""
    n, d = points.shape
    result = np.empty(n)
    for start in range(0, n, _BLOCK):
        rows = slice(start, min(start + _BLOCK, n))
        exponents = cdist(points[rows], points, "sqeuclidean") / (-2 * bandwidth**2)
        exponents[np.arange(len(exponents)), np.arange(rows.start, rows.stop)] = -np.inf
        result[rows] = logsumexp(exponents, axis=1)
    return result - math.log(n - 1) - d * math.log(bandwidth) - d / 2 * math.log(2 * math.pi)


def pair_sum(points: NDArray[np.float64], bandwidth: float) -> float:
    """sum_ij N(x_i - x_j; 0, 2 b^2 I) over all pairs, i = j included: n^2 times the integral of the squared estimate."""
    n, d = points.shape
    total = 0.0
    for start in range(0, n, _BLOCK):
        squared = cdist(points[start : start + _BLOCK], points, "sqeuclidean")
        total += float(np.exp(squared / (-4 * bandwidth**2)).sum())
    return total / (4 * math.pi * bandwidth**2) ** (d / 2)
