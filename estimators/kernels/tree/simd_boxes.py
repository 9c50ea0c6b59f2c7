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


def _smaller(builder: Any, a: Any, b: Any) -> Any:
    return builder.select(builder.fcmp_ordered("<", a, b), a, b)


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


def _gaps(builder: Any, corners: list[Any], here: list[Any], by_max: bool, both: bool) -> list[Any]:
    """Emit the gaps along one axis between points and values, low corners, or low and high ones: the nearest, and, if `both`,
    the farthest with a minus."""
    low, high = corners[0], corners[-1]
    above = builder.fsub(low, here[-1])
    if len(corners) == 1:  # points: the sign vanishes in a square
        return [_call(builder, "fabs", above) if by_max else above]
    below = builder.fsub(here[0], high)
    nearest = _larger(builder, above, below)
    gaps = [nearest if by_max else _larger(builder, nearest, _zeros(nearest.type))]
    return [*gaps, _smaller(builder, above, below)] if both else gaps


def _add_axis(builder: Any, corners: list[Any], point: list[Any], at: Any, totals: list[Any], by_max: bool, turned: bool) -> list[Any]:
    """Emit total = max(total, gap), or total + gap^2, along one axis; and min(total, gap) for the farthest."""
    vector = totals[0].type
    offset = builder.mul(at, _LONG(BOXES))

    def several(pointer: Any) -> Any:
        return builder.load(builder.bitcast(builder.gep(pointer, [offset]), vector.as_pointer()), align=4)

    def single(pointer: Any, place: Any) -> Any:
        return splat(builder, builder.load(builder.gep(pointer, [place])))

    if turned:
        here = [several(point[0])]
    else:
        here = [single(one, offset if len(point) == 2 else at) for one in point]
    gaps = _gaps(builder, [single(one, offset) if turned else several(one) for one in corners], here, by_max, len(totals) == 2)
    if by_max:
        return [combine(builder, gap, total) for combine, gap, total in zip((_larger, _smaller), gaps, totals, strict=False)]
    return [_call(builder, "fmuladd", gap, gap, total) for gap, total in zip(gaps, totals, strict=True)]


def _bits(builder: Any, sign: str, distances: Any, limit: Any) -> Any:
    holds = builder.fcmp_ordered(sign, distances, limit)
    return builder.zext(builder.bitcast(holds, ir.IntType(BOXES)), _LONG)


def _distances(
    builder: Any, corners: list[Any], point: list[Any], d: Any, limit: Any, both: bool, by_max: bool, turned: bool
) -> list[Any]:
    """Emit where the nearest distances, and the farthest ones if `both`, are computed; return where they are stored.

    A few numbers of axes have code of their own, without a loop. Others are looped over in chunks of `AXES`, as long as some
    box is nearer than the limit.
    """
    vector = limit.type
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
            totals = _add_axis(builder, corners, point, _LONG(at), totals, by_max, turned)
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
        _add_axis(builder, corners, point, at, [builder.load(place) for place in stored], by_max, turned), stored, strict=True
    ):
        builder.store(total, place)
    following = builder.add(at, _LONG(1))
    builder.store(following, axis)
    builder.cbranch(builder.icmp_signed("<", following, end), step, check)

    builder.position_at_end(check)
    some = builder.icmp_signed("!=", _bits(builder, "<", builder.load(stored[0]), limit), _LONG(0))
    builder.cbranch(builder.and_(some, builder.icmp_signed("<", builder.load(axis), d)), chunk, done)

    builder.position_at_end(done)
    return stored


