"""Images of a Gaussian bump; its centre carries the information.

A centre p in [0, 1]^2 becomes the image

    f(p)_ij = exp(-10 [(t_j - p_0)^2 + (t_i - p_1)^2]),    t_0 = 0, ..., t_{S-1} = 1 equispaced,

a bump of amplitude 1 and standard deviation 1/sqrt(20) of the image's side; p_0 moves it along the columns. The map is smooth
and one-to-one, since ln f + 10 t^2 is linear in t with slope 20 p.

Reference: Butakov et al., Information Bottleneck Analysis of Deep Neural Networks via Lossy Compression, arXiv 2305.08013,
with the constants of its synthetic benchmark.
"""

from dataclasses import dataclass

import numpy as np

from infoplane.distributions.protocol import Array

PRECISION = 10.0  # 1 / (2 variance) of the bump, in units of the image's side


@dataclass(frozen=True)
class GaussianBump:
    """Injection of bump centres (n, 2) in [0, 1]^2 into images (n, size, size).

    Parameters
    ----------
    size : int
        Side of the image in pixels, at least 2.

    Raises
    ------
    ValueError
        If `size` is below 2.

    Notes
    -----
    f(p)_ij = exp(-10 [(t_j - p_0)^2 + (t_i - p_1)^2]).

    References
    ----------
    I. Butakov et al., arXiv 2305.08013.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import GaussianBump
    >>> bump = GaussianBump(16)
    >>> image = bump(np.array([[0.2, 0.7]]))
    >>> image.shape
    (1, 16, 16)
    >>> bump.inverse(image).round(6).tolist()
    [[0.2, 0.7]]
    """

    size: int = 16

    def __post_init__(self) -> None:
        if self.size < 2:
            raise ValueError(f"A bump image needs a side of at least 2 pixels; got {self.size}.")

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if shape != (2,):
            raise ValueError(f"A Gaussian bump has 2 parameters, its centre; got samples of shape {shape}.")
        return (self.size, self.size)

    def __call__(self, z: Array) -> Array:
        # The bump is a product over the axes, so each image is the outer product of two profiles.
        grid = np.linspace(0.0, 1.0, self.size)
        columns, rows = (np.exp(-PRECISION * (grid - z[:, [axis]]) ** 2) for axis in (0, 1))
        return rows[:, :, None] * columns[:, None, :]

    def inverse(self, x: Array) -> Array:
        """Read the centre back from the slope, along each axis, of the logarithm of the row and column sums."""
        grid = np.linspace(0.0, 1.0, self.size)
        centred = grid - grid.mean()
        profiles = np.stack([x.sum(axis=1), x.sum(axis=2)], axis=1)
        return (np.log(profiles) + PRECISION * grid**2) @ centred / (centred @ centred) / (2 * PRECISION)
