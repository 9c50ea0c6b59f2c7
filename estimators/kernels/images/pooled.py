"""3x3 convolutions of eight filters, each followed by a 2x2 maximum and a leaky rectifier, and their gradients.

    value[n, y, x, f] = l(max over the pixels p of the window (y, x) of a_pf),

with l and a_pf as `windows` defines them; the values of a layer are the images of the next. oneDNN, which torch calls, leaves
half of its registers empty with eight filters, and takes the gradients of all pixels, of which three in four are zero. All
layers take a part of the images before the next part, whose values then stay in the cache of the processor, and have the
border that the next layer needs. The parts do not depend on the number of threads, and so neither do the sums over them.
"""

from functools import cache
from itertools import pairwise
from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.kernels.compilation import simd_or_plain
from infoplane.estimators.kernels.images import FILTERS
from infoplane.estimators.kernels.threads import run_chunks

Floats = NDArray[np.float32]
_MOST_PARTS, _IMAGES = 32, 32  # images of a part, unless there would be more parts
_LINE = 16  # numbers of a line of the cache


def _simd() -> Any:
    from . import loops

    loops.try_all()
    return loops


@cache
def _loops() -> Any:
    """The compiled loops, when they are first asked for; None where they do not compile."""
    return simd_or_plain("pooled convolutions", _simd, None)


def available() -> bool:
    """Whether the instructions compile here."""
    return _loops() is not None


class Pooled(NamedTuple):
    """The values of every layer, and what their gradients need. Arrays are C-contiguous.

    Parameters
    ----------
    images : list of array of shape (n, height + 2, width + 2, channels)
        The images of every layer with a border of zeros, and the values of the last.
    chosen : list of array of shape (n, height / 2, width / 2, 8)
        The number of the largest pixel of every window.
    weights : list of array of shape (8, 3, 3, channels)
    slope : float
    """

    images: list[Floats]
    chosen: list[NDArray[np.int8]]
    weights: list[Floats]
    slope: np.float32

    @property
    def values(self) -> Floats:
        """Those of the last layer, (n, height, width, 8)."""
        return self.images[-1][:, 1:-1, 1:-1]

    def gradients(self, gradient: Floats) -> tuple[list[Floats], list[Floats], Floats | None]:
        """Gradients of the weights (8, channels, 3, 3) and of the bias of every layer, and of images of eight channels.

        Parameters
        ----------
        gradient : array of shape (n, height + 2, width + 2, 8)
            That of the values, with a border, whose content does not count. C-contiguous; it is changed.
        """
        parts, loops = _parts(len(gradient)), _loops()
        eight = [images.shape[-1] == FILTERS for images in self.images[:-1]]
        shapes = [(images.shape[-1], 3, 3, FILTERS) for images in self.images[:-1]]  # filters last, or channels if eight
        of_weights = [np.zeros((len(parts), *shape), np.float32) for shape in shapes]
        of_bias = np.zeros((len(shapes), len(parts), FILTERS), np.float32)
        of_images = np.zeros_like(self.images[0]) if eight[0] else None

        def add(first: int, last: int) -> None:
            for part in range(first, last):
                rows = parts[part]
                given = gradient[rows]
                for layer in reversed(range(len(shapes))):
                    images, values = self.images[layer][rows], self.images[layer + 1][rows]
                    known = images, values, self.chosen[layer][rows], given, self.slope
                    sums = of_weights[layer][part], of_bias[layer, part]
                    if eight[layer]:
                        given = _zeros(images.shape) if layer or of_images is None else of_images[rows]
                        loops.gradients(*known, *sums, self.weights[layer], given)
                    else:
                        loops.weight_gradients(*known, *sums)

        run_chunks(add, len(parts))
        sums = (one.sum(0) for one in of_weights)
        back = [one.transpose((0, 3, 1, 2) if last else (3, 0, 1, 2)) for one, last in zip(sums, eight, strict=True)]
        return back, list(of_bias.sum(1)), None if of_images is None else of_images[:, 1:-1, 1:-1]


def pooled(images: Floats, weights: list[Floats], biases: list[Floats], slope: float) -> Pooled:
    """The values of images (n, height + 2, width + 2, channels) with a border of zeros.

    Height and width without the border can be halved once for every layer. The weights of layers are (8, channels, 3, 3).
    """
    n, height, width = len(images), images.shape[1] - 2, images.shape[2] - 2
    turned = [one.transpose(0, 2, 3, 1).copy() for one in weights]  # the weights may change before gradients are taken
    found = Pooled([images], [], turned, np.float32(slope))
    for _ in weights:
        height, width = height // 2, width // 2
        found.images.append(_aligned((n, height + 2, width + 2, FILTERS)))
        found.chosen.append(np.empty((n, height, width, FILTERS), np.int8))
    filters = [np.ascontiguousarray(one.transpose(1, 2, 3, 0)) for one in weights]
    parts, loops = _parts(n), _loops()

    def pool(first: int, last: int) -> None:
        for rows in parts[first:last]:
            for layer, (weight, bias) in enumerate(zip(filters, biases, strict=True)):
                before, values = found.images[layer][rows], found.images[layer + 1][rows]
                loops.pool(before, weight, bias, values, found.chosen[layer][rows], found.slope)

    run_chunks(pool, len(parts))
    return found


def _aligned(shape: tuple[int, ...]) -> Floats:
    """An empty array that begins at a line of the cache, so that no pixel of eight channels lies in two."""
    size = prod(shape)
    memory = np.empty(size + _LINE, np.float32)
    first = -memory.__array_interface__["data"][0] // memory.itemsize % _LINE
    return memory[first : first + size].reshape(shape)


def _zeros(shape: tuple[int, ...]) -> Floats:
    found = _aligned(shape)
    found[:] = 0
    return found


def _parts(n: int) -> list[slice]:
    """Slices of n images, which do not depend on the number of threads."""
    bounds = np.linspace(0, n, max(1, min(_MOST_PARTS, n // _IMAGES)) + 1).astype(int).tolist()
    return [slice(*pair) for pair in pairwise(bounds)]
