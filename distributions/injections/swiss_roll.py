"""The Swiss roll: an interval, rolled up in the plane.

u in [0, 1] -> (t cos t, t sin t) / 21 with t = 1.5 pi (1 + 2u). The inverse reads u from the distance to the origin.
Reference: P. Czyz et al., arXiv 2306.11078.
"""

from dataclasses import dataclass

import numpy as np

from infoplane.distributions.protocol import Array

_SCALE = 21.0


@dataclass(frozen=True)
class SwissRoll:
    """Injection of uniforms (n, 1) into the plane (n, 2).

    Notes
    -----
    u -> (t cos t, t sin t) / 21 with t = 1.5 pi (1 + 2u).

    References
    ----------
    P. Czyz et al., Beyond Normal, NeurIPS 2023, arXiv 2306.11078.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import SwissRoll
    >>> SwissRoll()(np.array([[0.5]])).round(4).tolist()
    [[-0.4488, 0.0]]
    """

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if shape != (1,):
            raise ValueError(f"A Swiss roll takes one component; got samples of shape {shape}.")
        return (2,)

    def __call__(self, z: Array) -> Array:
        t = 1.5 * np.pi * (1 + 2 * z[:, 0])
        return np.column_stack([t * np.cos(t), t * np.sin(t)]) / _SCALE

    def inverse(self, x: Array) -> Array:
        t = _SCALE * np.hypot(x[:, 0], x[:, 1])
        return ((t / (1.5 * np.pi) - 1) / 2)[:, None]
