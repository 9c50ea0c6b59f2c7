"""Images of pen strokes, such as digits are made of: a curve from top to bottom, slanted, bowed and bent.

Six uniforms become the parameters, in units of the image's side: the horizontal position (`place`), slant, bow (the shape of
a bracket) and bend (the shape of an S) of the curve

    h(t) = place + slant c + bow (3 c^2 - 1) / 2 + bend (5 c^3 - 3 c) / 2,   c = 2t - 1 in [-1, 1],

over the height t, and the heights of its two ends, top < bottom. With k the sharpness of an end and P that of the pen,

    pixel_ij = exp(-P (t_j - h(t_i))^2) / [(1 + exp(-k (t_i - top))) (1 + exp(-k (bottom - t_i)))].

Within a row, the logarithms of the pixels are a parabola. Its vertex is h(t_i), from which Legendre polynomials give the curve.
Its height ln A_i has 1/A_i = 1 + u exp(-k t_i) + v exp(k t_i) + u v with u = exp(k top), v = exp(-k bottom), which gives the
two ends. So the map is one-to-one. A design of our own. The strokes are brackets, slashes, 1, S and all shapes
between them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.polynomial.legendre import legvander
from scipy.special import expit

from infoplane.distributions.protocol import Array

from .grids import pixel_centres

PEN = 220.0  # 1 / (2 variance): a pen of standard deviation 0.048
SHARPNESS = 40.0  # an end fades over a few hundredths of the image
# Place, slant, bow, bend, top and bottom at u = 0 and u = 1.
_LOW = np.array([0.42, -0.20, -0.14, -0.16, 0.08, 0.70])
_HIGH = np.array([0.58, 0.20, 0.14, 0.16, 0.30, 0.92])
_LEAST_SIZE = 8


@dataclass(frozen=True)
class StrokeParameters:
    """Injection of uniforms (n, 6) into place, slant, bow, bend, top and bottom: (n, 6).

    Notes
    -----
    low + (high - low) u, each parameter with its own range.

    References
    ----------
    A design of our own.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import StrokeParameters
    >>> StrokeParameters()(np.full((1, 6), 0.5)).round(3).tolist()
    [[0.5, 0.0, 0.0, 0.0, 0.19, 0.81]]
    """

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if shape != (6,):
            raise ValueError(f"A stroke has 6 parameters; got samples of shape {shape}.")
        return (6,)

    def __call__(self, z: Array) -> Array:
        return _LOW + (_HIGH - _LOW) * z

    def inverse(self, x: Array) -> Array:
        return (x - _LOW) / (_HIGH - _LOW)


@dataclass(frozen=True)
class StrokeImage:
    """Injection of strokes (n, 6), as `StrokeParameters` gives them, into images (n, size, size).

    Parameters
    ----------
    size : int
        Side of the image in pixels, at least 8.

    Raises
    ------
    ValueError
        If `size` is below 8.

    Notes
    -----
    pixel_ij = exp(-P (t_j - h(t_i))^2) / [(1 + exp(-k (t_i - top))) (1 + exp(-k (bottom - t_i)))] with
    h(t) = place + slant c + bow (3 c^2 - 1) / 2 + bend (5 c^3 - 3 c) / 2 and c = 2t - 1.

    References
    ----------
    A design of our own.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import StrokeImage
    >>> draw = StrokeImage(16)
    >>> draw.inverse(draw(np.array([[0.5, 0.1, 0.0, -0.1, 0.2, 0.8]]))).round(6).tolist()
    [[0.5, 0.1, 0.0, -0.1, 0.2, 0.8]]
    """

    size: int = 32

    def __post_init__(self) -> None:
        if self.size < _LEAST_SIZE:
            raise ValueError(f"A stroke needs a side of at least {_LEAST_SIZE} pixels; got {self.size}.")

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if shape != (6,):
            raise ValueError(f"A stroke has 6 parameters; got samples of shape {shape}.")
        return (self.size, self.size)

    def __call__(self, z: Array) -> Array:
        grid = pixel_centres(self.size)
        curve = z[:, :4] @ legvander(2 * grid - 1, 3).T
        height = expit(SHARPNESS * (grid - z[:, [4]])) * expit(SHARPNESS * (z[:, [5]] - grid))
        image = grid - curve[:, :, None]
        np.square(image, out=image)
        image *= -PEN
        np.exp(image, out=image)
        image *= height[:, :, None]
        return image

    def inverse(self, x: Array) -> Array:
        """Read curve and ends back from the parabola that the logarithms of the pixels of each row are."""
        grid = pixel_centres(self.size)
        middle = grid - 0.5
        # The width of the parabola is known. Without its square term it is a line: the slope gives the vertex, and the height
        # gives the amplitude.
        line = np.log(x) + PEN * middle**2
        vertex = line @ middle / (middle @ middle) / (2 * PEN)
        height = np.exp(line.mean(axis=2) + PEN * vertex**2)
        curve = (vertex + 0.5) @ np.linalg.pinv(legvander(2 * grid - 1, 3)).T
        return np.column_stack([curve, self._ends(height)])

    def _ends(self, height: Array) -> Array:
        """Both ends from the heights of the first and the last row."""
        first, last = np.exp(SHARPNESS * pixel_centres(self.size)[[0, -1]])
        at_first, at_last = 1 / height[:, 0] - 1, 1 / height[:, -1] - 1
        # 1/A - 1 = u / e + v e + u v with e = exp(k t). Each end hardly changes the row of the other end, so that this
        # iteration converges fast.
        v = np.zeros(len(height))
        for _ in range(8):
            u = (at_first - v * first) / (1 / first + v)
            v = (at_last - u / last) / (last + u)
        return np.column_stack([np.log(u), -np.log(v)]) / SHARPNESS
