"""The tests of `plain_boxes` as vector instructions of LLVM, which every processor runs in its own width.

Plain numba keeps the distances in memory and tests box by box, which takes several times as long
(tests/speed/kernels/test_speed_instructions.py). Maximum norms and their bits are the same to the last digit; squared distances
differ by rounding, since some processors multiply and add at once. Arrays must be C-contiguous.
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

_LONG = ir.IntType(64)
_FEW_AXES = (2, 3, 4, 6, 8)  # numbers of axes that have code without a loop, which takes half as long


# These functions emit instructions by an llvmlite builder; they compute nothing themselves.


def _larger(builder: Any, a: Any, b: Any) -> Any:
    return builder.select(builder.fcmp_ordered(">", a, b), a, b)


def _zeros(vector: Any) -> Any:
    return ir.Constant(vector, [0.0] * BOXES)


def _call(builder: Any, name: str, *vectors: Any) -> Any:
    vector = vectors[0].type
    kind, bits = ir.FunctionType(vector, [vector] * len(vectors)), 64 if isinstance(vector.element, ir.DoubleType) else 32
    return builder.call(get_or_insert_function(builder.module, kind, f"llvm.{name}.v{BOXES}f{bits}"), vectors)


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
        return [_call(builder, "fabs", above) if by_max else above]
    gaps = [_larger(builder, above, builder.fsub(here, high))]
    if both:
        gaps.append(_larger(builder, builder.fsub(high, here), builder.fsub(here, low)))
    return gaps if by_max else [_larger(builder, gap, _zeros(gap.type)) for gap in gaps]


def _add_axis(builder: Any, corners: list[Any], point: Any, at: Any, totals: list[Any], by_max: bool) -> list[Any]:
    """Emit total = max(total, gap), or total + gap^2, along one axis."""
    here = splat(builder, builder.load(builder.gep(point, [at])))
    offset = builder.mul(at, _LONG(BOXES))
    places = [builder.bitcast(builder.gep(corner, [offset]), here.type.as_pointer()) for corner in corners]
    gaps = _gaps(builder, [builder.load(place, align=4) for place in places], here, by_max, len(totals) == 2)
    if by_max:
        return [_larger(builder, gap, total) for gap, total in zip(gaps, totals, strict=True)]
    return [_call(builder, "fmuladd", gap, gap, total) for gap, total in zip(gaps, totals, strict=True)]


def _bits_below(builder: Any, distances: Any, limit: Any) -> Any:
    below = builder.fcmp_ordered("<", distances, splat(builder, limit))
    return builder.zext(builder.bitcast(below, ir.IntType(BOXES)), _LONG)


def _distances(builder: Any, corners: list[Any], point: Any, d: Any, limit: Any, both: bool, by_max: bool) -> list[Any]:
    """Emit where the nearest distances, and the farthest ones if `both`, are computed; return where they are stored.

    A few numbers of axes have code of their own, without a loop. Others are looped over in chunks of `AXES`, as long as some
    box is nearer than the limit.
    """
    vector = ir.VectorType(limit.type, BOXES)
    nothing = _zeros(vector)
    with builder.goto_entry_block():
        stored = [builder.alloca(vector) for _ in range(1 + both)]
        axis = builder.alloca(_LONG)
    chunk, step, check, done = (builder.append_basic_block(name) for name in ("chunk", "step", "check", "done"))
    for total in stored:
        builder.store(nothing, total)
    builder.store(_LONG(0), axis)
    few = builder.switch(d, chunk)
    for number in _FEW_AXES:
        straight = builder.append_basic_block("straight")
        few.add_case(_LONG(number), straight)
        builder.position_at_end(straight)
        totals = [nothing] * len(stored)
        for at in range(number):
            totals = _add_axis(builder, corners, point, _LONG(at), totals, by_max)
        for total, place in zip(totals, stored, strict=True):
            builder.store(total, place)
        builder.branch(done)

    builder.position_at_end(chunk)  # end = min(axis + AXES, d)
    end = builder.add(builder.load(axis), _LONG(AXES))
    end = builder.select(builder.icmp_signed("<", end, d), end, d)
    builder.branch(step)

    builder.position_at_end(step)
    at = builder.load(axis)
    for total, place in zip(
        _add_axis(builder, corners, point, at, [builder.load(place) for place in stored], by_max), stored, strict=True
    ):
        builder.store(total, place)
    following = builder.add(at, _LONG(1))
    builder.store(following, axis)
    builder.cbranch(builder.icmp_signed("<", following, end), step, check)

    builder.position_at_end(check)
    some = builder.icmp_signed("!=", _bits_below(builder, builder.load(stored[0]), limit), _LONG(0))
    builder.cbranch(builder.and_(some, builder.icmp_signed("<", builder.load(axis), d)), chunk, done)

    builder.position_at_end(done)
    return stored


def _generator(corners: int, limits: int) -> Callable[..., Any]:
    """What emits a test. Its arguments are arrays of corners, which of their rows, points, which of them, the limits, by_max,
    and, with one limit, where the distances are stored: an array and which of its rows."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        def array(argument: int) -> Any:
            return context.make_array(signature.args[argument])(context, builder, arguments[argument])

        d = builder.extract_value(array(corners + 1).shape, 1)
        offset = builder.mul(arguments[corners], builder.mul(d, _LONG(BOXES)))
        places = [builder.gep(array(which).data, [offset]) for which in range(corners)]
        point = builder.gep(array(corners + 1).data, [builder.mul(arguments[corners + 2], d)])
        *values, by_max = arguments[corners + 3 : corners + limits + 4]
        out = builder.gep(array(-2).data, [builder.mul(arguments[-1], _LONG(BOXES))]) if limits == 1 else None
        with builder.goto_entry_block():
            result = builder.alloca(_LONG)
        by_maximum = builder.trunc(by_max, ir.IntType(1)) if by_max.type.width > 1 else by_max
        with builder.if_else(by_maximum) as (then, otherwise):
            for branch, maximum in ((then, True), (otherwise, False)):
                with branch:
                    stored = _distances(builder, places, point, d, values[0], corners == limits == 2, maximum)
                    nearest = builder.load(stored[0])
                    bits = _bits_below(builder, nearest, values[0])
                    if out is not None:
                        builder.store(nearest, builder.bitcast(out, nearest.type.as_pointer()), align=4)
                    if limits == 2:
                        second = _bits_below(builder, builder.load(stored[-1]), values[1])
                        bits = builder.or_(bits, builder.shl(second, _LONG(BOXES)))
                    builder.store(bits, result)
        return builder.load(result)

    return generate


