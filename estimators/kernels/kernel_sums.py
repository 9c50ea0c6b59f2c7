"""Leave-one-out Gaussian kernel sums over all pairs, exact to 1e-7, in memory O(n d).

    ln p(x_i) = ln sum_{j != i} exp(-|x_i - x_j|^2 / (2 b^2)) - ln(n-1) - d ln b - d/2 ln(2 pi).

Points are put in the order of a k-d tree and taken in blocks of neighbours (`sums/blocks.py`). The term of a point with itself
is left out, not subtracted. If a sum underflows because its point is far from all others, it is computed again with its
largest term as a factor, so that the log-density stays finite.
"""

import math
from threading import Lock
from typing import overload

import numpy as np

from infoplane.estimators.validation import Array

from .dispatch import kernel
from .sums.blocks import BLOCK, add_sums, far_log_sum, fill_boxes
from .threads import run_chunks
from .tree.order import tree_order

_UNDERFLOW = 1e-250


@overload
def log_densities(points: Array, bandwidth: float) -> Array: ...
@overload
def log_densities(points: Array, bandwidth: Array) -> Array: ...
def log_densities(points: Array, bandwidth: float | Array) -> Array:
    """Leave-one-out Gaussian kernel log-densities.

    Parameters
    ----------
    points : array (n, d)
        Finite, n >= 2; duplicates are ordinary points.
    bandwidth : float or array (m,)
        Several at once share the distances.

    Returns
    -------
    array (n,) or (m, n)

    Examples
    --------
    >>> log_densities(np.array([[0.0], [0.0], [1.0]]), 1.0).round(4)
    array([-1.138 , -1.138 , -1.4189])
    """
    n, d = points.shape
    bandwidths = np.atleast_1d(np.asarray(bandwidth, dtype=np.float64))
    logs = log_sums(points, bandwidths)
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
def log_sums(points: Array, bandwidths: Array) -> Array:
    """ln sum_{j != i} exp(-|x_i - x_j|^2 / (2 b^2)) for every bandwidth and point: (m, n)."""
    n, d = points.shape
    points = np.ascontiguousarray(points, dtype=np.float64)
    order = tree_order(points)
    columns = np.full((d, -(-n // BLOCK) * BLOCK), np.inf)
    columns[:, :n] = points[order].T
    blocks = columns.shape[1] // BLOCK
    boxes = np.empty((blocks, d)), np.empty((blocks, d)), np.empty(blocks)
    run_chunks(lambda first, last: fill_boxes(columns, n, first, last, *boxes), blocks)
    factors = -0.5 / math.log(2) / bandwidths**2
    sums = np.zeros((len(factors), columns.shape[1]))

    parts: dict[int, tuple[int, Array]] = {}
    added = 0
    lock = Lock()

    def add_part(first: int, last: int) -> None:
        nonlocal added
        part = np.zeros_like(sums)
        add_sums(columns, n, *boxes, factors, first, last, part)
        with lock:  # added in order, so that the result does not depend on the threads
            parts[first] = last, part
            while added in parts:
                added, part = parts.pop(added)
                np.add(sums, part, out=sums)

    run_chunks(add_part, blocks)
    far = np.argwhere(sums[:, :n] < _UNDERFLOW)
    sums[tuple(far.T)] = 1.0
    logs = np.log(sums[:, :n])

    def add_far(first: int, last: int) -> None:
        squared = np.empty(n)
        for which, i in far[first:last].tolist():
            logs[which, i] = far_log_sum(columns, n, i, factors[which], squared)

    run_chunks(add_far, len(far))
    result = np.empty_like(logs)
    result[:, order] = logs
    return result


def warm_up() -> None:
    """Compile everything, or load it from the cache, so that no timed call includes it."""
    log_densities(np.array([[0.0], [1.0], [1e6]]), 1.0)
