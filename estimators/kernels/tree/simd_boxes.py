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
from numba.core.cgutils import get_or_insert_function
from numba.extending import intrinsic

from infoplane.estimators.kernels.compilation import compiled

from .plain_boxes import AXES, BOXES

_VECTOR = ir.VectorType(ir.DoubleType(), BOXES)
_LONG = ir.IntType(64)


# These functions emit instructions by an llvmlite builder; they compute nothing themselves.


def _larger(builder: Any, a: Any, b: Any) -> Any:
    return builder.select(builder.fcmp_ordered(">", a, b), a, b)


def _absolute(builder: Any, a: Any) -> Any:
    kind = ir.FunctionType(_VECTOR, [_VECTOR])
    return builder.call(get_or_insert_function(builder.module, kind, f"llvm.fabs.v{BOXES}f64"), [a])


def splat(builder: Any, value: Any, width: int = BOXES) -> Any:
    """A vector of copies of a scalar."""
    nothing = ir.Constant(ir.VectorType(value.type, width), ir.Undefined)
    single = builder.insert_element(nothing, value, ir.Constant(ir.IntType(32), 0))
    return builder.shuffle_vector(single, nothing, ir.Constant(ir.VectorType(ir.IntType(32), width), [0] * width))


def _gaps(builder: Any, corners: list[Any], here: Any, by_max: bool, both: bool) -> list[Any]:
    """Emit the gaps along one axis between a point and vectors of values, low corners, or low and high ones: the nearest, and
    the farthest if `both`."""
    low, high = corners[0], corners[-1]
    above = builder.fsub(low, here)
    if len(corners) == 1:  # points: the sign vanishes in a square
        return [_absolute(builder, above) if by_max else above]
    gaps = [_larger(builder, above, builder.fsub(here, high))]
    if both:
        gaps.append(_larger(builder, builder.fsub(high, here), builder.fsub(here, low)))
    return gaps if by_max else [_larger(builder, gap, ir.Constant(_VECTOR, [0.0] * BOXES)) for gap in gaps]


def _distances(builder: Any, corners: list[Any], point: Any, d: Any, bound: Any, out: Any, by_max: bool, both: bool) -> Any:
    """Emit the loop over axes, in chunks of `AXES`; return the bits of the boxes whose distance is below the bound.

    `out` takes the distances, if there is one. The bits of the farthest distances are above those of the nearest.
    """
    count = 1 + both
    with builder.goto_entry_block():
        totals = [builder.alloca(_VECTOR) for _ in range(count)]
        axis, found = builder.alloca(_LONG), builder.alloca(_LONG)
    for total in totals:
        builder.store(ir.Constant(_VECTOR, [0.0] * BOXES), total)
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
    values = [builder.load(builder.bitcast(builder.gep(corner, [offset]), _VECTOR.as_pointer()), align=8) for corner in corners]
    for total, gap in zip(totals, _gaps(builder, values, here, by_max, both), strict=True):
        before = builder.load(total)
        larger = _larger(builder, gap, before) if by_max else builder.fadd(before, builder.fmul(gap, gap))
        builder.store(larger, total)
    following = builder.add(at, _LONG(1))
    builder.store(following, axis)
    builder.cbranch(builder.icmp_signed("<", following, end), step, check)

    def bits_of(total: Any) -> Any:
        below = builder.fcmp_ordered("<", builder.load(total), splat(builder, bound))
        return builder.zext(builder.bitcast(below, ir.IntType(BOXES)), _LONG)

    builder.position_at_end(check)  # go on only if some box is still below the bound
    bits = bits_of(totals[0])
    builder.store(bits, found)
    more = builder.and_(builder.icmp_signed("!=", bits, _LONG(0)), builder.icmp_signed("<", builder.load(axis), d))
    builder.cbranch(more, chunk, done)

    builder.position_at_end(done)
    if out is not None:
        builder.store(builder.load(totals[0]), builder.bitcast(out, _VECTOR.as_pointer()), align=8)
    bits = builder.load(found)
    return builder.or_(bits, builder.shl(bits_of(totals[1]), _LONG(BOXES))) if both else bits


def _generator(corners: int, stored: bool, both: bool) -> Callable[..., Any]:
    """What emits a test. Its arguments are arrays of corners, which of their rows, points, which of them, bound, by_max, and
    where the distances are stored, an array and which of its rows."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        def pointer(argument: int, row: Any, width: Any) -> Any:
            array = context.make_array(signature.args[argument])(context, builder, arguments[argument])
            return builder.gep(array.data, [builder.mul(row, width)])

        group, points = corners, corners + 1
        shape = context.make_array(signature.args[points])(context, builder, arguments[points]).shape
        d = builder.extract_value(shape, 1)
        width = builder.mul(d, _LONG(BOXES))
        places = [pointer(which, arguments[group], width) for which in range(corners)]
        point, bound, by_max = pointer(points, arguments[points + 1], d), arguments[points + 2], arguments[points + 3]
        out = pointer(points + 4, arguments[points + 5], _LONG(BOXES)) if stored else None
        with builder.goto_entry_block():
            result = builder.alloca(_LONG)
        by_maximum = builder.trunc(by_max, ir.IntType(1)) if by_max.type.width > 1 else by_max
        with builder.if_else(by_maximum) as (then, otherwise):
            for branch, maximum in ((then, True), (otherwise, False)):
                with branch:
                    builder.store(_distances(builder, places, point, d, bound, out, maximum, both), result)
        return builder.load(result)

    return generate


@intrinsic
def nearest_below(typing_context, low, high, group, points, row, bound, by_max, out, place):
    """As `plain_boxes.nearest_below`."""
    signature = types.int64(low, high, types.int64, points, types.int64, types.float64, types.boolean, out, types.int64)
    return signature, _generator(2, stored=True, both=False)


@intrinsic
def both_below(typing_context, low, high, group, points, row, bound, by_max):
    """As `plain_boxes.both_below`."""
    signature = types.int64(low, high, types.int64, points, types.int64, types.float64, types.boolean)
    return signature, _generator(2, stored=False, both=True)


@intrinsic
def points_below(typing_context, leaves, leaf, points, row, bound, by_max, out, place):
    """As `plain_boxes.points_below`."""
    signature = types.int64(leaves, types.int64, points, types.int64, types.float64, types.boolean, out, types.int64)
    return signature, _generator(1, stored=True, both=False)


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
    bits |= both_below(corners, corners, 0, points, 0, 1.0, False)
    bits |= points_below(corners, 0, points, 0, 1.0, True, out, 0)
    return lowest_bit(bits) + count_bits(bits)


def try_all() -> None:
    """Compile every instruction of this file, or load it from the cache."""
    _try(np.zeros((1, 1, BOXES)), np.zeros((1, 1)), np.empty((1, BOXES)))