@intrinsic
def nearest_below(typing_context, low, high, group, points, row, bound, by_max, out, place):
    """As `plain_boxes.nearest_below`."""
    signature = types.int64(low, high, types.int64, points, types.int64, low.dtype, types.boolean, out, types.int64)
    return signature, _generator(corners=2, limits=1)


@intrinsic
def both_below(typing_context, low, high, group, points, row, bound, sure, by_max):
    """As `plain_boxes.both_below`."""
    signature = types.int64(low, high, types.int64, points, types.int64, low.dtype, low.dtype, types.boolean)
    return signature, _generator(corners=2, limits=2)


@intrinsic
def points_below(typing_context, leaves, leaf, points, row, bound, sure, by_max):
    """As `plain_boxes.points_below`."""
    signature = types.int64(leaves, types.int64, points, types.int64, leaves.dtype, leaves.dtype, types.boolean)
    return signature, _generator(corners=1, limits=2)


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
    bits |= both_below(corners, corners, 0, points, 0, 1.0, 1.0, False)
    bits |= points_below(corners, 0, points, 0, 1.0, 1.0, True)
    return lowest_bit(bits) + count_bits(bits)


def try_all() -> None:
    """Compile every instruction of this file, or load it from the cache."""
    for dtype in (np.float32, np.float64):
        _try(np.zeros((1, 1, BOXES), dtype), np.zeros((1, 1), dtype), np.empty((1, BOXES), dtype))
