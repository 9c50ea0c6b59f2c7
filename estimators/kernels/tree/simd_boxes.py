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
from numba.extending import intrinsic

from infoplane.estimators.kernels.compilation import compiled

from .plain_boxes import BOXES
from .simd_distances import LONG, bits_below, distances, splat


def _emit(builder: Any, corners: list[Any], point: list[Any], d: Any, limits: list[Any], by_max: Any) -> tuple[Any, Any]:
    """Emit a test in both metrics; return its bits, and the nearest distances."""
    both = len(corners) == len(limits) == 2
    with builder.goto_entry_block():
        result, stored = builder.alloca(LONG), builder.alloca(limits[0].type)
    by_maximum = builder.trunc(by_max, ir.IntType(1)) if by_max.type.width > 1 else by_max
    with builder.if_else(by_maximum) as (then, otherwise):
        for branch, maximum in ((then, True), (otherwise, False)):
            with branch:
                nearest, *farthest = distances(builder, corners, point, d, limits[0], both, maximum)
                builder.store(nearest, stored)
                bits = bits_below(builder, nearest, limits[0])
                if len(limits) == 2:
                    last = builder.fneg(farthest[0]) if both and maximum else [*farthest, nearest][0]
                    bits = builder.or_(bits, builder.shl(bits_below(builder, last, limits[1]), LONG(BOXES)))
                builder.store(bits, result)
    return builder.load(result), builder.load(stored)


def _places(context: Any, builder: Any, signature: Any, arguments: Any, which: range, offset: Any) -> list[Any]:
    """Where arrays among the arguments begin, after an offset."""
    arrays = (context.make_array(signature.args[at])(context, builder, arguments[at]) for at in which)
    return [builder.gep(array.data, [offset]) for array in arrays]


def _columns(context: Any, builder: Any, signature: Any, arguments: Any) -> tuple[Any, Any]:
    """The number of axes d of the first argument, an array (groups, d, 16), and the size of a group."""
    d = builder.extract_value(context.make_array(signature.args[0])(context, builder, arguments[0]).shape, 1)
    return d, builder.mul(d, LONG(BOXES))


def _of_point(corners: int, limits: int) -> Callable[..., Any]:
    """What emits a test of sixteen boxes for one point.

    Its arguments are arrays of corners, which of their rows, points, which of them, the limits, by_max, and, with one limit,
    where the distances are stored: an array and which of its rows.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        given = context, builder, signature, arguments
        d, size = _columns(*given)
        places = _places(*given, range(corners), builder.mul(arguments[corners], size))
        point = _places(*given, range(corners + 1, corners + 2), builder.mul(arguments[corners + 2], d))
        *values, by_max = arguments[corners + 3 : corners + limits + 4]
        bits, nearest = _emit(builder, places, point, d, [splat(builder, value) for value in values], by_max)
        if limits == 1:
            [out] = _places(*given, range(corners + 5, corners + 6), builder.mul(arguments[-1], LONG(BOXES)))
            builder.store(nearest, builder.bitcast(out, nearest.type.as_pointer()), align=4)
        return bits

    return generate


def _of_leaf(limits: int) -> Callable[..., Any]:
    """What emits a test of one box for the sixteen points of a leaf.

    Its arguments are low and high corners, which group, which of its boxes, leaves, which of them, the limits as arrays, and
    by_max.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        given = context, builder, signature, arguments
        d, size = _columns(*given)
        box = _places(*given, range(2), builder.add(builder.mul(arguments[2], size), arguments[3]))
        points = _places(*given, range(4, 5), builder.mul(arguments[5], size))
        bounds = _places(*given, range(6, 6 + limits), LONG(0))
        vector = ir.VectorType(bounds[0].type.pointee, BOXES)
        values = [builder.load(builder.bitcast(bound, vector.as_pointer()), align=4) for bound in bounds]
        return _emit(builder, 2 * points, box, d, values, arguments[-1])[0]

    return generate


