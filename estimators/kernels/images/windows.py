"""Windows of two by two pixels under 3x3 convolutions of eight filters, in vector instructions of LLVM.

An image has a border of one pixel, so the window (y, x) depends on the 4x4 patch of the image at (2y, 2x). For pixel p of the
window and filter f,

    a_pf = sum over k and c of  weight[k, c, f] patch[p + k, c],    k the nine places of a filter, c the channels.

The value of the window is l(max over p of a_pf + bias_f), with the leaky rectifier l(a) = a for a > 0, and slope times a
otherwise. So only the largest pixel has a gradient. A register holds the eight filters of a pixel.

Arrays are C-contiguous float32: images (n, height + 2, width + 2, channels), weights (3, 3, channels, 8), and the values of
windows (n, height / 2, width / 2, 8), beside which stands the number p of the largest pixel, int8.
"""

import itertools
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from infoplane.estimators.kernels.tree.simd_boxes import splat

FILTERS = 8
_LONG, _BYTE = ir.IntType(64), ir.IntType(8)
_VECTOR, _BYTES = ir.VectorType(ir.FloatType(), FILTERS), ir.VectorType(_BYTE, FILTERS)
_FUSED = ("contract",)
_PIXELS = [(row, column) for row in range(2) for column in range(2)]
_PLACES = [(row, column) for row in range(3) for column in range(3)]
_ZERO = ir.Constant(_VECTOR, [0.0] * FILTERS)


# These functions emit instructions by an llvmlite builder; they compute nothing themselves.


def _arrays(context: Any, builder: Any, signature: Any, arguments: Any, count: int) -> list[Any]:
    """The first arguments, which are arrays."""
    given = zip(signature.args[:count], arguments[:count], strict=True)
    return [context.make_array(kind)(context, builder, one) for kind, one in given]


def _place(builder: Any, array: Any, *index: Any) -> Any:
    """Where an element stands in a contiguous array."""
    place = index[0]
    for axis, one in enumerate(index[1:], 1):
        place = builder.add(builder.mul(place, builder.extract_value(array.shape, axis)), one)
    return place


def _pointer(builder: Any, array: Any, place: Any, kind: Any = _VECTOR) -> Any:
    return builder.bitcast(builder.gep(array.data, [place]), kind.as_pointer())


def _plus(builder: Any, total: Any, a: Any, b: Any) -> Any:
    """total + a b."""
    return builder.fadd(total, builder.fmul(a, b, flags=_FUSED), flags=_FUSED)


def _patch(builder: Any, images: Any, image: Any, y: Any, x: Any) -> dict[tuple[int, int], Any]:
    """The places of the first channel of the 4x4 pixels that a window depends on."""
    corner = _place(builder, images, image, builder.shl(y, _LONG(1)), builder.shl(x, _LONG(1)), _LONG(0))
    width, channels = (builder.extract_value(images.shape, axis) for axis in (2, 3))
    steps = {
        (row, column): builder.mul(builder.add(builder.mul(_LONG(row), width), _LONG(column)), channels)
        for row, column in itertools.product(range(4), repeat=2)
    }
    return {pixel: builder.add(corner, step) for pixel, step in steps.items()}


def _over_channels(builder: Any, channels: Any, emit: Any) -> None:
    """Emit a loop over the channels, of which there is at least one."""
    with builder.goto_entry_block():
        count = builder.alloca(_LONG)
    builder.store(_LONG(0), count)
    body, done = builder.append_basic_block(), builder.append_basic_block()
    builder.branch(body)
    builder.position_at_end(body)
    channel = builder.load(count)
    emit(channel)
    following = builder.add(channel, _LONG(1))
    builder.store(following, count)
    builder.cbranch(builder.icmp_signed("<", following, channels), body, done)
    builder.position_at_end(done)


def _filters(builder: Any, weights: Any, channel: Any) -> list[Any]:
    """Pointers to the eight filters of a channel, for each of their nine places."""
    zero = _LONG(0)
    return [
        _pointer(builder, weights, _place(builder, weights, _LONG(row), _LONG(column), channel, zero))
        for row, column in _PLACES
    ]


def _pixel(builder: Any, images: Any, place: Any, channel: Any) -> Any:
    return splat(builder, builder.load(builder.gep(images.data, [builder.add(place, channel)])), FILTERS)


