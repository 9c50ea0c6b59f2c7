"""Leave-one-out Gaussian kernel sums over all pairs, exact to 1e-6, in memory O(n d).

    ln p(x_i) = ln sum_{j != i} exp(-|x_i - x_j|^2 / (2 b^2)) - ln(n-1) - d ln b - d/2 ln(2 pi).

Points are taken in the order of a k-d tree, in blocks. Every pair of blocks is visited once for both its sides and for all
bandwidths asked for, and skipped where it cannot matter. The exponential is 2^u, which splits into a power of two, added to
the exponent bits, and a polynomial on [-1/2, 1/2]: both vectorise. The self term is left out, not subtracted. A point so far
out that its sum underflows is done again with its largest exponent taken out, so its log-density stays finite.
"""

import math
import threading
from typing import overload

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

from .threads import over_chunks
from .tree import split

Vectors = NDArray[np.float64]

_BLOCK = 64
_DEEPEST = 1020.0  # 2^-1020 is the smallest power that exponent bits write
_UNDERFLOW = 1e-250
# Pairs whose terms, all n together, are below 2^-26 = 1.5e-8 of a sum are skipped.
_NEGLIGIBLE = 26.0
# Added to a number below 2^51, this leaves its nearest integer in the lowest bits.
_ROUNDING = 1.5 * 2.0**52
# 2^t on [-1/2, 1/2] to 2e-9.
_C0, _C1, _C2, _C3, _C4, _C5, _C6 = (
    float(c)
    for c in np.polynomial.Chebyshev.interpolate(np.exp2, 6, domain=[-0.5, 0.5]).convert(kind=np.polynomial.Polynomial).coef
)


@intrinsic
def _scale(typing_context, number, exponent):  # type: ignore[no-untyped-def]
    """`number` times two to the power in the lowest bits of `exponent`."""

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        long = ir.IntType(64)
        bits, power = (builder.bitcast(argument, long) for argument in arguments)
        return builder.bitcast(builder.add(bits, builder.shl(power, long(52))), ir.DoubleType())

    return types.float64(types.float64, types.float64), generate


# Not "reassoc": it would cancel the rounding constant.
@njit(fastmath={"contract", "nnan", "nsz"})
def _power_of_two(u):  # type: ignore[no-untyped-def]
    """2^u for u <= 0, to 2e-9; no smaller than 2^-1020."""
    u = u if u > -_DEEPEST else -_DEEPEST
    rounded = u + _ROUNDING
    t = u - (rounded - _ROUNDING)
    polynomial = _C0 + t * (_C1 + t * (_C2 + t * (_C3 + t * (_C4 + t * (_C5 + t * _C6)))))
    return _scale(polynomial, rounded)


@njit(nogil=True, cache=True, fastmath={"contract", "nsz"})
def _squared_distances(columns, i, start, size, squared):  # type: ignore[no-untyped-def]
    """|z_i - z_j|^2 for j = start..start + size, from columns (d, n)."""
    d = len(columns)
    squared[:size] = 0.0
    axis = 0
    while axis + 2 <= d:
        a, b = columns[axis, i], columns[axis + 1, i]
        for j in range(size):
            one, two = columns[axis, start + j] - a, columns[axis + 1, start + j] - b
            squared[j] += one * one + two * two
        axis += 2
    if axis < d:
        a = columns[axis, i]
        for j in range(size):
            one = columns[axis, start + j] - a
            squared[j] += one * one


