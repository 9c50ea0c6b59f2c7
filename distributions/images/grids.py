"""Grids of pixels, and polynomials on them."""

import numpy as np

from infoplane.distributions.protocol import Array


def pixel_centres(size: int) -> Array:
    """Positions of the centres of `size` pixels along an image of side 1."""
    return (np.arange(size) + 0.5) / size


def quadratic_monomials(grid: Array) -> Array:
    """1, x, y, x^2, y^2, x y at every pixel of a square grid: array (6, size^2), x along the columns."""
    y, x = (values.ravel() for values in np.meshgrid(grid, grid, indexing="ij"))
    return np.stack([np.ones_like(x), x, y, x**2, y**2, x * y])
