"""Images of a rectangle covered with stripes; its edges and the direction of the stripes carry the information.

Four uniforms become the edges of a rectangle whose sides are at least a quarter of the image's (`RectangleEdges`). A fifth
becomes the angle a of the stripes, between -45 and 45 degrees. With c the centre of the rectangle and k = 6 pi (cos a, sin a),
three stripes to the image's side, the pixel at t of channel j is

    coverage(t) [0.6 + 0.4 cos(k . (t - c) + phase_j)],

where the coverage is the share of the pixel's area that the rectangle covers. The phases of three channels are a third of a
turn apart, which makes the stripes coloured. The stripes belong to the rectangle, so they move with it.

The map is one-to-one. Inside the rectangle, the wave g = cos(k . t + const) obeys, for neighbours at the distance s,

    g(t + s e_x) + g(t - s e_x) = 2 cos(s k_x) g(t),
    [g(t + s e_y) - g(t - s e_y)] sin(s k_x) = [g(t + s e_x) - g(t - s e_x)] sin(s k_y),

which gives k and, with it, the texture of every pixel. Dividing by the texture leaves the coverage, which gives the edges as in
`RectangleImage`. A design of our own.
"""

import math
from dataclasses import dataclass

import numpy as np

from infoplane.distributions.images.grids import pixel_centres
from infoplane.distributions.images.rectangles import RectangleEdges, covered_lengths, edges_of
from infoplane.distributions.protocol import Array

from .parts import drawn_in_parts, image_shape, read_in_parts

STRIPES = 3  # to the image's side
STEEPEST = math.pi / 4
_MEAN, _AMPLITUDE = 0.6, 0.4
_LEAST_SIZE = 32
_EDGES = RectangleEdges(8)  # sides of at least 2/8


@dataclass(frozen=True)
class TexturedRectangleParameters:
    """Injection of uniforms (n, 5) into edges (top, bottom, left, right) in [0, 1] and the angle of the stripes: (n, 5).

    Notes
    -----
    The edges are those of `RectangleEdges(8)`, so that each side is at least a quarter of the image's side. The angle is
    (2 u_4 - 1) pi / 4.

    References
    ----------
    A design of our own.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import TexturedRectangleParameters
    >>> TexturedRectangleParameters()(np.array([[0.0, 0.0, 0.0, 1.0, 0.5]])).tolist()
    [[0.0, 0.25, 0.0, 1.0, 0.0]]
    """

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if shape != (5,):
            raise ValueError(f"A textured rectangle has 5 parameters; got samples of shape {shape}.")
        return (5,)

    def __call__(self, z: Array) -> Array:
        return np.column_stack([_EDGES(z[:, :4]), STEEPEST * (2 * z[:, 4] - 1)])

    def inverse(self, x: Array) -> Array:
        return np.column_stack([_EDGES.inverse(x[:, :4]), (x[:, 4] / STEEPEST + 1) / 2])


