"""3x3 and 4x4 convolutions of stride 2, their transposes, and the gradients of both.

A coarse pixel (y, x) belongs to a square of k x k fine pixels (2y - 1 + i, 2x - 1 + j), i, j < k, k = 3 or 4:

    shrink:            coarse[y, x, c]  =  bias[c] + sum over i, j, f of  fine[2y - 1 + i, 2x - 1 + j, f] weight[c, i, j, f];
    grow:              fine[Y, X, f]    =  bias[f] + sum over c and the squares that hold (Y, X) of  coarse[y, x, c] weight[c, i, j, f];
    weight_gradient:   sum over the pixels of  fine[2y - 1 + i, 2x - 1 + j, f] coarse[y, x, c].

These are torch's `conv2d` and `conv_transpose2d` with stride 2 and padding 1, of images (n, height, width, channels). Shrinking
is the gradient of growing, and growing that of shrinking. oneDNN, which torch calls, is slow for 1 to 32 channels.

A fine pixel lies in different places of its squares as its row and its column are odd or even. So growing has four phases, each
of which reads at most 2 x 2 coarse pixels. With few fine channels the four are computed together, because each would fill a small
part of a register. Sums are split into groups of images that do not depend on the number of threads, and so neither do the
results.
"""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.kernels.compilation import simd_or_plain
from infoplane.estimators.kernels.threads import run_chunks

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
_GROUP = 32  # images that are computed together, and whose gradients of weights are one sum
_TABLE = 4  # images that the tables of places cover
_AT_ONCE = 8  # pixels that the instructions take
_COLUMNS = 4  # of which they take multiples
_FULL = 8  # channels that are worth a phase of their own
# By the size of the square: for an even row of fine pixels and an odd one, the first of the coarse rows y - 1, y, y + 1 that it
# reads, and its places in their squares.
_PHASES = {3: ((1, (1,)), (1, (2, 0))), 4: ((0, (3, 1)), (1, (2, 0)))}


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
    return height * width >= _AT_ONCE and channels % _COLUMNS == 0 and _loops() is not None


def _together(fine: int) -> bool:
    """Whether growing computes its four phases together."""
    return fine % _FULL != 0


def grows_to(fine: int, size: int) -> bool:
    """Whether images grow to so many channels by weights of this size."""
    return size == 4 or not _together(fine)


class Shrinking(NamedTuple):
    """Where the numbers of a group of images stand when they shrink, for one shape.

    Parameters
    ----------
    border : (int, int)
        Rows, and numbers in a row, of fine images with a border of zeros.
    places, targets : array of int
        Of every coarse pixel: the corner of its square in a fine image, and where its values go.
    taps : array of int
        The places of a square, from its corner.
    weights : array of shape (taps, coarse channels)
        Which weights they are multiplied by, of (coarse, size, size, fine) in memory.
    """

    border: tuple[int, int]
    places: Integers
    targets: Integers
    taps: Integers
    weights: Integers


class Growing(NamedTuple):
    """Where the numbers of a group of images stand when they grow, for one shape.

    Parameters
    ----------
    border : (int, int)
        Rows, and numbers in a row, of coarse images with a border of zeros.
    places, targets : array of int
        Of every coarse pixel, or of every square: the corner of its neighbours, and where the values of the first phase go.
    sources : array of int
        Where the coarse pixels are.
    phases : array of shape (phases, 5)
        As `strided_loops.grow` takes them.
    weights : array of shape (places, columns)
        Which weights the neighbours are multiplied by, of (coarse, size, size, fine) in memory: one phase after the other.
    """

    border: tuple[int, int]
    places: Integers
    targets: Integers
    sources: Integers
    phases: Integers
    weights: Integers


@cache
def _shrinking(height: int, width: int, coarse: int, fine: int, size: int) -> Shrinking:
    """For coarse images of this height and width, with so many channels."""
    images, rows, columns = np.ogrid[:_TABLE, :height, :width]
    border = (2 * height + 2, (2 * width + 2) * fine)
    places = (images * border[0] + 2 * rows) * border[1] + 2 * columns * fine
    taps = np.arange(size)[:, None] * border[1] + np.arange(size * fine)
    weights = _stored(coarse, size, fine).reshape(coarse, -1).T
    return Shrinking(border, places.ravel(), np.arange(places.size) * coarse, taps.ravel(), np.ascontiguousarray(weights))


