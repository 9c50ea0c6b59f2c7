"""Distances from one point to sixteen boxes at once, in vector registers.

A compiler that is left alone vectorises these short loops badly, so they are written as vector instructions of LLVM,
which every machine gets in its own width. A point is a box whose two corners coincide, so one test serves both.

numba's cache looks at the file of the calling function alone: after a change here, touch those of its users.
"""

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

LANES = 16
# Axes between two looks at whether every lane is already too far.
AXES = 32

_VECTOR = ir.VectorType(ir.DoubleType(), LANES)
_LONG = ir.IntType(64)


def _larger(builder: Any, a: Any, b: Any) -> Any:
    return builder.select(builder.fcmp_ordered(">", a, b), a, b)


def splat(builder: Any, value: Any, lanes: int = LANES) -> Any:
    """A vector of copies of a scalar."""
    nothing = ir.Constant(ir.VectorType(value.type, lanes), ir.Undefined)
    single = builder.insert_element(nothing, value, ir.Constant(ir.IntType(32), 0))
    return builder.shuffle_vector(single, nothing, ir.Constant(ir.VectorType(ir.IntType(32), lanes), [0] * lanes))


def _distances(
    builder: Any, low: Any, high: Any, point: Any, d: Any, bound: Any, out: Any, farthest: bool, by_max: bool
) -> Any:
    """Emit the loop over axes; return the bits of the lanes below the bound."""
    zero = ir.Constant(_VECTOR, [0.0] * LANES)
    with builder.goto_entry_block():
        total, axis, found = (builder.alloca(kind) for kind in (_VECTOR, _LONG, _LONG))
    builder.store(zero, total)
    builder.store(_LONG(0), axis)
    chunk, step, look, done = (builder.append_basic_block(name) for name in ("chunk", "step", "look", "done"))
    builder.branch(chunk)
    builder.position_at_end(chunk)
    end = builder.add(builder.load(axis), _LONG(AXES))
    end = builder.select(builder.icmp_signed("<", end, d), end, d)
    builder.branch(step)
    builder.position_at_end(step)
    at = builder.load(axis)
    here = splat(builder, builder.load(builder.gep(point, [at])))
    offset = builder.mul(at, _LONG(LANES))
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
    builder.cbranch(builder.icmp_signed("<", following, end), step, look)
    builder.position_at_end(look)
    below = builder.fcmp_ordered("<", builder.load(total), splat(builder, bound))
    bits = builder.zext(builder.bitcast(below, ir.IntType(LANES)), _LONG)
    builder.store(bits, found)
    more = builder.and_(builder.icmp_signed("!=", bits, _LONG(0)), builder.icmp_signed("<", builder.load(axis), d))
    builder.cbranch(more, chunk, done)
    builder.position_at_end(done)
    builder.store(builder.load(total), builder.bitcast(out, _VECTOR.as_pointer()), align=8)
    return builder.load(found)


def _lane_test(farthest: bool) -> Callable[..., int]:
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
            width = builder.mul(d, _LONG(LANES))
            corners = pointer(0, arguments[2], width), pointer(1, arguments[2], width)
            point = pointer(3, arguments[4], d)
            gaps = pointer(7, arguments[8], _LONG(LANES))
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


# (low, high, group, points, row, bound, by_max, out, place) -> bits of the lanes of boxes low[group], high[group] (groups,
# d, 16) whose nearest, or farthest, point is closer to points[row] (n, d) than the bound. Leaves the distances (squared,
# unless by maximum) in out[place] (places, 16); those of a lane not below the bound may be unfinished.
nearest_below = _lane_test(False)
farthest_below = _lane_test(True)


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
