"""Leave-one-out Gaussian kernel sums over all pairs, exact to 1e-6, in memory O(n d).

    ln p(x_i) = ln sum_{j != i} exp(-|x_i - x_j|^2 / (2 b^2)) - ln(n-1) - d ln b - d/2 ln(2 pi).

Distances are scaled so that the exponential is 2^-D, which splits into a power of two, written straight into the
exponent bits, and a polynomial on [-1/2, 1/2]: both vectorise. The self term is left out, not subtracted. A point so far
out that its sum underflows is done again with its largest exponent taken out, so its log-density stays finite.
"""

import math

import numpy as np
from llvmlite import ir
from numba import njit, prange, types
from numba.extending import intrinsic
from numpy.typing import NDArray

Vectors = NDArray[np.float64]

_BLOCK = 512  # pairs whose distances stay in the first-level cache
_DEEPEST = 1020.0  # 2^-1020 is the smallest power that exponent bits write
_UNDERFLOW = 1e-250

# Taylor coefficients of 2^t: with t in [-1/2, 1/2] the remainder after t^8 is below 1e-10.
_C = tuple(math.log(2) ** power / math.factorial(power) for power in range(9))
_C1, _C2, _C3, _C4, _C5, _C6, _C7, _C8 = _C[1:]


@intrinsic
def _from_bits(typing_context, bits):
    """The float64 whose bits are those of an int64."""

    def generate(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), generate


@njit(inline="always")
def _power_of_two(depth):
    """2^-depth for 0 <= depth <= 1020, to about 1e-10."""
    whole = math.floor(0.5 - depth)
    t = -depth - whole
    polynomial = 1.0 + t * (_C1 + t * (_C2 + t * (_C3 + t * (_C4 + t * (_C5 + t * (_C6 + t * (_C7 + t * _C8)))))))
    return polynomial * _from_bits((np.int64(whole) + 1023) << 52)  # type: ignore[call-arg]


@njit(parallel=True, cache=True, error_model="numpy", fastmath={"reassoc", "contract", "nsz"})
def _sums(columns, skip_self):
    """sum_j 2^-|z_i - z_j|^2 for every i, from scaled columns (d, n); without j = i if asked."""
    d, n = columns.shape
    result = np.empty(n)
    for i in prange(n):
        squared = np.empty(_BLOCK)
        total = 0.0
        for start in range(0, n, _BLOCK):
            size = min(_BLOCK, n - start)
            squared[:] = 0.0
            for axis in range(d):
                here = columns[axis, i]
                row = columns[axis, start : start + size]
                for j in range(size):
                    step = row[j] - here
                    squared[j] += step * step
            for j in range(size):
                squared[j] = _power_of_two(min(squared[j], _DEEPEST))
            if skip_self and start <= i < start + size:
                squared[i - start] = 0.0
            for j in range(size):
                total += squared[j]
        result[i] = total
    return result


@njit(cache=True, error_model="numpy")
def _far_log_sum(columns, i):
    """ln sum_{j != i} 2^-|z_i - z_j|^2 for one far point, by its nearest neighbour."""
    d, n = columns.shape
    squared = np.zeros(n)
    for axis in range(d):
        squared += (columns[axis] - columns[axis, i]) ** 2
    squared[i] = np.inf
    nearest = squared.min()
    return math.log(np.exp2(nearest - squared).sum()) - nearest * math.log(2.0)


def _scaled(points: Vectors, factor: float) -> Vectors:
    """Columns (d, n), contiguous, so that 2^-|z_i - z_j|^2 = exp(-factor |x_i - x_j|^2); centred to spare digits."""
    return np.ascontiguousarray(((points - points.mean(axis=0)) * math.sqrt(factor / math.log(2))).T)


def log_densities(points: Vectors, bandwidth: float) -> Vectors:
    """Leave-one-out Gaussian kernel log-density (n,) at every point of (n, d)."""
    n, d = points.shape
    columns = _scaled(points, 1 / (2 * bandwidth**2))
    sums = _sums(columns, True)
    far = np.flatnonzero(sums < _UNDERFLOW)
    sums[far] = 1.0
    logs = np.log(sums)
    for i in far:
        logs[i] = _far_log_sum(columns, i)
    return logs - math.log(n - 1) - d * math.log(bandwidth) - d / 2 * math.log(2 * math.pi)


def pair_sum(points: Vectors, bandwidth: float) -> float:
    """sum_ij N(x_i - x_j; 0, 2 b^2 I) over all pairs, i = j included: n^2 times the integral of p^2."""
    d = points.shape[1]
    return float(_sums(_scaled(points, 1 / (4 * bandwidth**2)), False).sum()) / (4 * math.pi * bandwidth**2) ** (d / 2)
