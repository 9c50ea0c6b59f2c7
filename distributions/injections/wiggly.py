"""Increasing sums of sines: the density of each component gets ripples.

z -> z + sum_i a_i sin(w_i z + p_i), elementwise; it increases because sum |a_i w_i| < 1. Reference: P. Czyz et al.,
arXiv 2306.11078, whose two maps are `WIGGLY_X` and `WIGGLY_Y`.
"""

from dataclasses import dataclass

import numpy as np

from infoplane.distributions.protocol import Array

from .monotone import invert_increasing


@dataclass(frozen=True)
class Wiggly:
    """Injection of z into z plus sines of z, elementwise.

    Parameters
    ----------
    waves : tuple of (amplitude, frequency, phase)
        The sum of |amplitude frequency| must stay below 1.

    Raises
    ------
    ValueError
        If that sum is 1 or more, so that the map would decrease somewhere.

    Notes
    -----
    z -> z + sum_i a_i sin(w_i z + p_i), elementwise.

    References
    ----------
    P. Czyz et al., Beyond Normal, NeurIPS 2023, arXiv 2306.11078.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import Wiggly
    >>> Wiggly(((0.5, 1.0, 0.0),))(np.array([[np.pi / 2]])).round(4).tolist()
    [[2.0708]]
    """

    waves: tuple[tuple[float, float, float], ...]

    def __post_init__(self) -> None:
        steepest = sum(abs(amplitude * frequency) for amplitude, frequency, _ in self.waves)
        if not steepest < 1:
            raise ValueError(f"The map increases only if the sum of |amplitude frequency| is below 1; got {steepest:g}.")

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return shape

    def __call__(self, z: Array) -> Array:
        return z + np.sum([amplitude * np.sin(frequency * z + phase) for amplitude, frequency, phase in self.waves], axis=0)

    def _slope(self, z: Array, _image: Array) -> Array:
        return 1 + np.sum([a * frequency * np.cos(frequency * z + phase) for a, frequency, phase in self.waves], axis=0)

    def inverse(self, x: Array) -> Array:
        reach = np.abs(x).max(initial=0.0) + sum(abs(amplitude) for amplitude, _, _ in self.waves)
        return invert_increasing(self, self._slope, x, -reach, reach)


WIGGLY_X = Wiggly(((0.4, 1.0, 0.0), (0.2, 1.7, 1.0), (0.03, 3.3, -2.5)))
WIGGLY_Y = Wiggly(((-0.4, 0.4, 0.0), (0.17, 1.3, 3.5), (0.02, 4.3, -2.5)))
