"""Leave-one-out Gaussian kernel sums over all pairs, exact to 1e-7, in memory O(n d).

    ln p(x_i) = ln sum_{j != i} exp(-|x_i - x_j|^2 / (2 b^2)) - ln(n-1) - d ln b - d/2 ln(2 pi).

Points are taken in blocks of neighbours in a k-d tree. Every pair of blocks is visited once for both its sides and for all
bandwidths asked for, and skipped where it cannot matter. The exponential is 2^u, which splits into a power of two, added to
the exponent bits, and a polynomial on [-1/2, 1/2]; the inner loop is written as vector instructions of LLVM, because a
compiler left alone keeps its running sums in memory. The self term is left out, not subtracted. A point so far out that its
sum underflows is done again with its largest exponent taken out, so its log-density stays finite.
"""

import math
from threading import Lock
from typing import Any, overload

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

from .lanes import splat
from .threads import run_chunks
from .tree import tree_order

Vectors = NDArray[np.float64]

_BLOCK = 64
_LANES = 32  # four registers of eight: enough independent work to hide the latency of each instruction
_SUMS = 8  # lanes in which a point's own sum is kept
_DEEPEST = -1020.0  # the smallest power of two that exponent bits write
_UNDERFLOW = 1e-250
# Blocks whose terms, all n together, are below 2^-26 = 1.5e-8 of a sum are skipped.
_NEGLIGIBLE = 26.0
# Added to a number below 2^51, this leaves its nearest integer in the lowest bits.
_ROUNDING = 1.5 * 2.0**52
# 2^t on [-1/2, 1/2] to 2e-9, highest power first.
_POLYNOMIAL = (
    np.polynomial.Chebyshev.interpolate(np.exp2, 6, domain=[-0.5, 0.5]).convert(kind=np.polynomial.Polynomial).coef[::-1]
)

_LONG = ir.IntType(64)
_VECTOR = ir.VectorType(ir.DoubleType(), _LANES)
_INTEGERS = ir.VectorType(_LONG, _LANES)
_FUSED = ("contract",)


def _all(value: float) -> Any:
    return ir.Constant(_VECTOR, [float(value)] * _LANES)


def _power_of_two(builder: Any, u: Any) -> Any:
    """2^u lane by lane, for u <= 0."""
    u = builder.select(builder.fcmp_ordered(">", u, _all(_DEEPEST)), u, _all(_DEEPEST))
    rounded = builder.fadd(u, _all(_ROUNDING))
    t = builder.fsub(u, builder.fsub(rounded, _all(_ROUNDING)))
    power = _all(_POLYNOMIAL[0])
    for coefficient in _POLYNOMIAL[1:]:
        power = builder.fadd(builder.fmul(power, t, flags=_FUSED), _all(coefficient), flags=_FUSED)
    exponent = builder.shl(builder.bitcast(rounded, _INTEGERS), ir.Constant(_INTEGERS, [52] * _LANES))
    return builder.bitcast(builder.add(builder.bitcast(power, _INTEGERS), exponent), _VECTOR)


def _folded(builder: Any, vector: Any) -> Any:
    """The sum of a vector's lanes, in `_SUMS` lanes."""
    width = _LANES
    while width > _SUMS:
        width //= 2
        halves = (ir.Constant(ir.VectorType(ir.IntType(32), width), list(range(at, at + width))) for at in (0, width))
        nothing = ir.Constant(vector.type, ir.Undefined)
        vector = builder.fadd(*(builder.shuffle_vector(vector, nothing, half) for half in halves))
    return vector


def _add(builder: Any, pointer: Any, term: Any) -> None:
    pointer = builder.bitcast(pointer, term.type.as_pointer())
    builder.store(builder.fadd(builder.load(pointer, align=8), term), pointer, align=8)


