"""Leave-one-out Gaussian kernel sums over all pairs, exact to 1e-7, in memory O(n d).

    ln p(x_i) = ln sum_{j != i} exp(-|x_i - x_j|^2 / (2 b^2)) - ln(n-1) - d ln b - d/2 ln(2 pi).

Points are taken in blocks of neighbours in a k-d tree. Every pair of blocks is visited once for both its sides and for all
bandwidths asked for, and skipped where it cannot matter. The inner loop stands in `kernel_terms`. The
self term is left out, not subtracted. A point so far out that its sum underflows is done again with its largest exponent
taken out, so its log-density stays finite.
"""

import math
from threading import Lock
from typing import overload

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .dispatch import kernel
from .kernel_terms import DEEPEST, LANES, SUMS, add_terms, add_terms_at_border
from .threads import run_chunks
from .tree import tree_order

Vectors = NDArray[np.float64]

_BLOCK = 64
_UNDERFLOW = 1e-250
# Blocks whose terms, all n together, are below 2^-26 = 1.5e-8 of a sum are skipped.
_NEGLIGIBLE = 26.0


@njit(nogil=True, cache=True, fastmath={"contract", "nsz"})
def _nearest(columns, i, start, stop, squared):
    """The smallest |z_i - z_j|^2 for start <= j < stop, j != i."""
    squared[: stop - start] = 0.0
    for axis in range(len(columns)):
        for j in range(start, stop):
            step = columns[axis, j] - columns[axis, i]
            squared[j - start] += step * step
    squared[i - start] = np.inf
    return squared[: stop - start].min()


@njit(nogil=True, cache=True)
def _fill_boxes(columns, n, first, last, low, high, nearest):
    """Corners (blocks, d) of some blocks, and an upper bound (blocks,) of their points' squared nearest distances."""
    squared = np.empty(_BLOCK)
    for block in range(first, last):
        start, stop = block * _BLOCK, min(n, (block + 1) * _BLOCK)
        for axis in range(len(columns)):
            low[block, axis] = columns[axis, start:stop].min()
            high[block, axis] = columns[axis, start:stop].max()
        nearest[block] = 0.0
        for i in range(start, stop):
            nearest[block] = max(nearest[block], _nearest(columns, i, start, stop, squared))


@njit(nogil=True, cache=True, error_model="numpy")
def _add_sums(columns, n, low, high, nearest, factors, first, last, sums):
    """Add the terms of the pairs of blocks first..last with themselves and later blocks to sums (m, n)."""
    d = len(columns)
    enough = (_NEGLIGIBLE + math.log2(n)) / -factors.max()
    deepest = DEEPEST / factors.min()
    ours = np.empty((_BLOCK + 1, len(factors), SUMS))
    for one in range(first, last):
        start = one * _BLOCK
        ours[:] = 0.0
        for other in range(one, len(nearest)):
            gap = span = 0.0
            for axis in range(d):
                side = max(low[one, axis] - high[other, axis], low[other, axis] - high[one, axis], 0.0)
                gap += side * side
                side = max(high[one, axis] - low[other, axis], high[other, axis] - low[one, axis])
                span += side * side
            if gap > enough + max(nearest[one], nearest[other]):
                continue
            stop = (other + 1) * _BLOCK
            if one < other and stop <= n and span < deepest:
                for place in range(_BLOCK):
                    for at in range(other * _BLOCK, stop, LANES):
                        add_terms(columns, start + place, at, factors, sums, ours, place)
                continue
            for place in range(min(_BLOCK, n - start)):
                # Within a block every pair comes up twice: one side's sums are enough, the other's go to a spare place.
                kept = _BLOCK if one == other else place
                for at in range(other * _BLOCK, stop, LANES):
                    add_terms_at_border(columns, start + place, at, factors, sums, ours, kept)
        for place in range(min(_BLOCK, n - start)):
            for which in range(len(factors)):
                sums[which, start + place] += ours[place, which].sum()


@njit(nogil=True, cache=True, error_model="numpy")
def _far_log_sum(columns, n, i, factor, squared):
    """ln sum_{j != i} 2^(factor |z_i - z_j|^2) for one far point, its largest term taken out."""
    nearest = _nearest(columns, i, 0, n, squared)
    total = 0.0
    # The very distances the nearest was found among: recomputed ones could round to less and overflow here.
    for j in range(n):
        total += np.exp2(factor * (squared[j] - nearest))
    return math.log(total) + factor * nearest * math.log(2.0)


def _log_sums(points: Vectors, bandwidths: Vectors) -> Vectors:
    """ln sum_{j != i} exp(-|x_i - x_j|^2 / (2 b^2)) for every bandwidth and point: (m, n)."""
    n, d = points.shape
    points = np.ascontiguousarray(points, dtype=np.float64)
    order = tree_order(points)
    columns = np.full((d, -(-n // _BLOCK) * _BLOCK), np.inf)
    columns[:, :n] = points[order].T
    blocks = columns.shape[1] // _BLOCK
    boxes = np.empty((blocks, d)), np.empty((blocks, d)), np.empty(blocks)
    run_chunks(lambda first, last: _fill_boxes(columns, n, first, last, *boxes), blocks)
    factors = -0.5 / math.log(2) / bandwidths**2
    sums = np.zeros((len(factors), columns.shape[1]))

    parts: dict[int, tuple[int, Vectors]] = {}
    added = 0
    lock = Lock()

    def add_part(first: int, last: int) -> None:
        nonlocal added
        part = np.zeros_like(sums)
        _add_sums(columns, n, *boxes, factors, first, last, part)
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
            logs[which, i] = _far_log_sum(columns, n, i, factors[which], squared)

    run_chunks(add_far, len(far))
    result = np.empty_like(logs)
    result[:, order] = logs
    return result


@overload
def log_densities(points: Vectors, bandwidth: float) -> Vectors: ...
@overload
def log_densities(points: Vectors, bandwidth: Vectors) -> Vectors: ...
@kernel
def log_densities(points: Vectors, bandwidth: float | Vectors) -> Vectors:
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
    """
    n, d = points.shape
    bandwidths = np.atleast_1d(np.asarray(bandwidth, dtype=np.float64))
    logs = _log_sums(points, bandwidths)
    logs -= math.log(n - 1) + d * np.log(bandwidths)[:, None] + d / 2 * math.log(2 * math.pi)
    return logs if np.ndim(bandwidth) else logs[0]


@overload
def pair_sum(points: Vectors, bandwidth: float) -> float: ...
@overload
def pair_sum(points: Vectors, bandwidth: Vectors) -> Vectors: ...
@kernel
def pair_sum(points: Vectors, bandwidth: float | Vectors) -> float | Vectors:
    """sum_ij N(x_i - x_j; 0, 2 b^2 I) over all pairs, i = j included: n^2 times the integral of p^2; (m,) for (m,)."""
    n, d = points.shape
    bandwidths = np.atleast_1d(np.asarray(bandwidth, dtype=np.float64))
    # A self term is one.
    sums = n + np.exp(_log_sums(points, math.sqrt(2) * bandwidths)).sum(axis=1)
    sums /= (4 * math.pi * bandwidths**2) ** (d / 2)
    return sums if np.ndim(bandwidth) else float(sums[0])


def warm_up() -> None:
    """Compile everything, or load it from the cache, so that no timed call pays for it."""
    log_densities(np.array([[0.0], [1.0], [1e6]]), 1.0)
