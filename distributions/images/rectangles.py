"""Images of a rectangle; its edges carry the information.

Two uniforms (u, v) per axis become the edges of an interval, in units of the image's side and at least m = 2/size long:

    left = (1 - m)(1 - sqrt(1 - u)),    right = left + m + v (1 - left - m),

uniform on the triangle {0 <= left, left + m <= right <= 1}. The value of a pixel is the area of it that the rectangle covers,
the product of the covered lengths along the two axes. This map is continuous, piecewise smooth and one-to-one: an interval two
pixels long covers at least one pixel completely, and the inverse reads the edges from its neighbours.

Reference: Butakov et al., Information Bottleneck Analysis of Deep Neural Networks via Lossy Compression, arXiv 2305.08013,
with the constants of its synthetic benchmark.
"""

from dataclasses import dataclass

import numpy as np

from infoplane.distributions.protocol import Array

MIN_SIDE = 2  # pixels


def _check_size(size: int) -> None:
    if size <= MIN_SIDE:
        raise ValueError(f"A rectangle image needs a side of more than {MIN_SIDE} pixels; got {size}.")


@dataclass(frozen=True)
class RectangleEdges:
    """Injection of uniforms (n, 4) into edges (left, right) of axis 0 (rows), then of axis 1 (columns), in [0, 1].

    Parameters
    ----------
    size : int
        Side in pixels of the images drawn later; it sets the least length 2 / size.

    Raises
    ------
    ValueError
        If `size` is 2 or less.

    Notes
    -----
    left = (1 - m)(1 - sqrt(1 - u)), right = left + m + v (1 - left - m) with m = 2 / size.

    References
    ----------
    I. Butakov et al., arXiv 2305.08013.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import RectangleEdges
    >>> RectangleEdges(32)(np.array([[0.0, 0.0, 0.0, 1.0]])).tolist()
    [[0.0, 0.0625, 0.0, 1.0]]
    """

    size: int = 32

    def __post_init__(self) -> None:
        _check_size(self.size)

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if shape != (4,):
            raise ValueError(f"A rectangle has 4 parameters, two per axis; got samples of shape {shape}.")
        return (4,)

    def __call__(self, z: Array) -> Array:
        least = MIN_SIDE / self.size
        left = (1 - least) * (1 - np.sqrt(1 - z[:, 0::2]))
        right = left + least + z[:, 1::2] * (1 - left - least)
        return np.stack([left, right], axis=2).reshape(len(z), 4)

    def inverse(self, x: Array) -> Array:
        least = MIN_SIDE / self.size
        left, right = x[:, 0::2], x[:, 1::2]
        first = 1 - (1 - left / (1 - least)) ** 2
        second = (right - left - least) / (1 - left - least)
        return np.stack([first, second], axis=2).reshape(len(x), 4)


@dataclass(frozen=True)
class RectangleImage:
    """Injection of rectangle edges (n, 4), as `RectangleEdges` gives them, into images (n, size, size).

    Parameters
    ----------
    size : int
        Side of the image in pixels, more than 2.

    Raises
    ------
    ValueError
        If `size` is 2 or less.

    Notes
    -----
    The value of a pixel is the area of it that the rectangle covers.

    References
    ----------
    I. Butakov et al., arXiv 2305.08013.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import RectangleImage
    >>> RectangleImage(4)(np.array([[0.25, 0.75, 0.125, 0.75]]))[0].tolist()
    [[0.0, 0.0, 0.0, 0.0], [0.5, 1.0, 1.0, 0.0], [0.5, 1.0, 1.0, 0.0], [0.0, 0.0, 0.0, 0.0]]
    """

    size: int = 32

    def __post_init__(self) -> None:
        _check_size(self.size)

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if shape != (4,):
            raise ValueError(f"A rectangle has 4 edges; got samples of shape {shape}.")
        return (self.size, self.size)

    def __call__(self, z: Array) -> Array:
        rows, columns = (covered_lengths(z[:, [left]], z[:, [right]], self.size) for left, right in ((0, 1), (2, 3)))
        return rows[:, :, None] * columns[:, None, :]

    def inverse(self, x: Array) -> Array:
        """Read the edges back from the partly covered pixels next to a completely covered one."""
        rows, columns = x.max(axis=2), x.max(axis=1)
        return np.stack([edge for profile in (rows, columns) for edge in edges_of(profile)], axis=1) / self.size


def covered_lengths(left: Array, right: Array, size: int) -> Array:
    """How much of each of `size` pixels the intervals from left to right (n, 1), in units of the side, cover: (n, size)."""
    pixels = np.arange(size)
    return np.clip(np.minimum(size * right, pixels + 1) - np.maximum(size * left, pixels), 0, None)


def edges_of(profile: Array) -> tuple[Array, Array]:
    """Edges in pixels from covered lengths (n, size): those of the first and of the last covered pixel give them."""
    covered = profile > 0
    first = covered.argmax(axis=1)
    last = profile.shape[1] - 1 - covered[:, ::-1].argmax(axis=1)
    every = np.arange(len(profile))
    return first + 1 - profile[every, first], last + profile[every, last]