@dataclass(frozen=True)
class TexturedRectangleImage:
    """Injection of striped rectangles (n, 5), as `TexturedRectangleParameters` gives them, into images.

    Parameters
    ----------
    size : int
        Side of the image in pixels, at least 32.
    channels : {1, 3}
        Images are (n, size, size) with one channel, (n, 3, size, size) with three.
    dtype : {"float32", "float64"}
        Precision of the pixels; large images take half the memory in single precision.

    Raises
    ------
    ValueError
        If `size` is below 32, or `channels` neither 1 nor 3.

    Notes
    -----
    pixel_j(t) = coverage(t) [0.6 + 0.4 cos(k . (t - c) + 2 pi j / 3)] with k = 6 pi (cos a, sin a).

    References
    ----------
    A design of our own.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import TexturedRectangleImage
    >>> draw = TexturedRectangleImage(64, channels=3)
    >>> image = draw(np.array([[0.2, 0.6, 0.1, 0.9, 0.3]]))
    >>> image.shape
    (1, 3, 64, 64)
    >>> draw.inverse(image).round(4).tolist()
    [[0.2, 0.6, 0.1, 0.9, 0.3]]
    """

    size: int = 64
    channels: int = 1
    dtype: str = "float32"

    def __post_init__(self) -> None:
        self._shape()

    def _shape(self) -> tuple[int, ...]:
        return image_shape(self.size, self.channels, _LEAST_SIZE, "A textured rectangle")

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if shape != (5,):
            raise ValueError(f"A textured rectangle has 5 parameters; got samples of shape {shape}.")
        return self._shape()

    def __call__(self, z: Array) -> Array:
        return drawn_in_parts(self._draw, z, self._shape(), self.dtype)

    def _draw(self, z: Array, images: Array, _planes: Array) -> None:
        top, bottom, left, right, angle = z.T[:, :, None]
        grid = pixel_centres(self.size)
        down = 2 * math.pi * STRIPES * np.sin(angle) * (grid - (top + bottom) / 2)
        across = 2 * math.pi * STRIPES * np.cos(angle) * (grid - (left + right) / 2)
        # cos(down + across + phase) is a sum of two products, so each image is a product of two thin matrices.
        down = down[:, None] + self._phases()[:, None]
        rows = np.stack([np.full_like(down, _MEAN), _AMPLITUDE * np.cos(down), -_AMPLITUDE * np.sin(down)], axis=3)
        columns = np.stack([np.ones_like(across), np.cos(across), np.sin(across)], axis=1)
        rows *= covered_lengths(top, bottom, self.size)[:, None, :, None]
        columns *= covered_lengths(left, right, self.size)[:, None]
        np.matmul(rows.astype(self.dtype), columns[:, None].astype(self.dtype), out=images)

    def _phases(self) -> Array:
        return 2 * math.pi * np.arange(self.channels) / self.channels

    def inverse(self, x: Array) -> Array:
        """Read the angle from neighbouring pixels inside the rectangle, and the edges from the pixels over their texture."""
        return read_in_parts(self._read, x, 5)

    def _read(self, images: Array) -> Array:
        images = images.reshape(len(images), self.channels, self.size, self.size)
        grid = pixel_centres(self.size)
        wave = (images - _MEAN) / _AMPLITUDE
        inside = _between(images.max(axis=(1, 3)))[:, None, :, None] & _between(images.max(axis=(1, 2)))[:, None, None, :]
        centre = np.where(inside, wave, 0)[:, :, 1:-1, 1:-1]
        back, ahead, above, below = wave[..., 1:-1, :-2], wave[..., 1:-1, 2:], wave[..., :-2, 1:-1], wave[..., 2:, 1:-1]
        across = np.arccos(_total(centre * (back + ahead)) / _total(2 * centre**2))
        steps = np.where(inside[:, :, 1:-1, 1:-1], ahead - back, 0)
        down = np.arcsin(_total(steps * (below - above)) / _total(steps**2) * np.sin(across))
        turn = (down[:, None, None] * grid[:, None] + across[:, None, None] * grid) * self.size
        turn = turn[:, None] + self._phases()[:, None, None]
        # The wave is a cosine and a sine of this turn; how much of each, the pixels inside tell.
        basis = np.stack([np.cos(turn), np.sin(turn)], axis=-1)
        seen = np.where(inside, 1.0, 0.0)[..., None] * basis
        moments = np.einsum("nchwi,nchwj->nij", seen, seen)
        targets = np.einsum("nchwi,nchw->ni", seen, wave)
        shares = np.linalg.solve(moments, targets[:, :, None])
        coverage = images / (_MEAN + _AMPLITUDE * (basis @ shares[:, None, None])[..., 0])
        rows, columns = edges_of(coverage.max(axis=(1, 3))), edges_of(coverage.max(axis=(1, 2)))
        return np.column_stack([np.stack([*rows, *columns], axis=1) / self.size, np.arctan2(down, across)])


def _between(profile: Array) -> Array:
    """Which pixels of profiles (n, size) have a completely covered neighbour on both sides, or are next to such a pixel."""
    covered = profile > 0
    inner = covered.copy()
    for _ in range(2):
        inner[:, 1:-1] &= inner[:, 2:] & inner[:, :-2]
        inner[:, [0, -1]] = False
    return inner


def _total(values: Array) -> Array:
    return values.sum(axis=(1, 2, 3))
