"""Windows of two by two pixels under 3x3 convolutions of eight filters, in vector instructions of LLVM.

An image has a border of one pixel, so the window (y, x) depends on the 4x4 patch of the image at (2y, 2x). For pixel p of the
window and filter f,

    a_pf = bias[f] + sum over c and k of  weight[c, k, f] patch[p + k, c],    c the channels, k the nine places of a filter.

The value of the window is l(max over p of a_pf), with the leaky rectifier l(a) = a for a > 0, and slope times a otherwise. So
only the largest pixel has a gradient (`window_gradients`).

Arrays are C-contiguous float32: images (n, height + 2, width + 2, channels), weights (channels, 3, 3, 8), and the values of
windows (n, height / 2 + 2, width / 2 + 2, 8), which have a border too, beside which stands the number p of the largest pixel,
int8, (n, height / 2, width / 2, 8).
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
    extent,
    loaded,
    patch,
    place,
    plus,
    pointer,
)

# These functions emit instructions by an llvmlite builder; they compute nothing themselves.


def _sums(builder: Any, images: Any, weights: Any, bias: Any, corner: tuple[Any, Any, Any], windows: int) -> list[list[Any]]:
    """a_p of neighbouring windows of a row, as vectors of filters: one list for each window."""
    places = patch(builder, images, corner, 2 * windows + 2)
    start = loaded(builder, bias, LONG(0))
    totals = {(row, column): alloca_once_value(builder, start) for row in range(2) for column in range(2 * windows)}
    with for_range(builder, extent(builder, images, 3)) as channels:
        filters = place(builder, weights, channels.index, LONG(0), LONG(0), LONG(0))
        pixels = {at: copies(builder, images, builder.add(one, channels.index)) for at, one in places.items()}
        sums = {at: builder.load(total) for at, total in totals.items()}
        for number, (down, right) in enumerate(PLACES):
            one = loaded(builder, weights, builder.add(filters, LONG(number * FILTERS)))
            sums = {
                (row, column): plus(builder, total, pixels[row + down, column + right], one)
                for (row, column), total in sums.items()
            }
        for at, total in totals.items():
            builder.store(sums[at], total)
    return [[builder.load(totals[row, 2 * number + column]) for row, column in PIXELS] for number in range(windows)]


def _largest(builder: Any, sums: list[Any]) -> tuple[Any, Any]:
    """The largest of vectors, element by element, and the number of it; the first of equal ones."""
    best, which = sums[0], ir.Constant(BYTES, [0] * FILTERS)
    for number, value in enumerate(sums[1:], 1):
        better = builder.or_(builder.fcmp_ordered(">", value, best), builder.fcmp_unordered("uno", value, value))
        best = builder.select(better, value, best)
        which = builder.select(better, ir.Constant(BYTES, [number] * FILTERS), which)
    return best, which


@intrinsic
def pool_row(typing_context, images, weights, bias, values, chosen, slope, image, y):
    """Set the values of row y of the windows of an image, and which pixels were the largest; the first of equal ones."""
    signature = types.void(images, weights, bias, values, chosen, slope, types.int64, types.int64)

    def generate(context, builder, signature, arguments):
        images, weights, bias, values, chosen = arrays(context, builder, signature, arguments, 5)
        slope, image, y = arguments[5:]
        factor = splat(builder, slope, FILTERS)

        def emit(x, windows):
            """Two windows at a time: their eight sums keep a processor busy that takes four steps for a sum."""
            for number, sums in enumerate(_sums(builder, images, weights, bias, (image, y, x), windows)):
                best, which = _largest(builder, sums)
                best = builder.select(builder.fcmp_ordered(">", best, ZERO), best, builder.fmul(best, factor))
                column = builder.add(x, LONG(number))
                inside = place(builder, values, image, builder.add(y, LONG(1)), builder.add(column, LONG(1)), LONG(0))
                builder.store(best, pointer(builder, values, inside), align=4)
                outside = place(builder, chosen, image, y, column, LONG(0))
                builder.store(which, pointer(builder, chosen, outside, BYTES), align=1)

        width = extent(builder, chosen, 2)
        with for_range(builder, builder.lshr(width, LONG(1))) as pairs:
            emit(builder.shl(pairs.index, LONG(1)), 2)
        with builder.if_then(builder.trunc(width, ir.IntType(1))):
            emit(builder.sub(width, LONG(1)), 1)
        return context.get_dummy_value()

    return signature, generate