@intrinsic
def _add_terms(typing_context, columns, i, start, factors, theirs, ours, place):
    """Add 2^(factor |z_i - z_j|^2) for j = start..start + 32, j != i, to both sides' sums.

    columns (d, n), factors (m,) negative, theirs (m, n) by j, ours (places, m, 8) by place.
    """
    signature = types.void(columns, types.int64, types.int64, factors, theirs, ours, types.int64)

    def generate(context, builder, signature, arguments):
        columns, factors, theirs, ours = (
            context.make_array(signature.args[at])(context, builder, arguments[at]) for at in (0, 3, 4, 5)
        )
        i, start, place = (arguments[at] for at in (1, 2, 6))
        d, n = (builder.extract_value(columns.shape, at) for at in (0, 1))
        m = builder.extract_value(factors.shape, 0)
        with builder.goto_entry_block():
            squared, count = builder.alloca(_VECTOR), builder.alloca(_LONG)
        axes, between, bandwidths, done = (builder.append_basic_block() for _ in range(4))
        builder.store(_all(0.0), squared)
        builder.store(_LONG(0), count)
        builder.branch(axes)

        builder.position_at_end(axes)
        axis = builder.load(count)
        row = builder.gep(columns.data, [builder.mul(axis, n)])
        here = splat(builder, builder.load(builder.gep(row, [i])), _LANES)
        there = builder.load(builder.bitcast(builder.gep(row, [start]), _VECTOR.as_pointer()), align=8)
        step = builder.fsub(there, here)
        builder.store(builder.fadd(builder.load(squared), builder.fmul(step, step, flags=_FUSED), flags=_FUSED), squared)
        axis = builder.add(axis, _LONG(1))
        builder.store(axis, count)
        builder.cbranch(builder.icmp_signed("<", axis, d), axes, between)

        builder.position_at_end(between)
        itself = splat(builder, builder.sub(i, start), _LANES)
        is_itself = builder.icmp_signed("==", ir.Constant(_INTEGERS, list(range(_LANES))), itself)
        builder.store(builder.select(is_itself, _all(math.inf), builder.load(squared)), squared)
        builder.store(_LONG(0), count)
        builder.branch(bandwidths)

        builder.position_at_end(bandwidths)
        which = builder.load(count)
        factor = splat(builder, builder.load(builder.gep(factors.data, [which])), _LANES)
        terms = _power_of_two(builder, builder.fmul(builder.load(squared), factor))
        _add(builder, builder.gep(theirs.data, [builder.add(builder.mul(which, n), start)]), terms)
        at = builder.mul(builder.add(builder.mul(place, m), which), _LONG(_SUMS))
        _add(builder, builder.gep(ours.data, [at]), _folded(builder, terms))
        which = builder.add(which, _LONG(1))
        builder.store(which, count)
        builder.cbranch(builder.icmp_signed("<", which, m), bandwidths, done)

        builder.position_at_end(done)
        return context.get_dummy_value()

    return signature, generate


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
def _boxes(columns, n):
    """Corners (blocks, d) of every block, and an upper bound (blocks,) of its points' squared nearest distances."""
    d = len(columns)
    blocks = -(-n // _BLOCK)
    low, high, nearest = np.empty((blocks, d)), np.empty((blocks, d)), np.zeros(blocks)
    squared = np.empty(_BLOCK)
    for block in range(blocks):
        first, last = block * _BLOCK, min(n, (block + 1) * _BLOCK)
        for axis in range(d):
            low[block, axis] = columns[axis, first:last].min()
            high[block, axis] = columns[axis, first:last].max()
        for i in range(first, last):
            nearest[block] = max(nearest[block], _nearest(columns, i, first, last, squared))
    return low, high, nearest


@njit(nogil=True, cache=True, error_model="numpy")
def _add_sums(columns, n, low, high, nearest, factors, first, last, sums):
    """Add the terms of the pairs of blocks first..last with themselves and later blocks to sums (m, n)."""
    d = len(columns)
    enough = (_NEGLIGIBLE + math.log2(n)) / -factors.max()
    ours = np.empty((_BLOCK + 1, len(factors), _SUMS))
    for one in range(first, last):
        start = one * _BLOCK
        ours[:] = 0.0
        for other in range(one, len(nearest)):
            gap = 0.0
            for axis in range(d):
                side = max(low[one, axis] - high[other, axis], low[other, axis] - high[one, axis], 0.0)
                gap += side * side
            if gap > enough + max(nearest[one], nearest[other]):
                continue
            for place in range(min(_BLOCK, n - start)):
                # Within a block every pair comes up twice: one side's sums are enough, the other's go to a spare place.
                kept = _BLOCK if one == other else place
                for at in range(other * _BLOCK, (other + 1) * _BLOCK, _LANES):
                    _add_terms(columns, start + place, at, factors, sums, ours, kept)
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
    boxes = _boxes(columns, n)
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

    run_chunks(add_part, len(boxes[2]))
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
