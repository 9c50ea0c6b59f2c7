"""Waves: the first coordinate of the plane shifts by a sine of the second.

(x_0, x_1) -> (x_0 + shift sin(frequency x_1), x_1). Reference: P. Czyz et al., arXiv 2310.10240.
"""

from dataclasses import dataclass

import numpy as np

from infoplane.distributions.protocol import Array


@dataclass(frozen=True)
class Wave:
    """Injection of the plane (n, 2) into itself.

    Parameters
    ----------
    shift : float
        Amplitude of the sine.
    frequency : float
        Angular frequency of the sine, in radians per unit of x_1.

    Notes
    -----
    (x_0, x_1) -> (x_0 + shift sin(frequency x_1), x_1).

    References
    ----------
    P. Czyz et al., arXiv 2310.10240.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import Wave
    >>> Wave(shift=2.0, frequency=np.pi)(np.array([[1.0, 0.5]])).tolist()
    [[3.0, 0.5]]
    """

    shift: float = 5.0
    frequency: float = 3.0

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if shape != (2,):
            raise ValueError(f"Waves bend the plane; got samples of shape {shape}.")
        return shape

    def __call__(self, z: Array) -> Array:
        return np.column_stack([z[:, 0] + self._shifts(z), z[:, 1]])

    def inverse(self, x: Array) -> Array:
        return np.column_stack([x[:, 0] - self._shifts(x), x[:, 1]])

    def _shifts(self, z: Array) -> Array:
        return np.asarray(self.shift * np.sin(self.frequency * z[:, 1]))