@intrinsic
def largest(typing_context, images, weights, bias, slope, values, chosen, image, y, x):
    """Set the values of the window (y, x) of an image, and which pixels were the largest; the first of equal ones.

    `slope` has one element for each filter, as `bias` has.
    """
    long = types.int64
    signature = types.void(images, weights, bias, slope, values, chosen, long, long, long)

    def generate(context, builder, signature, arguments):
        images, weights, bias, slope, values, chosen = _arrays(context, builder, signature, arguments, 6)
        image, y, x = arguments[6:]
        patch = _patch(builder, images, image, y, x)
        with builder.goto_entry_block():
            sums = [builder.alloca(_VECTOR) for _ in _PIXELS]
        for total in sums:
            builder.store(_ZERO, total)

        def emit(channel):
            filters = [builder.load(pointer, align=4) for pointer in _filters(builder, weights, channel)]
            pixels = {at: _pixel(builder, images, place, channel) for at, place in patch.items()}
            for (row, column), total in zip(_PIXELS, sums, strict=True):
                part = _ZERO  # a sum of its own, so that channels need not wait for each other
                for (down, right), one in zip(_PLACES, filters, strict=True):
                    part = _plus(builder, part, pixels[row + down, column + right], one)
                builder.store(builder.fadd(builder.load(total), part), total)

        _over_channels(builder, builder.extract_value(images.shape, 3), emit)
        best, which = builder.load(sums[0]), ir.Constant(_BYTES, [0] * FILTERS)
        for number, total in enumerate(sums[1:], 1):
            value = builder.load(total)
            better = builder.or_(builder.fcmp_ordered(">", value, best), builder.fcmp_unordered("uno", value, value))
            best = builder.select(better, value, best)
            which = builder.select(better, ir.Constant(_BYTES, [number] * FILTERS), which)
        place = _place(builder, values, image, y, x, _LONG(0))
        added, factor = (builder.load(_pointer(builder, one, _LONG(0)), align=4) for one in (bias, slope))
        best = builder.fadd(best, added)
        positive = builder.fcmp_ordered(">", best, _ZERO)
        best = builder.select(positive, best, builder.fmul(best, factor))
        builder.store(best, _pointer(builder, values, place), align=4)
        builder.store(which, _pointer(builder, chosen, place, _BYTES), align=1)
        return context.get_dummy_value()

    return signature, generate


@intrinsic
def add_to_weights(typing_context, images, sums, gradient, chosen, image, y, x):
    """Add what a window gives to the gradient of the weights, `sums`, for the gradient of its values."""
    long = types.int64
    signature = types.void(images, sums, gradient, chosen, long, long, long)

    def generate(context, builder, signature, arguments):
        images, sums, gradient, chosen = _arrays(context, builder, signature, arguments, 4)
        image, y, x = arguments[4:]
        patch = _patch(builder, images, image, y, x)
        place = _place(builder, gradient, image, y, x, _LONG(0))
        given = builder.load(_pointer(builder, gradient, place), align=4)
        which = builder.load(_pointer(builder, chosen, place, _BYTES), align=1)
        numbers = (ir.Constant(_BYTES, [number] * FILTERS) for number in range(len(_PIXELS)))
        parts = [builder.select(builder.icmp_signed("==", which, number), given, _ZERO) for number in numbers]

        def emit(channel):
            pixels = {at: _pixel(builder, images, place, channel) for at, place in patch.items()}
            for (down, right), pointer in zip(_PLACES, _filters(builder, sums, channel), strict=True):
                total = _ZERO
                for (row, column), part in zip(_PIXELS, parts, strict=True):
                    total = _plus(builder, total, pixels[row + down, column + right], part)
                builder.store(builder.fadd(builder.load(pointer, align=4), total), pointer, align=4)

        _over_channels(builder, builder.extract_value(images.shape, 3), emit)
        return context.get_dummy_value()

    return signature, generate


@intrinsic
def add_to_images(typing_context, sums, turned, gradient, chosen, image, y, x):
    """Add what a window gives to the gradient of images of eight channels, `sums`, for the gradient of its values.

    The weights are `turned`: (3, 3, 8 filters, 8 channels).
    """
    long = types.int64
    signature = types.void(sums, turned, gradient, chosen, long, long, long)

    def generate(context, builder, signature, arguments):
        sums, turned, gradient, chosen = _arrays(context, builder, signature, arguments, 4)
        image, y, x = arguments[4:]
        patch = _patch(builder, sums, image, y, x)
        row_step = builder.sub(patch[1, 0], patch[0, 0])
        place = _place(builder, gradient, image, y, x, _LONG(0))
        for number in range(FILTERS):
            at = builder.add(place, _LONG(number))
            given = splat(builder, builder.load(builder.gep(gradient.data, [at])), FILTERS)
            which = builder.zext(builder.load(builder.gep(chosen.data, [at])), _LONG)
            down, right = builder.lshr(which, _LONG(1)), builder.and_(which, _LONG(1))
            moved = builder.add(builder.mul(down, row_step), builder.mul(right, _LONG(FILTERS)))
            for pixel, one in zip(_PLACES, _filters(builder, turned, _LONG(number)), strict=True):
                pointer = _pointer(builder, sums, builder.add(patch[pixel], moved))
                more = _plus(builder, builder.load(pointer, align=4), given, builder.load(one, align=4))
                builder.store(more, pointer, align=4)
        return context.get_dummy_value()

    return signature, generate
