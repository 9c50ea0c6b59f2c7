"""A distribution whose mutual information was measured by Monte Carlo."""

from dataclasses import dataclass
from typing import Any

from infoplane.distributions.protocol import Array, PointwiseDistribution


@dataclass(frozen=True)
class Measured:
    """A distribution with a truth found by averaging its pointwise mutual information over many samples.

    Parameters
    ----------
    distribution : PointwiseDistribution
        A distribution with a known density.
    mutual_information, mutual_information_stderr : float
        The average and its standard error in nats, as `python -m infoplane.distributions.mixtures.monte_carlo` gives them.
    """

    distribution: PointwiseDistribution
    mutual_information: float
    mutual_information_stderr: float

    @property
    def x_shape(self) -> tuple[int, ...]:
        return self.distribution.x_shape

    @property
    def y_shape(self) -> tuple[int, ...]:
        return self.distribution.y_shape

    def sample(self, n: int, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs of the distribution."""
        return self.distribution.sample(n, rng)

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln p(x, y) - ln p(x) - ln p(y), an array (n,)."""
        return self.distribution.pointwise_mutual_information(x, y)