def _generator(corners: int, limits: int, turned: bool = False) -> Callable[..., Any]:
    """What emits a test.

    Its arguments are arrays of corners, which of their rows, points, which of them, the limits, by_max, and, with one limit,
    where the distances are stored: an array and which of its rows. If `turned`, the points are all of a leaf, and there is one
    box: its place in the row comes after the row, and limits are arrays, one for each point. Nothing is stored.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        def array(argument: int) -> Any:
            return context.make_array(signature.args[argument])(context, builder, arguments[argument])

        points = corners + 1 + turned
        d = builder.extract_value(array(points).shape, 1)
        size = builder.mul(d, _LONG(BOXES))
        offset = builder.mul(arguments[corners], size)
        if turned:
            offset = builder.add(offset, arguments[corners + 1])
        places = [builder.gep(array(which).data, [offset]) for which in range(corners)]
        point = [builder.gep(array(points).data, [builder.mul(arguments[points + 1], size if turned else d)])]
        *values, by_max = arguments[points + 2 : points + limits + 3]
        if turned:
            pointers = [array(points + 2 + which).data for which in range(limits)]
            vector = ir.VectorType(pointers[0].type.pointee, BOXES)
            values = [builder.load(builder.bitcast(pointer, vector.as_pointer()), align=4) for pointer in pointers]
        else:
            values = [splat(builder, value) for value in values]
        stores = limits == 1 and not turned
        out = builder.gep(array(-2).data, [builder.mul(arguments[-1], _LONG(BOXES))]) if stores else None
        both = corners == limits == 2
        with builder.goto_entry_block():
            result = builder.alloca(_LONG)
        by_maximum = builder.trunc(by_max, ir.IntType(1)) if by_max.type.width > 1 else by_max
        with builder.if_else(by_maximum) as (then, otherwise):
            for branch, maximum in ((then, True), (otherwise, False)):
                with branch:
                    stored = _distances(builder, places, point, d, values[0], both, maximum, turned)
                    nearest = builder.load(stored[0])
                    bits = _bits(builder, "<", nearest, values[0])
                    if out is not None:
                        builder.store(nearest, builder.bitcast(out, nearest.type.as_pointer()), align=4)
                    if limits == 2:
                        last = builder.load(stored[-1])
                        minus = both and maximum
                        second = _bits(builder, ">", last, builder.fneg(values[1])) if minus else _bits(builder, "<", last, values[1])
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
def near_own(typing_context, low, high, group, own, box, bound, by_max):
    """As `plain_boxes.near_own`."""

    def generate(context, builder, signature, arguments):
        low, high = (context.make_array(signature.args[which])(context, builder, arguments[which]) for which in range(2))
        d = builder.extract_value(low.shape, 1)
        size = builder.mul(d, _LONG(BOXES))
        offset = builder.mul(arguments[2], size)
        mine = builder.add(builder.mul(arguments[3], size), arguments[4])
        bound, by_max = splat(builder, arguments[5]), arguments[6]
        corners = [builder.gep(one.data, [offset]) for one in (low, high)]
        point = [builder.gep(one.data, [mine]) for one in (low, high)]
        with builder.goto_entry_block():
            result = builder.alloca(_LONG)
        by_maximum = builder.trunc(by_max, ir.IntType(1)) if by_max.type.width > 1 else by_max
        with builder.if_else(by_maximum) as (then, otherwise):
            for branch, maximum in ((then, True), (otherwise, False)):
                with branch:
                    stored = _distances(builder, corners, point, d, bound, False, maximum, False)
                    builder.store(_bits(builder, "<", builder.load(stored[0]), bound), result)
        return builder.load(result)

    return types.int64(low, high, types.int64, types.int64, types.int64, low.dtype, types.boolean), generate


@intrinsic
def near_box(typing_context, low, high, group, box, leaves, leaf, bounds, by_max):
    """As `plain_boxes.near_box`."""
    signature = types.int64(low, high, types.int64, types.int64, leaves, types.int64, bounds, types.boolean)
    return signature, _generator(corners=2, limits=1, turned=True)


@intrinsic
def around_box(typing_context, low, high, group, box, leaves, leaf, bounds, sure, by_max):
    """As `plain_boxes.around_box`."""
    signature = types.int64(low, high, types.int64, types.int64, leaves, types.int64, bounds, sure, types.boolean)
    return signature, _generator(corners=2, limits=2, turned=True)


@intrinsic
def near_point(typing_context, points, which, place, leaves, leaf, bounds, sure, by_max):
    """As `plain_boxes.near_point`."""
    signature = types.int64(points, types.int64, types.int64, leaves, types.int64, bounds, sure, types.boolean)
    return signature, _generator(corners=1, limits=2, turned=True)


@intrinsic
def add_where(typing_context, bits, amount, totals):
    """As `plain_boxes.add_where`."""

    def generate(context, builder, signature, arguments):
        bits, amount, totals = arguments
        vector = ir.VectorType(_LONG, BOXES)
        chosen = builder.bitcast(builder.trunc(bits, ir.IntType(BOXES)), ir.VectorType(ir.IntType(1), BOXES))
        place = builder.bitcast(context.make_array(signature.args[2])(context, builder, totals).data, vector.as_pointer())
        added = builder.select(chosen, splat(builder, amount), ir.Constant(vector, [0] * BOXES))
        builder.store(builder.add(builder.load(place, align=8), added), place, align=8)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, totals), generate


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
