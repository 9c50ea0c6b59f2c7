"""Sums of products over small squares of pixels, in vector instructions of LLVM: the inner loops of `strided`.

For eight pixels p at once, and a few columns c that fill one or two registers,

    values[target_p + c] = bias[c] + sum over i and t of  given[place_p + i step + t] weights[i, t, c],

where i counts rows of pixels, and t the numbers beside each other in a row: pixels, and channels within them. Weights are read
once for eight pixels, and the sums stay in registers. The gradient of the weights is the sum over pixels instead,

    sums[k, c] = sum over p of  given[place_p + tap_k] coarse[source_p + c],

for eight k at once, and the pixels of image after image. Each sum is added up in one order, whatever the width of registers.
Arrays are C-contiguous float32, and places int64.
"""

from collections.abc import Callable
from typing import Any

import llvmlite.binding
from llvmlite import ir
from numba import types
from numba.core.cgutils import alloca_once_value, for_range
from numba.extending import intrinsic

from infoplane.estimators.kernels.tree.simd_distances import splat

from .strided_tables import AT_ONCE
from .vectors import LONG, arrays, plus, pointer

WIDE = bool(llvmlite.binding.get_host_cpu_features().get("avx512f"))  # 32 registers of 16 numbers, else 16 registers of 8


def _vector(lanes: int) -> Any:
    return ir.VectorType(ir.FloatType(), lanes)


def _add_product(builder: Any, source: Any, at: Any, factors: list[Any], totals: list[Any], lanes: int) -> None:
    """Add source[at] times each vector of factors to its total."""
    number = splat(builder, builder.load(builder.gep(source, [at])), lanes)
    for factor, total in zip(factors, totals, strict=True):
        builder.store(plus(builder, builder.load(total), number, factor), total)


def _at_columns(builder: Any, array: Any, place: Any, lanes: int, count: int) -> list[Any]:
    """Pointers to some vectors beside each other."""
    return [pointer(builder, array, builder.add(place, LONG(lanes * one)), _vector(lanes)) for one in range(count)]


def _sums_of(lanes: int, count: int) -> Any:
    """The instructions for `count` registers of so many lanes."""

    @intrinsic
    def sums_of(typing_context, given, weights, bias, values, places, targets, first, column, rows, step, length, at, to):
        """Set the values of eight pixels, from the `first` on; places begin at `at`, and targets at `to`."""
        signature = types.void(given, weights, bias, values, places, targets, *(types.int64,) * 7)

        def generate(context, builder, signature, arguments):
            given, weights, bias, values, places, targets = arrays(context, builder, signature, arguments, 6)
            first, column, rows, step, length, at, to = arguments[6:]
            pixels = [builder.add(first, LONG(one)) for one in range(AT_ONCE)]
            starts = [builder.add(builder.load(builder.gep(places.data, [one])), at) for one in pixels]
            sources = [builder.gep(given.data, [start]) for start in starts]
            added = [builder.load(one, align=4) for one in _at_columns(builder, bias, column, lanes, count)]
            totals = [[alloca_once_value(builder, one) for one in added] for _ in pixels]
            width, weight = builder.extract_value(weights.shape, 1), alloca_once_value(builder, column)

            with for_range(builder, rows) as row:
                start = builder.mul(row.index, step)
                with for_range(builder, length) as number:
                    here, moved = builder.load(weight), builder.add(start, number.index)
                    factors = [builder.load(one, align=4) for one in _at_columns(builder, weights, here, lanes, count)]
                    for source, total in zip(sources, totals, strict=True):
                        _add_product(builder, source, moved, factors, total, lanes)
                    builder.store(builder.add(here, width), weight)
            for one, total in zip(pixels, totals, strict=True):
                target = builder.add(builder.add(builder.load(builder.gep(targets.data, [one])), to), column)
                for value, where in zip(total, _at_columns(builder, values, target, lanes, count), strict=True):
                    builder.store(builder.load(value), where, align=4)
            return context.get_dummy_value()

        return signature, generate

    return sums_of


def _gradients_of(lanes: int, count: int) -> Any:
    """The instructions for `count` registers of so many lanes."""

    @intrinsic
    def gradients_of(typing_context, given, coarse, sums, places, sources, taps, tap, column, width, images, size, at, of, to):
        """Set eight rows of the sums, from `tap` on, over so many images of `size` pixels.

        The sums have so many columns as `width` says, and begin at `to`. `at` and `of` say where each image begins: the number
        of the first, and how many numbers lie between two.
        """
        signature = types.void(given, coarse, sums, places, sources, taps, *(types.int64,) * 5, at, of, types.int64)

        def generate(context, builder, signature, arguments):
            given, coarse, sums, places, sources, taps = arrays(context, builder, signature, arguments, 6)
            tap, column, width, images, size, at, of, to = arguments[6:]
            (start, each), (source, each_source) = ([builder.extract_value(pair, one) for one in range(2)] for pair in (at, of))
            rows = [builder.add(tap, LONG(one)) for one in range(AT_ONCE)]
            moves = [builder.load(builder.gep(taps.data, [one])) for one in rows]
            zero = ir.Constant(_vector(lanes), [0.0] * lanes)
            totals = [[alloca_once_value(builder, zero) for _ in range(count)] for _ in rows]

            with for_range(builder, images) as image:
                here = builder.gep(given.data, [builder.add(start, builder.mul(image.index, each))])
                there = builder.add(builder.add(source, column), builder.mul(image.index, each_source))
                with for_range(builder, size) as pixel:
                    place = builder.add(there, builder.load(builder.gep(sources.data, [pixel.index])))
                    factors = [builder.load(one, align=4) for one in _at_columns(builder, coarse, place, lanes, count)]
                    square = builder.gep(here, [builder.load(builder.gep(places.data, [pixel.index]))])
                    for move, total in zip(moves, totals, strict=True):
                        _add_product(builder, square, move, factors, total, lanes)
            for one, total in zip(rows, totals, strict=True):
                target = builder.add(builder.add(to, builder.mul(one, width)), column)
                for value, where in zip(total, _at_columns(builder, sums, target, lanes, count), strict=True):
                    builder.store(builder.load(value), where, align=4)
            return context.get_dummy_value()

        return signature, generate

    return gradients_of


def _widths(of: Callable[[int, int], Any]) -> list[Any]:
    """The instructions for 4, 8, 16 and 32 columns."""
    return [of(4, 1), of(8, 1), of(16, 1), of(16, 2)]


sums_4, sums_8, sums_16, sums_32 = _widths(_sums_of)
gradients_4, gradients_8, gradients_16, gradients_32 = _widths(_gradients_of)
