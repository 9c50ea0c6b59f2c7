"""3x3 and 4x4 convolutions of stride 2, their transposes, and the gradients of both.

A coarse pixel (y, x) belongs to a square of k x k fine pixels (2y - 1 + i, 2x - 1 + j), i, j < k, k = 3 or 4:

    shrink:   coarse[y, x, c] = bias[c] + sum over i, j, f of  fine[2y - 1 + i, 2x - 1 + j, f] weight[c, i, j, f];
    grow:     fine[Y, X, f] = bias[f] + sum of  coarse[y, x, c] weight[c, i, j, f]
                                        over c and all y, x, i, j with 2y - 1 + i = Y, 2x - 1 + j = X.

These are torch's `conv2d` and `conv_transpose2d` with stride 2 and padding 1, of images (n, height, width, channels). Shrinking
is the gradient of growing, and growing that of shrinking. oneDNN, which torch calls, is slow for 1 to 32 channels.

The weights of both are multiplied by what `products` calls coarse pixels, eight at once. Sums are split into groups of images
that do not depend on the number of threads, and so neither do the results.
"""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.kernels.compilation import simd_or_plain
from infoplane.estimators.kernels.threads import run_chunks

from .strided_tables import AT_ONCE, COLUMNS, GROUP, LANES, growing, shrinking, together

Floats = NDArray[np.float32]


def _simd() -> Any:
    from . import strided_loops

    strided_loops.try_all()
    return strided_loops


@cache
def _loops() -> Any:
    """The compiled loops, when they are first asked for; None where they do not compile."""
    return simd_or_plain("strided convolutions", _simd, None)


def available(height: int, width: int, channels: int) -> bool:
    """Whether coarse images of this shape are taken, and the instructions compile here."""
    return height * width >= AT_ONCE and channels % COLUMNS == 0 and _loops() is not None


def activates(channels: int) -> bool:
    """Whether images of so many channels can be activated first."""
    return channels % LANES == 0


def grows_to(fine: int, size: int) -> bool:
    """Whether images grow to so many channels by weights of this size."""
    return size == 4 or not together(fine)


class Kept(NamedTuple):
    """What gradients need: the images that a layer was given, with a border, and their slopes if it activates them.

    Parameters
    ----------
    bordered : array of shape (n, rows, numbers)
    slopes : array of shape (n, height, numbers), or (0, 0, 0)
    """

    bordered: Floats
    slopes: Floats


def _kept(images: Floats, border: tuple[int, int], smooth: bool) -> Kept:
    """Room for it."""
    shape = (*images.shape[:2], images[0, 0].size) if smooth else (0, 0, 0)
    return Kept(np.empty((len(images), *border), np.float32), np.empty(shape, np.float32))


def _rows(images: Floats) -> Floats:
    """Images (n, height, width, channels) as rows of numbers."""
    return images.reshape(*images.shape[:2], -1)


def _weights(sums: Floats, weight: Floats) -> Floats:
    """The gradient of weights, from the sums (groups, taps, coarse)."""
    return np.ascontiguousarray(sums.sum(0).T).reshape(weight.shape)