@njit(nogil=True, cache=True, fastmath={"contract", "nsz"})
def _boxes(columns):  # type: ignore[no-untyped-def]
    """Corners (d, blocks) of every block, and an upper bound (blocks,) of its points' squared nearest distances."""
    d, n = columns.shape
    blocks = -(-n // _BLOCK)
    low, high, nearest = np.empty((d, blocks)), np.empty((d, blocks)), np.zeros(blocks)
    squared = np.empty(_BLOCK)
    for block in range(blocks):
        first = block * _BLOCK
        size = min(_BLOCK, n - first)
        for axis in range(d):
            low[axis, block] = columns[axis, first : first + size].min()
            high[axis, block] = columns[axis, first : first + size].max()
        for i in range(size):
            _squared_distances(columns, first + i, first, size, squared)
            squared[i] = np.inf
            nearest[block] = max(nearest[block], squared[:size].min())
    return low, high, nearest


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"reassoc", "contract", "nsz"})
def _add_sums(columns, low, high, nearest, factors, first, last, sums):  # type: ignore[no-untyped-def]
    """Add to sums (bandwidths, n) the terms 2^(-factor |z_i - z_j|^2) of the pairs of block first..last with later ones."""
    d, n = columns.shape
    blocks = len(nearest)
    smallest = factors.min()
    squared = np.empty(_BLOCK)
    enough = (_NEGLIGIBLE + math.log2(n)) / smallest
    for one in range(first, last):
        start_one = one * _BLOCK
        end_one = min(n, start_one + _BLOCK)
        for other in range(one, blocks):
            gap = 0.0
            for axis in range(d):
                side = max(low[axis, one] - high[axis, other], low[axis, other] - high[axis, one], 0.0)
                gap += side * side
            if gap > enough + max(nearest[one], nearest[other]):
                continue
            start = other * _BLOCK
            size = min(_BLOCK, n - start)
            for i in range(start_one, end_one):
                _squared_distances(columns, i, start, size, squared)
                if one == other:
                    squared[i - start] = np.inf
                for place in range(len(factors)):
                    factor = -factors[place]
                    total = 0.0
                    if one == other:
                        for j in range(size):
                            total += _power_of_two(factor * squared[j])
                    else:
                        theirs = sums[place, start : start + size]
                        for j in range(size):
                            term = _power_of_two(factor * squared[j])
                            total += term
                            theirs[j] += term
                    sums[place, i] += total


@njit(nogil=True, cache=True, error_model="numpy")
def _far_log_sum(columns, i, factor):  # type: ignore[no-untyped-def]
    """ln sum_{j != i} 2^(-factor |z_i - z_j|^2) for one far point, by its nearest neighbour."""
    n = columns.shape[1]
    squared = np.empty(n)
    _squared_distances(columns, i, 0, n, squared)
    squared[i] = np.inf
    nearest = squared.min()
    total = 0.0
    for j in range(n):
        total += _power_of_two(factor * (nearest - squared[j]))
    return math.log(total) - factor * nearest * math.log(2.0)


def _log_sums(points: Vectors, bandwidths: Vectors) -> Vectors:
    """ln sum_{j != i} exp(-|x_i - x_j|^2 / (2 b^2)) for every bandwidth and point: (m, n)."""
    n = len(points)
    order = np.arange(n)
    split(np.ascontiguousarray(points, dtype=np.float64), order)
    columns = np.ascontiguousarray(points[order].T, dtype=np.float64)
    boxes = _boxes(columns)
    factors = 0.5 / math.log(2) / np.asarray(bandwidths) ** 2
    sums = np.zeros((len(factors), n))
    lock = threading.Lock()

    def work(first: int, last: int) -> None:
        part = np.zeros_like(sums)
        _add_sums(columns, *boxes, factors, first, last, part)
        with lock:
            np.add(sums, part, out=sums)

    over_chunks(work, len(boxes[2]))
    far = np.argwhere(sums < _UNDERFLOW)
    sums[tuple(far.T)] = 1.0
    logs = np.log(sums)

    def again(first: int, last: int) -> None:
        for place, i in far[first:last].tolist():
            logs[place, i] = _far_log_sum(columns, i, factors[place])

    over_chunks(again, len(far))
    result = np.empty_like(logs)
    result[:, order] = logs
    return result


@overload
def log_densities(points: Vectors, bandwidth: float) -> Vectors: ...
@overload
def log_densities(points: Vectors, bandwidth: Vectors) -> Vectors: ...
def log_densities(points: Vectors, bandwidth: float | Vectors) -> Vectors:
    """Leave-one-out Gaussian kernel log-densities.

    Parameters
    ----------
    points : array (n, d)
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
def pair_sum(points: Vectors, bandwidth: float | Vectors) -> float | Vectors:
    """sum_ij N(x_i - x_j; 0, 2 b^2 I) over all pairs, i = j included: n^2 times the integral of p^2."""
    n, d = points.shape
    bandwidths = np.atleast_1d(np.asarray(bandwidth, dtype=np.float64))
    # The self terms are one each, and no sum over the others depends on them.
    sums = n + np.exp(_log_sums(points, math.sqrt(2) * bandwidths)).sum(axis=1)
    sums /= (4 * math.pi * bandwidths**2) ** (d / 2)
    return sums if np.ndim(bandwidth) else float(sums[0])