@cache
def _growing(height: int, width: int, coarse: int, fine: int, size: int) -> Growing:
    """For coarse images of this height and width, with so many channels: four phases, or one of squares of 2 x 2 pixels."""
    beyond = _together(fine)  # the squares begin one pixel before the images
    images, rows, columns = np.ogrid[:_TABLE, : height + beyond, : width + beyond]
    border = (height + 2, (width + 2) * coarse)
    places = (images * border[0] + rows) * border[1] + columns * coarse
    sources = places[:, :height, :width].ravel() + border[1] + coarse
    stored = _stored(coarse, size, fine)
    if beyond:
        targets = np.arange(places.size) * 4 * fine
        parts = [[stored[:, i][:, :, j] for j in ([2, 0], [3, 1])] for i in ([2, 0], [3, 1])]  # (coarse, 2, 2, fine) each
        weights = np.stack([part for row in parts for part in row], axis=-2).transpose(1, 2, 0, 3, 4).reshape(-1, 4 * fine)
        phases = [(0, 2, 2 * coarse, 0, 0)]
        return Growing(border, places.ravel(), targets, sources, np.array(phases), np.ascontiguousarray(weights))
    targets = ((images * 2 * height + 2 * rows) * 2 * width + 2 * columns) * fine
    phases, weights, first = [], [], 0
    for y, (top, down) in enumerate(_PHASES[size]):
        for x, (left, right) in enumerate(_PHASES[size]):
            part = stored[:, down][:, :, right].transpose(1, 2, 0, 3).reshape(-1, fine)
            at, to = top * border[1] + left * coarse, (y * 2 * width + x) * fine
            phases.append((first, len(down), len(right) * coarse, at, to))
            weights.append(part)
            first += len(part)
    return Growing(border, places.ravel(), targets.ravel(), sources, np.array(phases), np.concatenate(weights))


def _stored(coarse: int, size: int, fine: int) -> Integers:
    """The numbers of weights in memory."""
    return np.arange(coarse * size * size * fine).reshape(coarse, size, size, fine)


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
    tables, loops = _shrinking(*shape[1:], channels, weight.shape[1]), _loops()
    kept, values = _kept(fine, tables.border, smooth), np.empty(shape, np.float32)
    given = _rows(fine), *kept, weight.reshape(-1)[tables.weights], bias, values.reshape(n, -1, shape[3])
    places = tables.places, tables.targets, weight.shape[1]
    run_chunks(lambda first, last: loops.shrink(*given, *places, first, last), n, _GROUP)
    return values, kept


def shrink_gradients(
    kept: Kept, gradient: Floats, weight: Floats, sides: tuple[int, int] | None
) -> tuple[Floats, Floats | None]:
    """Gradients of the weights, (size, size, fine, coarse), and of fine images, for that of the coarse ones.

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
    tables = _shrinking(*shape)
    sums = np.empty((-(-n // _GROUP), *tables.weights.shape), np.float32)
    given = kept.bordered, gradient.reshape(-1, coarse), sums, tables.places, tables.targets, tables.taps
    run_chunks(lambda first, last: loops.shrink_gradients(*given, first, last), n, _GROUP)
    found = sums.sum(0).reshape(size, size, fine, coarse)
    if sides is None:
        return found, None
    back, values = _growing(*shape), np.empty((n, *sides, fine), np.float32)
    wanted = _rows(gradient), kept.slopes, weight.reshape(-1)[back.weights], np.zeros(fine, np.float32), _rows(values)
    places = back.border, back.places, back.targets, back.phases, coarse
    run_chunks(lambda first, last: loops.grown_gradients(*wanted, *places, first, last), n, _GROUP)
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
    tables = _growing(height, width, channels, fine, weight.shape[1])
    kept, values = _kept(coarse, tables.border, smooth), np.empty((n, 2 * height, 2 * width, fine), np.float32)
    found = np.empty((n, height + 1, width + 1, 4 * fine), np.float32) if _together(fine) else values
    biases = np.tile(bias, 4) if _together(fine) else bias
    given = _rows(coarse), *kept, weight.reshape(-1)[tables.weights], biases, found.reshape(n, -1)
    places = tables.places, tables.targets, tables.phases, channels

    def part(first: int, last: int) -> None:
        loops.grow(*given, *places, first, last)
        if found is not values:
            loops.separate(found, values, first, last)

    run_chunks(part, n, _GROUP)
    return values, kept


def grow_gradients(kept: Kept, gradient: Floats, weight: Floats, of_images: bool) -> tuple[Floats, Floats | None]:
    """Gradients of the weights, (size, size, fine, coarse), and of coarse images if wanted, for that of the fine ones.

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
    tables, loops = _shrinking(height, width, coarse, fine, size), _loops()
    sums = np.empty((-(-n // _GROUP), *tables.weights.shape), np.float32)
    values = np.empty((n if of_images else 0, height, width, coarse), np.float32)
    weights, bias = weight.reshape(-1)[tables.weights], np.zeros(coarse, np.float32)
    given = _rows(gradient), *kept, weights, bias, values.reshape(len(values), height * width, coarse), sums
    sources = _growing(height, width, coarse, fine, size).sources
    places = tables.border, tables.places, tables.targets, sources, tables.taps, size
    run_chunks(lambda first, last: loops.grow_gradients(*given, *places, first, last), n, _GROUP)
    return sums.sum(0).reshape(size, size, fine, coarse), values if of_images else None