@intrinsic
def nearest_below(typing_context, low, high, group, points, row, bound, by_max, out, place):
    """As `plain_boxes.nearest_below`."""
    signature = types.int64(low, high, types.int64, points, types.int64, low.dtype, types.boolean, out, types.int64)
    return signature, _of_point(corners=2, limits=1)


@intrinsic
def both_below(typing_context, low, high, group, points, row, bound, sure, by_max):
    """As `plain_boxes.both_below`."""
    signature = types.int64(low, high, types.int64, points, types.int64, low.dtype, low.dtype, types.boolean)
    return signature, _of_point(corners=2, limits=2)


@intrinsic
def points_below(typing_context, leaves, leaf, points, row, bound, sure, by_max):
    """As `plain_boxes.points_below`."""
    signature = types.int64(leaves, types.int64, points, types.int64, leaves.dtype, leaves.dtype, types.boolean)
    return signature, _of_point(corners=1, limits=2)


@intrinsic
def boxes_near(typing_context, low, high, group, own, box, bound, by_max):
    """As `plain_boxes.boxes_near`."""

    def generate(context, builder, signature, arguments):
        given = context, builder, signature, arguments
        d, size = _columns(*given)
        corners = _places(*given, range(2), builder.mul(arguments[2], size))
        one = _places(*given, range(2), builder.add(builder.mul(arguments[3], size), arguments[4]))
        return _emit(builder, corners, one, d, [splat(builder, arguments[5])], arguments[6])[0]

    return types.int64(low, high, types.int64, types.int64, types.int64, low.dtype, types.boolean), generate


@intrinsic
def near_box(typing_context, low, high, group, box, leaves, leaf, bounds, by_max):
    """As `plain_boxes.near_box`."""
    signature = types.int64(low, high, types.int64, types.int64, leaves, types.int64, bounds, types.boolean)
    return signature, _of_leaf(limits=1)


@intrinsic
def around_box(typing_context, low, high, group, box, leaves, leaf, bounds, sure, by_max):
    """As `plain_boxes.around_box`."""
    signature = types.int64(low, high, types.int64, types.int64, leaves, types.int64, bounds, sure, types.boolean)
    return signature, _of_leaf(limits=2)


@intrinsic
def add_where(typing_context, bits, amount, totals):
    """As `plain_boxes.add_where`."""

    def generate(context, builder, signature, arguments):
        vector = ir.VectorType(LONG, BOXES)
        chosen = builder.bitcast(builder.trunc(arguments[0], ir.IntType(BOXES)), ir.VectorType(ir.IntType(1), BOXES))
        [place] = _places(context, builder, signature, arguments, range(2, 3), LONG(0))
        place = builder.bitcast(place, vector.as_pointer())
        added = builder.select(chosen, splat(builder, arguments[1]), ir.Constant(vector, [0] * BOXES))
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
def _try(corners, points, bounds, out):
    bits = nearest_below(corners, corners, 0, points, 0, 1.0, True, out, 0)
    bits |= both_below(corners, corners, 0, points, 0, 1.0, 1.0, False)
    bits |= points_below(corners, 0, points, 0, 1.0, 1.0, True)
    bits |= boxes_near(corners, corners, 0, 0, 0, 1.0, True)
    bits |= near_box(corners, corners, 0, 0, corners, 0, bounds, True)
    bits |= around_box(corners, corners, 0, 0, corners, 0, bounds, bounds, False)
    add_where(bits, 1, np.zeros(BOXES, np.int64))
    return lowest_bit(bits) + count_bits(bits)


def try_all() -> None:
    """Compile every instruction of this file, or load it from the cache."""
    for dtype in (np.float32, np.float64):
        _try(np.zeros((1, 1, BOXES), dtype), np.zeros((1, 1), dtype), np.ones(BOXES, dtype), np.empty((1, BOXES), dtype))
