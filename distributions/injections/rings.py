"""Rings: the unit square, bent into a ring of the plane.

(u, v) in [0, 1)^2 -> radius inner + (outer - inner) u, angle 2 pi v. Reference: a sanity check of the authors of arXiv
2305.08013.
"""

from dataclasses import dataclass

import numpy as np

from infoplane.distributions.protocol import Array


@dataclass(frozen=True)
class Ring:
    """Injection of uniforms (n, 2) into a ring of the plane (n, 2).

    Parameters
    ----------
    inner, outer : float
        Radii, 0 < inner < outer.

    Raises
    ------
    ValueError
        If the radii are not in this order.

    Notes
    -----
    (u, v) -> radius inner + (outer - inner) u, angle 2 pi v.

    References
    ----------
    I. Butakov et al., arXiv 2305.08013.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import Ring
    >>> Ring()(np.array([[0.5, 0.25]])).round(3).tolist()
    [[0.0, 1.5]]
    """

    inner: float = 1.0
    outer: float = 2.0

    def __post_init__(self) -> None:
        if not 0 < self.inner < self.outer:
            raise ValueError(f"A ring needs 0 < inner < outer; got {self.inner} and {self.outer}.")

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if shape != (2,):
            raise ValueError(f"A ring has 2 parameters, radius and angle; got samples of shape {shape}.")
        return (2,)

    def __call__(self, z: Array) -> Array:
        radius, angle = self.inner + (self.outer - self.inner) * z[:, 0], 2 * np.pi * z[:, 1]
        return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])

    def inverse(self, x: Array) -> Array:
        radius = np.hypot(x[:, 0], x[:, 1])
        turns = np.arctan2(x[:, 1], x[:, 0]) / (2 * np.pi) % 1.0
        return np.column_stack([(radius - self.inner) / (self.outer - self.inner), turns])
