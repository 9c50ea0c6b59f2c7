"""Where the numbers of `strided` stand: tables of places, for one shape of images.

A fine pixel lies in different places of its squares as its row and its column are odd or even. So growing has four phases, each
of which reads at most 2 x 2 coarse pixels. With few fine channels the four are computed together, as squares of 2 x 2 fine
pixels, because each would fill a small part of a register.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
AT_ONCE = 8  # pixels, or rows of the weights, that the instructions take
COLUMNS = 4  # of which they take multiples
LANES = 8  # numbers that are activated at once
GROUP = 32  # images that are computed together, and whose gradients of weights are one sum
TABLE = 4  # images that the tables cover
_FULL = 8  # channels that are worth a phase of their own
# By the size of the square: for an even row of fine pixels and an odd one, the first of the coarse rows y - 1, y, y + 1 that it
# reads, and its places in their squares.
_PHASES = {3: ((1, (1,)), (1, (2, 0))), 4: ((0, (3, 1)), (1, (2, 0)))}


class Shrinking(NamedTuple):
    """Where the numbers of images stand when they shrink.

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
    """Where the numbers of images stand when they grow.

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


def together(fine: int) -> bool:
    """Whether growing computes its four phases together."""
    return fine % _FULL != 0


@cache
def shrinking(height: int, width: int, coarse: int, fine: int, size: int) -> Shrinking:
    """For coarse images of this height and width, with so many channels."""
    images, rows, columns = np.ogrid[:TABLE, :height, :width]
    border = (2 * height + 2, (2 * width + 2) * fine)
    places = (images * border[0] + 2 * rows) * border[1] + 2 * columns * fine
    taps = np.arange(size)[:, None] * border[1] + np.arange(size * fine)
    weights = _stored(coarse, size, fine).reshape(coarse, -1).T
    return Shrinking(border, places.ravel(), np.arange(places.size) * coarse, taps.ravel(), np.ascontiguousarray(weights))


@cache
def growing(height: int, width: int, coarse: int, fine: int, size: int) -> Growing:
    """For coarse images of this height and width, with so many channels: four phases, or one of squares of 2 x 2 pixels."""
    beyond = together(fine)  # the squares begin one pixel before the images
    images, rows, columns = np.ogrid[:TABLE, : height + beyond, : width + beyond]
    border = (height + 2, (width + 2) * coarse)
    places = (images * border[0] + rows) * border[1] + columns * coarse
    sources = places[:, :height, :width].ravel() + border[1] + coarse
    stored = _stored(coarse, size, fine)
    if beyond:
        targets = np.arange(places.size) * 4 * fine
        parts = [[stored[:, i][:, :, j] for j in ([2, 0], [3, 1])] for i in ([2, 0], [3, 1])]  # (coarse, 2, 2, fine) each
        weights = np.stack([part for row in parts for part in row], axis=-2).transpose(1, 2, 0, 3, 4).reshape(-1, 4 * fine)
        phases = np.array([(0, 2, 2 * coarse, 0, 0)])
        return Growing(border, places.ravel(), targets, sources, phases, np.ascontiguousarray(weights))
    targets = ((images * 2 * height + 2 * rows) * 2 * width + 2 * columns) * fine
    apart, pieces, first = list[tuple[int, ...]](), list[Integers](), 0
    for y, (top, down) in enumerate(_PHASES[size]):
        for x, (left, right) in enumerate(_PHASES[size]):
            part = stored[:, down][:, :, right].transpose(1, 2, 0, 3).reshape(-1, fine)
            at, to = top * border[1] + left * coarse, (y * 2 * width + x) * fine
            apart.append((first, len(down), len(right) * coarse, at, to))
            pieces.append(part)
            first += len(part)
    return Growing(border, places.ravel(), targets.ravel(), sources, np.array(apart), np.concatenate(pieces))


def _stored(coarse: int, size: int, fine: int) -> Integers:
    """The numbers of weights in memory."""
    return np.arange(coarse * size * size * fine).reshape(coarse, size, size, fine)
