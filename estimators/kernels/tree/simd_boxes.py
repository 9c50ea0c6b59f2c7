"""The tests of `plain_boxes` as vector instructions of LLVM, which every processor runs in its own width.

Plain numba keeps the distances in memory and tests box by box, which takes 5 to 10 times as long
(tests/speed/kernels/test_speed_instructions.py). Distances and bits are the same to the last digit. Arrays must be
C-contiguous.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from infoplane.estimators.kernels.compilation import compiled

from .plain_boxes import AXES, BOXES

_VECTOR = ir.VectorType(ir.DoubleType(), BOXES)
_LONG = ir.IntType(64)


# These functions emit instructions by an llvmlite builder; they compute nothing themselves.


def _larger(builder: Any, a: Any, b: Any) -> Any:
    return builder.select(builder.fcmp_ordered(">", a, b), a, b)


def splat(builder: Any, value: Any, width: int = BOXES) -> Any:
    """A vector of copies of a scalar."""
    nothing = ir.Constant(ir.VectorType(value.type, width), ir.Undefined)
    single = builder.insert_element(nothing, value, ir.Constant(ir.IntType(32), 0))
    return builder.shuffle_vector(single, nothing, ir.Constant(ir.VectorType(ir.IntType(32), width), [0] * width))


def _distances(
    builder: Any, low: Any, high: Any, point: Any, d: Any, bound: Any, out: Any, farthest: bool, by_max: bool
) -> Any:
    """Emit the loop over axes, in chunks of `AXES`; return the bits of the boxes whose distance is below the bound."""
    zero = ir.Constant(_VECTOR, [0.0] * BOXES)
    with builder.goto_entry_block():
        total, axis, found = (builder.alloca(kind) for kind in (_VECTOR, _LONG, _LONG))
    builder.store(zero, total)
    builder.store(_LONG(0), axis)
    chunk, step, check, done = (builder.append_basic_block(name) for name in ("chunk", "step", "check", "done"))
    builder.branch(chunk)

    builder.position_at_end(chunk)  # end = min(axis + AXES, d)
    end = builder.add(builder.load(axis), _LONG(AXES))
    end = builder.select(builder.icmp_signed("<", end, d), end, d)
    builder.branch(step)

    builder.position_at_end(step)  # total = max(total, gap) or total + gap^2 along one axis
    at = builder.load(axis)
    here = splat(builder, builder.load(builder.gep(point, [at])))
    offset = builder.mul(at, _LONG(BOXES))
    lower, upper = (
        builder.load(builder.bitcast(builder.gep(corner, [offset]), _VECTOR.as_pointer()), align=8) for corner in (low, high)
    )
    if farthest:
        gap = _larger(builder, builder.fsub(upper, here), builder.fsub(here, lower))
    else:
        gap = _larger(builder, builder.fsub(lower, here), builder.fsub(here, upper))
    before = builder.load(total)
    if by_max:
        builder.store(_larger(builder, gap, before), total)
    else:
        gap = _larger(builder, gap, zero)
        builder.store(builder.fadd(before, builder.fmul(gap, gap)), total)
    following = builder.add(at, _LONG(1))
    builder.store(following, axis)
    builder.cbranch(builder.icmp_signed("<", following, end), step, check)

    builder.position_at_end(check)  # go on only if some box is still below the bound
    below = builder.fcmp_ordered("<", builder.load(total), splat(builder, bound))
    bits = builder.zext(builder.bitcast(below, ir.IntType(BOXES)), _LONG)
    builder.store(bits, found)
    more = builder.and_(builder.icmp_signed("!=", bits, _LONG(0)), builder.icmp_signed("<", builder.load(axis), d))
    builder.cbranch(more, chunk, done)

    builder.position_at_end(done)
    builder.store(builder.load(total), builder.bitcast(out, _VECTOR.as_pointer()), align=8)
    return builder.load(found)


def _box_test(farthest: bool) -> Callable[..., int]:
    @intrinsic
    def test(typing_context, low, high, group, points, row, bound, by_max, out, place):
        signature = types.int64(
            low, high, types.int64, points, types.int64, types.float64, types.boolean, out, types.int64
        )  # fmt: skip

        def generate(context, builder, signature, arguments):
            def pointer(argument: int, row: Any, width: Any) -> Any:
                array = context.make_array(signature.args[argument])(context, builder, arguments[argument])
                return builder.gep(array.data, [builder.mul(row, width)])

            shape = context.make_array(signature.args[3])(context, builder, arguments[3]).shape
            d = builder.extract_value(shape, 1)
            width = builder.mul(d, _LONG(BOXES))
            corners = pointer(0, arguments[2], width), pointer(1, arguments[2], width)
            point = pointer(3, arguments[4], d)
            gaps = pointer(7, arguments[8], _LONG(BOXES))
            with builder.goto_entry_block():
                result = builder.alloca(_LONG)
            by_maximum = builder.trunc(arguments[6], ir.IntType(1)) if arguments[6].type.width > 1 else arguments[6]
            with builder.if_else(by_maximum) as (then, otherwise):
                for branch, maximum in ((then, True), (otherwise, False)):
                    with branch:
                        bits = _distances(builder, *corners, point, d, arguments[5], gaps, farthest, maximum)
                        builder.store(bits, result)
            return builder.load(result)

        return signature, generate

    return test


nearest_below = _box_test(False)
farthest_below = _box_test(True)


@intrinsic
def lowest_bit(typing_context, bits):
    """Place of the lowest set bit of a non-zero int64."""

    def generate(context, builder, signature, arguments):
        return builder.cttz(arguments[0], ir.IntType(1)(1))

    return types.int64(types.int64), generate


@intrinsic
def count_bits(typing_context, bits):
    """Number of set bits of an int64."""

    def generate(context, builder, signature, arguments):
        return builder.ctpop(arguments[0])

    return types.int64(types.int64), generate


@compiled
def _try(corners, points, out):
    bits = nearest_below(corners, corners, 0, points, 0, 1.0, True, out, 0)
    bits |= farthest_below(corners, corners, 0, points, 0, 1.0, False, out, 0)
    return lowest_bit(bits) + count_bits(bits)


def try_all() -> None:
    """Compile every instruction of this file, or load it from the cache."""
    _try(np.zeros((1, 1, BOXES)), np.zeros((1, 1)), np.empty((1, BOXES)))
