"""Spirals: a rotation by an angle that grows with the distance from the origin.

x -> exp(speed ||x||^2 A) x with A the generator of rotations of one coordinate plane. Rotations keep ||x||, so the inverse
is the spiral of the opposite speed. Reference: P. Czyz et al., arXiv 2306.11078.
"""

from dataclasses import dataclass

import numpy as np

from infoplane.distributions.protocol import Array


@dataclass(frozen=True)
class Spiral:
    """Injection of vectors of at least two components.

    Parameters
    ----------
    speed : float
        Angle in radians per squared distance.
    plane : tuple of two int
        Components that turn.
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