def shrink(fine: Floats, weight: Floats, bias: Floats, smooth: bool = False) -> tuple[Floats, Kept]:
    """Coarse images (n, height / 2, width / 2, coarse), rounded upwards, of fine ones (n, height, width, fine).

    Parameters
    ----------
    weight : array of shape (coarse, size, size, fine)
    bias : array of shape (coarse,)
        All arrays are C-contiguous.
    smooth : bool
        Whether the images are activated first (`smooth.activated`); the channels are then a multiple of eight.
    """
    n, height, width, channels = fine.shape
    shape = n, -(-height // 2), -(-width // 2), len(weight)
    tables, loops = shrinking(*shape[1:], channels, weight.shape[1]), _loops()
    kept, values = _kept(fine, tables.border, smooth), np.empty(shape, np.float32)
    given = _rows(fine), *kept, weight.reshape(-1)[tables.weights], bias, values.reshape(n, -1, shape[3])
    places = tables.places, tables.targets, weight.shape[1]
    run_chunks(lambda first, last: loops.shrink(*given, *places, first, last), n, GROUP)
    return values, kept


def shrink_gradients(
    kept: Kept, gradient: Floats, weight: Floats, sides: tuple[int, int] | None
) -> tuple[Floats, Floats | None]:
    """Gradients of the weights, and of fine images, for that of the coarse ones.

    Parameters
    ----------
    kept : Kept
        What `shrink` kept.
    gradient : array of shape (n, height / 2, width / 2, coarse)
    weight : array of shape (coarse, size, size, fine)
    sides : (int, int)
        Height and width of the fine images; None if their gradient is not wanted.
    """
    coarse, size, _, fine = weight.shape
    n, shape, loops = len(gradient), (*gradient.shape[1:], fine, size), _loops()
    tables = shrinking(*shape)
    sums = np.empty((-(-n // GROUP), *tables.weights.shape), np.float32)
    given = kept.bordered, gradient.reshape(-1, coarse), sums, tables.places, tables.targets, tables.taps
    run_chunks(lambda first, last: loops.shrink_gradients(*given, first, last), n, GROUP)
    found = _weights(sums, weight)
    if sides is None:
        return found, None
    back, values = growing(*shape), np.empty((n, *sides, fine), np.float32)
    wanted = _rows(gradient), kept.slopes, weight.reshape(-1)[back.weights], np.zeros(fine, np.float32), _rows(values)
    places = back.border, back.places, back.targets, back.phases, coarse
    run_chunks(lambda first, last: loops.grown_gradients(*wanted, *places, first, last), n, GROUP)
    return found, values


def grow(coarse: Floats, weight: Floats, bias: Floats, smooth: bool = False) -> tuple[Floats, Kept]:
    """Fine images (n, 2 height, 2 width, fine) of coarse ones (n, height, width, coarse).

    Parameters
    ----------
    weight : array of shape (coarse, size, size, fine)
    bias : array of shape (fine,)
        All arrays are C-contiguous.
    smooth : bool
        Whether the images are activated first (`smooth.activated`); the channels are then a multiple of eight.
    """
    n, height, width, channels = coarse.shape
    fine, loops = weight.shape[3], _loops()
    tables = growing(height, width, channels, fine, weight.shape[1])
    kept, values = _kept(coarse, tables.border, smooth), np.empty((n, 2 * height, 2 * width, fine), np.float32)
    found = np.empty((n, height + 1, width + 1, 4 * fine), np.float32) if together(fine) else values
    biases = np.tile(bias, 4) if together(fine) else bias
    given = _rows(coarse), *kept, weight.reshape(-1)[tables.weights], biases, found.reshape(n, -1)
    places = tables.places, tables.targets, tables.phases, channels

    def part(first: int, last: int) -> None:
        loops.grow(*given, *places, first, last)
        if found is not values:
            loops.separate(found, values, first, last)

    run_chunks(part, n, GROUP)
    return values, kept


def grow_gradients(kept: Kept, gradient: Floats, weight: Floats, of_images: bool) -> tuple[Floats, Floats | None]:
    """Gradients of the weights, and of coarse images if wanted, for that of the fine ones.

    Parameters
    ----------
    kept : Kept
        What `grow` kept.
    gradient : array of shape (n, 2 height, 2 width, fine)
    weight : array of shape (coarse, size, size, fine)
    of_images : bool
    """
    coarse, size, _, fine = weight.shape
    n, height, width = len(gradient), gradient.shape[1] // 2, gradient.shape[2] // 2
    tables, loops = shrinking(height, width, coarse, fine, size), _loops()
    sums = np.empty((-(-n // GROUP), *tables.weights.shape), np.float32)
    values = np.empty((n if of_images else 0, height, width, coarse), np.float32)
    weights, bias = weight.reshape(-1)[tables.weights], np.zeros(coarse, np.float32)
    given = _rows(gradient), *kept, weights, bias, values.reshape(len(values), height * width, coarse), sums
    sources = growing(height, width, coarse, fine, size).sources
    places = tables.border, (tables.places, tables.targets, sources, tables.taps), size
    run_chunks(lambda first, last: loops.grow_gradients(*given, *places, first, last), n, GROUP)
    return _weights(sums, weight), values if of_images else None
