"""Independent X and Y with the marginal distributions of another pair: the mutual information is 0."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .protocol import Array, Distribution


@dataclass(frozen=True)
class Independent:
    """X from one draw of a distribution, and Y from another draw: they are independent and keep their marginals.

    Parameters
    ----------
    distribution : Distribution

    Notes
    -----
    I(X;Y) = 0.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal, Independent
    >>> Independent(CorrelatedNormal(1, 1, (0.9,))).mutual_information
    0.0
    """

    distribution: Distribution
    mutual_information = 0.0

    @property
    def x_shape(self) -> tuple[int, ...]:
        return self.distribution.x_shape

    @property
    def y_shape(self) -> tuple[int, ...]:
        return self.distribution.y_shape

    def sample(self, n: int, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs of independent X and Y."""
        rng = np.random.default_rng(rng)
        x, _ = self.distribution.sample(n, rng=rng)
        _, y = self.distribution.sample(n, rng=rng)
        return x, y

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """Zeros, an array (n,)."""
        return np.zeros(len(x))
