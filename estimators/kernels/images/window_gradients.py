"""Gradients of the windows of `windows`, in vector instructions of LLVM.

With g_f the gradient of the sum a_pf of the largest pixel p of a window, which depends on f,

    gradient of bias[f]:          the sum of g_f over windows,
    gradient of weight[c, k, f]:  the sum of g_f patch[p + k, c],
    gradient of patch[q, c]:      the sum over f and k with p + k = q of g_f weight[c, k, f].

Gradients of values have a border, as the values have, whose content does not count.
"""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core.cgutils import alloca_once_value, for_range
from numba.extending import intrinsic

from infoplane.estimators.kernels.images import FILTERS
from infoplane.estimators.kernels.tree.simd_distances import splat

from .vectors import (
    BYTES,
    LONG,
    PIXELS,
    PLACES,
    ZERO,
    arrays,
    copies,
    each_window,
    extent,
    loaded,
    patch,
    place,
    plus,
    pointer,
)

# These functions emit instructions by an llvmlite builder; they compute nothing themselves.


def _inside(builder: Any, values: Any, image: Any, y: Any, x: Any) -> Any:
    """The place of a window in an array with a border."""
    return place(builder, values, image, builder.add(y, LONG(1)), builder.add(x, LONG(1)), LONG(0))


def _add(builder: Any, array: Any, at: Any, vector: Any) -> None:
    """Add a vector to the elements of an array that begin at a place."""
    builder.store(builder.fadd(loaded(builder, array, at), vector), pointer(builder, array, at), align=4)


@intrinsic
def through_rectifier(typing_context, values, gradient, sums, chosen, slope, image):
    """Turn the gradient of the values of an image to that of the sums before the rectifier, and add it to that of the bias."""
    signature = types.void(values, gradient, sums, chosen, slope, types.int64)

    def generate(context, builder, signature, arguments):
        values, gradient, sums, chosen = arrays(context, builder, signature, arguments, 4)
        factor, image = splat(builder, arguments[4], FILTERS), arguments[5]
        total = alloca_once_value(builder, ZERO)
        with each_window(builder, chosen) as (y, x):
            at = _inside(builder, values, image, y, x)
            given = loaded(builder, gradient, at)
            positive = builder.fcmp_ordered(">", loaded(builder, values, at), ZERO)
            given = builder.select(positive, given, builder.fmul(given, factor))
            builder.store(given, pointer(builder, gradient, at), align=4)
            builder.store(builder.fadd(builder.load(total), given), total)
        _add(builder, sums, LONG(0), builder.load(total))
        return context.get_dummy_value()

    return signature, generate


@intrinsic
def add_to_weights(typing_context, images, gradient, chosen, sums, image):
    """Add what an image gives to the gradient of the weights, (channels, 3, 3, 8). All four pixels of a window are taken."""
    signature = types.void(images, gradient, chosen, sums, types.int64)

    def generate(context, builder, signature, arguments):
        images, gradient, chosen, sums = arrays(context, builder, signature, arguments, 4)
        image, zero = arguments[4], LONG(0)
        totals = [alloca_once_value(builder, ZERO) for _ in PLACES]
        with for_range(builder, extent(builder, images, 3)) as channels:
            for total in totals:
                builder.store(ZERO, total)
            with each_window(builder, chosen) as (y, x):
                given = loaded(builder, gradient, _inside(builder, gradient, image, y, x))
                at = place(builder, chosen, image, y, x, zero)
                which = builder.load(pointer(builder, chosen, at, BYTES), align=1)
                numbers = (ir.Constant(BYTES, [number] * FILTERS) for number in range(len(PIXELS)))
                parts = [builder.select(builder.icmp_signed("==", which, number), given, ZERO) for number in numbers]
                places = patch(builder, images, (image, y, x), 4)
                pixels = {at: copies(builder, images, builder.add(one, channels.index)) for at, one in places.items()}
                for (down, right), total in zip(PLACES, totals, strict=True):
                    more = builder.load(total)
                    for (row, column), part in zip(PIXELS, parts, strict=True):
                        more = plus(builder, more, pixels[row + down, column + right], part)
                    builder.store(more, total)
            filters = place(builder, sums, channels.index, zero, zero, zero)
            for number, total in enumerate(totals):
                _add(builder, sums, builder.add(filters, LONG(number * FILTERS)), builder.load(total))
        return context.get_dummy_value()

    return signature, generate


@intrinsic
def add_to_weights_and_images(typing_context, images, gradient, chosen, sums, weights, image_sums, image):
    """Add what an image of eight channels gives to the gradient of the weights and of the image, filter by filter.

    The weights and their gradient have the channels last, (8, 3, 3, 8 channels). Only the largest pixel of a window is taken.
    """
    signature = types.void(images, gradient, chosen, sums, weights, image_sums, types.int64)

    def generate(context, builder, signature, arguments):
        images, gradient, chosen, sums, weights, image_sums = arrays(context, builder, signature, arguments, 6)
        image, zero = arguments[6], LONG(0)
        totals = [alloca_once_value(builder, ZERO) for _ in PLACES]
        width = extent(builder, images, 2)
        places = [(LONG(row), column * FILTERS) for row, column in PLACES]
        with for_range(builder, LONG(FILTERS)) as filters:
            start = builder.mul(filters.index, LONG(len(PLACES) * FILTERS))
            starts = [builder.add(start, LONG(number * FILTERS)) for number in range(len(PLACES))]
            weight = [loaded(builder, weights, at) for at in starts]
            for total in totals:
                builder.store(ZERO, total)
            with each_window(builder, chosen) as (y, x):
                at = builder.add(_inside(builder, gradient, image, y, x), filters.index)
                given = copies(builder, gradient, at)
                at = place(builder, chosen, image, y, x, filters.index)
                which = builder.zext(builder.load(builder.gep(chosen.data, [at])), LONG)
                row = builder.add(builder.shl(y, LONG(1)), builder.lshr(which, LONG(1)))
                column = builder.add(builder.shl(x, LONG(1)), builder.and_(which, LONG(1)))
                corner = place(builder, images, image, row, column, zero)
                for (down, right), one, total in zip(places, weight, totals, strict=True):
                    at = builder.add(builder.add(corner, builder.mul(down, builder.mul(width, LONG(FILTERS)))), LONG(right))
                    builder.store(plus(builder, builder.load(total), given, loaded(builder, images, at)), total)
                    there = pointer(builder, image_sums, at)
                    builder.store(plus(builder, builder.load(there, align=4), given, one), there, align=4)
            for at, total in zip(starts, totals, strict=True):
                _add(builder, sums, at, builder.load(total))
        return context.get_dummy_value()

    return signature, generate
