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
    shuffled : bool
        Y is that of the same draw in another order, instead: so x is the sample of `distribution` with that seed, and y holds
        the same values. The pairs are then independent but for the draw without replacement, an effect of order 1/n.

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
    shuffled: bool = False
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
        x, y = self.distribution.sample(n, rng=rng)
        if self.shuffled:
            return x, y[rng.permutation(n)]
        return x, self.distribution.sample(n, rng=rng)[1]

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """Zeros, an array (n,)."""
        return np.zeros(len(x))
