"""Emit instructions of LLVM on the eight filters of a pixel, which one register holds. Nothing here computes.

Arrays are C-contiguous; a pixel of eight channels is a vector of eight floats.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from llvmlite import ir
from numba.core.cgutils import for_range

from infoplane.estimators.kernels.images import FILTERS
from infoplane.estimators.kernels.tree.simd_distances import splat

LONG, BYTE = ir.IntType(64), ir.IntType(8)
VECTOR, BYTES = ir.VectorType(ir.FloatType(), FILTERS), ir.VectorType(BYTE, FILTERS)
ZERO = ir.Constant(VECTOR, [0.0] * FILTERS)
PIXELS = [(row, column) for row in range(2) for column in range(2)]  # of a window
PLACES = [(row, column) for row in range(3) for column in range(3)]  # of a filter
_FUSED = ("contract",)


def arrays(context: Any, builder: Any, signature: Any, arguments: Any, count: int) -> list[Any]:
    """The first arguments, which are arrays."""
    given = zip(signature.args[:count], arguments[:count], strict=True)
    return [context.make_array(kind)(context, builder, one) for kind, one in given]


def extent(builder: Any, array: Any, axis: int) -> Any:
    """The length of an axis."""
    return builder.extract_value(array.shape, axis)


def place(builder: Any, array: Any, *index: Any) -> Any:
    """Where an element stands in an array."""
    found = index[0]
    for axis, one in enumerate(index[1:], 1):
        found = builder.add(builder.mul(found, extent(builder, array, axis)), one)
    return found


def pointer(builder: Any, array: Any, at: Any, kind: Any = VECTOR) -> Any:
    """A pointer to a vector that begins at a place of an array."""
    return builder.bitcast(builder.gep(array.data, [at]), kind.as_pointer())


def loaded(builder: Any, array: Any, at: Any) -> Any:
    """The vector that begins at a place of an array."""
    return builder.load(pointer(builder, array, at), align=4)


def copies(builder: Any, array: Any, at: Any) -> Any:
    """A vector of copies of one element of an array."""
    return splat(builder, builder.load(builder.gep(array.data, [at])), FILTERS)


def plus(builder: Any, total: Any, a: Any, b: Any) -> Any:
    """total + a b."""
    return builder.fadd(total, builder.fmul(a, b, flags=_FUSED), flags=_FUSED)


def patch(builder: Any, images: Any, corner: tuple[Any, Any, Any], columns: int) -> dict[tuple[int, int], Any]:
    """Places of the first channel of four rows of pixels; `corner` is the image, and the window (y, x) that begins there."""
    image, y, x = corner
    first = place(builder, images, image, builder.shl(y, LONG(1)), builder.shl(x, LONG(1)), LONG(0))
    width, channels = (extent(builder, images, axis) for axis in (2, 3))
    found = {}
    for row in range(4):
        start = builder.add(first, builder.mul(LONG(row), builder.mul(width, channels)))
        for column in range(columns):
            found[row, column] = builder.add(start, builder.mul(LONG(column), channels))
    return found


@contextmanager
def each_window(builder: Any, chosen: Any) -> Iterator[tuple[Any, Any]]:
    """Loops over the windows (y, x) of an image."""
    with for_range(builder, extent(builder, chosen, 1)) as rows, for_range(builder, extent(builder, chosen, 2)) as columns:
        yield rows.index, columns.index
