"""The terms of `plain_terms` as vector instructions of LLVM, which every processor runs in its own width.

The exponential 2^u is split at the integer nearest to u. That power of two is added to the exponent bits of 2^t, which is a
polynomial in the rest t in [-1/2, 1/2].

Plain numba keeps the running sums in memory and calls a function for every exponential, which takes 12 to 20 times as long
(tests/speed/kernels/test_speed_instructions.py); with the same polynomial it takes 7 to 10 times as long. Terms are equal to
2e-9. Arrays must be C-contiguous.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from infoplane.estimators.kernels.compilation import compiled
from infoplane.estimators.kernels.tree.simd_distances import splat

from .plain_terms import DEEPEST, PARTIAL_SUMS, TERMS

# Added to a number below 2^51, this leaves its nearest integer in the lowest bits.
_ROUNDING = 1.5 * 2.0**52
# 2^t on [-1/2, 1/2] to 2e-9, highest power first.
_POLYNOMIAL = (
    np.polynomial.Chebyshev.interpolate(np.exp2, 6, domain=[-0.5, 0.5]).convert(kind=np.polynomial.Polynomial).coef[::-1]
)

_LONG = ir.IntType(64)
_VECTOR = ir.VectorType(ir.DoubleType(), TERMS)
_INTEGERS = ir.VectorType(_LONG, TERMS)
_FUSED = ("contract",)


def _all(value: float) -> Any:
    return ir.Constant(_VECTOR, [float(value)] * TERMS)


def _power_of_two(builder: Any, u: Any) -> Any:
    """2^u for every element, -1020 <= u <= 0."""
    rounded = builder.fadd(u, _all(_ROUNDING))
    t = builder.fsub(u, builder.fsub(rounded, _all(_ROUNDING)))
    power = _all(_POLYNOMIAL[0])
    for coefficient in _POLYNOMIAL[1:]:
        power = builder.fadd(builder.fmul(power, t, flags=_FUSED), _all(coefficient), flags=_FUSED)
    exponent = builder.shl(builder.bitcast(rounded, _INTEGERS), ir.Constant(_INTEGERS, [52] * TERMS))
    return builder.bitcast(builder.add(builder.bitcast(power, _INTEGERS), exponent), _VECTOR)


def _folded(builder: Any, vector: Any) -> Any:
    """The sum of a vector's elements, as `PARTIAL_SUMS` partial sums."""
    width = TERMS
    while width > PARTIAL_SUMS:
        width //= 2
        halves = (ir.Constant(ir.VectorType(ir.IntType(32), width), list(range(at, at + width))) for at in (0, width))
        nothing = ir.Constant(vector.type, ir.Undefined)
        vector = builder.fadd(*(builder.shuffle_vector(vector, nothing, half) for half in halves))
    return vector


def _add(builder: Any, pointer: Any, term: Any) -> None:
    pointer = builder.bitcast(pointer, term.type.as_pointer())
    builder.store(builder.fadd(builder.load(pointer, align=8), term), pointer, align=8)


def _terms(border: bool) -> Callable[..., None]:
    """Emit the loops. At the border exponents may be below -1020, and j may be i or padding, so each term is checked."""

    @intrinsic
    def add_terms(typing_context, columns, i, start, factors, sums, partial, place):
        signature = types.void(columns, types.int64, types.int64, factors, sums, partial, types.int64)

        def generate(context, builder, signature, arguments):
            columns, factors, sums, partial = (
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

            builder.position_at_end(axes)  # squared += (z_j - z_i)^2 along one axis, for all j at once
            axis = builder.load(count)
            row = builder.gep(columns.data, [builder.mul(axis, n)])
            here = splat(builder, builder.load(builder.gep(row, [i])), TERMS)
            there = builder.load(builder.bitcast(builder.gep(row, [start]), _VECTOR.as_pointer()), align=8)
            step = builder.fsub(there, here)
            builder.store(builder.fadd(builder.load(squared), builder.fmul(step, step, flags=_FUSED), flags=_FUSED), squared)
            axis = builder.add(axis, _LONG(1))
            builder.store(axis, count)
            builder.cbranch(builder.icmp_signed("<", axis, d), axes, between)

            builder.position_at_end(between)
            if border:  # no term of i with itself
                itself = splat(builder, builder.sub(i, start), TERMS)
                is_itself = builder.icmp_signed("==", ir.Constant(_INTEGERS, list(range(TERMS))), itself)
                builder.store(builder.select(is_itself, _all(math.inf), builder.load(squared)), squared)
            builder.store(_LONG(0), count)
            builder.branch(bandwidths)

            builder.position_at_end(bandwidths)  # the terms of one bandwidth, into the sums of all j and of i
            which = builder.load(count)
            factor = splat(builder, builder.load(builder.gep(factors.data, [which])), TERMS)
            u = builder.fmul(builder.load(squared), factor)
            if border:
                u = builder.select(builder.fcmp_ordered(">", u, _all(DEEPEST)), u, _all(DEEPEST))
            terms = _power_of_two(builder, u)
            _add(builder, builder.gep(sums.data, [builder.add(builder.mul(which, n), start)]), terms)
            at = builder.mul(builder.add(builder.mul(place, m), which), _LONG(PARTIAL_SUMS))
            _add(builder, builder.gep(partial.data, [at]), _folded(builder, terms))
            which = builder.add(which, _LONG(1))
            builder.store(which, count)
            builder.cbranch(builder.icmp_signed("<", which, m), bandwidths, done)

            builder.position_at_end(done)
            return context.get_dummy_value()

        return signature, generate

    return add_terms


add_terms = _terms(False)
add_terms_at_border = _terms(True)


@compiled
def _try(columns, factors, sums, partial):
    add_terms(columns, 0, 0, factors, sums, partial, 0)
    add_terms_at_border(columns, 0, 0, factors, sums, partial, 0)


def try_all() -> None:
    """Compile every instruction of this file, or load it from the cache."""
    _try(np.zeros((1, TERMS)), -np.ones(1), np.zeros((1, TERMS)), np.zeros((1, 1, PARTIAL_SUMS)))
