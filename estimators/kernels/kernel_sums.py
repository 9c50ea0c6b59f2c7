"""Leave-one-out Gaussian kernel sums, in memory O(n d).

    ln p(x_i) = ln sum_{j != i} exp(-|x_i - x_j|^2 / (2 b^2)) - ln(n-1) - d ln b - d/2 ln(2 pi).

Up to `EXACT` points the sums are over all pairs, exact to 1e-7. Of more points, every log-density is exact to 0.001, in less
than quadratic time in few columns (`large_sums`).
"""

import math
from typing import overload

import numpy as np

from infoplane.estimators.validation import Array

from .block_sums import Rows, in_blocks, log_sums_over_pairs
from .dispatch import kernel
from .large_sums import large_log_sums

EXACT = 10_000  # points
TOLERANCE = 1e-3


@overload
def log_densities(points: Array, bandwidth: float, at: Rows | None = None, tolerance: float = TOLERANCE) -> Array: ...
@overload
def log_densities(points: Array, bandwidth: Array, at: Rows | None = None, tolerance: float = TOLERANCE) -> Array: ...
def log_densities(points: Array, bandwidth: float | Array, at: Rows | None = None, tolerance: float = TOLERANCE) -> Array:
    """Leave-one-out Gaussian kernel log-densities.

    Parameters
    ----------
    points : array (n, d)
        Finite, n >= 2; duplicates are ordinary points.
    bandwidth : float or array (m,)
        Several at once share the distances.
    at : array of int (q,), optional
        Distinct rows of the points, at which to give the densities; by default all.
    tolerance : float
        Largest error of a log-density, of more than `EXACT` points; 1e-7 at least.

    Returns
    -------
    array (n,) or (m, n), or (q,) or (m, q)

    Examples
    --------
    >>> log_densities(np.array([[0.0], [0.0], [1.0]]), 1.0).round(4)
    array([-1.138 , -1.138 , -1.4189])
    """
    n, d = points.shape
    bandwidths = np.atleast_1d(np.asarray(bandwidth, dtype=np.float64))
    logs = log_sums(points, bandwidths, at, tolerance)
    logs -= math.log(n - 1) + d * np.log(bandwidths)[:, None] + d / 2 * math.log(2 * math.pi)
    return logs if np.ndim(bandwidth) else logs[0]


@overload
def pair_sum(points: Array, bandwidth: float) -> float: ...
@overload
def pair_sum(points: Array, bandwidth: Array) -> Array: ...
def pair_sum(points: Array, bandwidth: float | Array) -> float | Array:
    """The integral of the squared kernel density p, times n^2.

        n^2 int p(z)^2 dz = sum_ij N(x_i - x_j; 0, 2 b^2 I), with the terms i = j.

    Parameters
    ----------
    points : array (n, d)
        Finite, n >= 2.
    bandwidth : float or array (m,)

    Returns
    -------
    float or array (m,)

    Examples
    --------
    >>> round(pair_sum(np.array([[0.0], [2.0]]), 1.0), 4)
    0.7717
    """
    n, d = points.shape
    bandwidths = np.atleast_1d(np.asarray(bandwidth, dtype=np.float64))
    # exp(0) = 1 for every i = j.
    sums = n + np.exp(log_sums(points, math.sqrt(2) * bandwidths)).sum(axis=1)
    sums /= (4 * math.pi * bandwidths**2) ** (d / 2)
    return sums if np.ndim(bandwidth) else float(sums[0])


@kernel
def log_sums(points: Array, bandwidths: Array, at: Rows | None = None, tolerance: float = TOLERANCE) -> Array:
    """ln sum_{j != i} exp(-|x_i - x_j|^2 / (2 b^2)) for every bandwidth and point, or for the points `at`: (m, n) or (m, q)."""
    points = np.ascontiguousarray(points, dtype=np.float64)
    rows = np.arange(len(points)) if at is None else at
    if len(points) > EXACT:
        return large_log_sums(points, bandwidths, rows, tolerance)
    blocks = in_blocks(points)
    return log_sums_over_pairs(blocks, bandwidths, blocks.places(rows))


def warm_up() -> None:
    """Compile everything, or load it from the cache, so that no timed call includes it."""
    log_densities(np.array([[0.0], [1.0], [1e6]]), 1.0)
    for d in (1, 3):
        points = np.zeros((3, d))
        points[1:, 0] = 1.0, 1e6
        large_log_sums(points, np.ones(1), np.arange(3), TOLERANCE)
