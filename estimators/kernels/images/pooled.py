"""3x3 convolutions of eight filters, each followed by a 2x2 maximum and a leaky rectifier, and their gradients.

    value[n, y, x, f] = l(bias[f] + max over the pixels p of the window (y, x) of a_pf),

with l and a_pf as `windows` defines them. oneDNN, which torch calls, leaves half of its registers empty with eight filters, and
takes the gradients of all pixels, of which three in four are zero. Sums are split into parts that do not depend on the number
of threads, and so neither do the results.
"""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.kernels.compilation import simd_or_plain
from infoplane.estimators.kernels.threads import run_chunks

Floats = NDArray[np.float32]
_PARTS = 32  # of the images, whose gradients of the weights are summed apart


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
    """Values (n, height / 2, width / 2, 8), and what their gradients need. Arrays are C-contiguous.

    Parameters
    ----------
    values : array of shape (n, height / 2, width / 2, 8)
    chosen : array of shape (n, height / 2, width / 2, 8)
        The number of the largest pixel of every window.
    bordered : array of shape (n, height + 2, width + 2, channels)
        The images with a border of zeros.
    weights : array of shape (3, 3, channels, 8)
    slope : array of shape (8,)
    """

    values: Floats
    chosen: NDArray[np.int8]
    bordered: Floats
    weights: Floats
    slope: Floats

    def gradients(self, gradient: Floats, of_images: bool) -> tuple[Floats, Floats, Floats | None]:
        """Gradients of the weights, of the bias, and of the images if they are wanted, which then have eight channels.

        Parameters
        ----------
        gradient : array of shape (n, height / 2, width / 2, 8)
            That of the values; C-contiguous.
        of_images : bool
        """
        n, kept = len(self.bordered), (self.values, self.chosen, gradient)
        bounds = np.linspace(0, n, min(_PARTS, n) + 1).astype(int)
        of_weights, of_bias = (
            np.zeros((len(bounds) - 1, *shape), np.float32) for shape in (self.weights.shape, self.slope.shape)
        )
        sums = np.empty(self.bordered.shape if of_images else (0, 0, 0, 0), np.float32)
        turned = np.ascontiguousarray(self.weights.swapaxes(2, 3))

        loops = _loops()

        def add(first: int, last: int) -> None:
            for part in range(first, last):
                rows = bounds[part], bounds[part + 1]
                loops.gradients(self.bordered, turned, self.slope, *kept, of_weights[part], of_bias[part], sums, *rows)

        run_chunks(add, len(bounds) - 1)
        return of_weights.sum(0), of_bias.sum(0), sums[:, 1:-1, 1:-1] if of_images else None


def pooled(images: Floats, weights: Floats, bias: Floats, slope: float) -> Pooled:
    """The values of images (n, height, width, channels) of even height and width, for weights (3, 3, channels, 8)."""
    n, height, width, channels = images.shape
    bordered = np.empty((n, height + 2, width + 2, channels), np.float32)
    values = np.empty((n, height // 2, width // 2, len(bias)), np.float32)
    chosen, slopes = np.empty(values.shape, np.int8), np.full(len(bias), slope, np.float32)
    given = images, bordered, weights, bias, slopes, values, chosen
    loops = _loops()
    run_chunks(lambda first, last: loops.pool(*given, first, last), n)
    return Pooled(values, chosen, bordered, weights, slopes)
