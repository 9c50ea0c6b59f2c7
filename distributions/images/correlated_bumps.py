"""Images of tilted Gaussian bumps: centre, two widths and a correlation.

Parameters p in [0, 1]^5; a = 1 + p_2, b = 1 + p_3, c = 2 p_4 - 1; pixels

    f(p)_ij = exp(-10 [a^2 dx^2 + b^2 dy^2 + c a b dx dy]),   dx = t_j - p_0,   dy = t_i - p_1,

t equispaced on [0, 1]. The logarithm of an image is a quadratic polynomial of the pixel's position. A least-squares fit gives
its six coefficients, and these give p, so the map is one-to-one. Reference: Butakov et al., arXiv 2305.08013, with the
constants of its synthetic benchmark.
"""

from dataclasses import dataclass

import numpy as np

from infoplane.distributions.protocol import Array

from .bumps import PRECISION
from .grids import quadratic_monomials


@dataclass(frozen=True)
class CorrelatedBump:
    """Injection of parameters (n, 5) in [0, 1]^5 into images (n, size, size).

    Parameters
    ----------
    size : int
        Side of the image in pixels, at least 3.

    Raises
    ------
    ValueError
        If `size` is below 3.

    Notes
    -----
    f(p)_ij = exp(-10 [a^2 dx^2 + b^2 dy^2 + c a b dx dy]) with dx = t_j - p_0, dy = t_i - p_1, a = 1 + p_2, b = 1 + p_3,
    c = 2 p_4 - 1.

    References
    ----------
    I. Butakov et al., arXiv 2305.08013.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import CorrelatedBump
    >>> bump = CorrelatedBump(16)
    >>> bump.inverse(bump(np.full((1, 5), 0.3))).round(6).tolist()
    [[0.3, 0.3, 0.3, 0.3, 0.3]]
    """

    size: int = 32

    def __post_init__(self) -> None:
        if self.size < 3:
            raise ValueError(f"Six coefficients need a side of at least 3 pixels; got {self.size}.")

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if shape != (5,):
            raise ValueError(f"A correlated bump has 5 parameters; got samples of shape {shape}.")
        return (self.size, self.size)

    def _monomials(self) -> Array:
        return quadratic_monomials(np.linspace(0.0, 1.0, self.size))

    def __call__(self, z: Array) -> Array:
        x, y = z[:, 0], z[:, 1]
        a, b, c = 1 + z[:, 2], 1 + z[:, 3], 2 * z[:, 4] - 1
        xx, yy, xy = a**2, b**2, c * a * b
        constant = xx * x**2 + yy * y**2 + xy * x * y
        coefficients = np.stack([constant, -2 * xx * x - xy * y, -2 * yy * y - xy * x, xx, yy, xy], axis=1)
        image = (-PRECISION * coefficients) @ self._monomials()
        return np.exp(image, out=image).reshape(len(z), self.size, self.size)

    def inverse(self, x: Array) -> Array:
        """Read the parameters back from the quadratic polynomial that the logarithms of the pixels are."""
        fit = np.linalg.pinv(self._monomials())
        _, by_x, by_y, xx, yy, xy = (np.log(x).reshape(len(x), -1) @ fit / -PRECISION).T
        a, b = np.sqrt(xx), np.sqrt(yy)
        # At the centre both slopes are 0: a 2 x 2 system of equations.
        determinant = 4 * xx * yy - xy**2
        centre_x, centre_y = (xy * by_y - 2 * yy * by_x) / determinant, (xy * by_x - 2 * xx * by_y) / determinant
        return np.stack([centre_x, centre_y, a - 1, b - 1, (xy / (a * b) + 1) / 2], axis=1)
