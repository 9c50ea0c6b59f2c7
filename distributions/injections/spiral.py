"""Spirals: a rotation whose angle grows with the distance from the origin.

x -> exp(speed ||x||^2 A) x, where A generates the rotations of one coordinate plane. Rotations keep ||x||, so the inverse is
the spiral of the opposite speed. Reference: P. Czyz et al., arXiv 2306.11078.
"""

from dataclasses import dataclass

import numpy as np

from infoplane.distributions.protocol import Array


@dataclass(frozen=True)
class Spiral:
    """Injection of vectors (n, d) with d at least 2, into vectors (n, d).

    Parameters
    ----------
    speed : float
        Angle in radians per squared distance.
    plane : tuple of two int
        The two components that turn.

    Raises
    ------
    ValueError
        If the two components are the same, or one is negative.

    Notes
    -----
    x -> exp(speed ||x||^2 A) x, where A generates the rotations of the plane.

    References
    ----------
    P. Czyz et al., Beyond Normal, NeurIPS 2023, arXiv 2306.11078.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import Spiral
    >>> Spiral(np.pi / 2)(np.array([[1.0, 0.0]])).round(6).tolist()
    [[0.0, 1.0]]
    """

    speed: float
    plane: tuple[int, int] = (0, 1)

    def __post_init__(self) -> None:
        if self.plane[0] == self.plane[1] or min(self.plane) < 0:
            raise ValueError(f"A plane has two different components; got {self.plane}.")

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if len(shape) != 1 or shape[0] <= max(self.plane):
            raise ValueError(f"This spiral turns components {self.plane}; got samples of shape {shape}.")
        return shape

    def __call__(self, z: Array) -> Array:
        return self._turned(z, self.speed)

    def inverse(self, x: Array) -> Array:
        return self._turned(x, -self.speed)

    def _turned(self, z: Array, speed: float) -> Array:
        angle = speed * (z**2).sum(axis=1)
        cosine, sine = np.cos(angle), np.sin(angle)
        first, second = self.plane
        result = z.copy()
        result[:, first] = cosine * z[:, first] - sine * z[:, second]
        result[:, second] = sine * z[:, first] + cosine * z[:, second]
        return result
