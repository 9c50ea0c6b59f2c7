"""A distribution whose mutual information was measured by Monte Carlo: I(X;Y) = E [ln p(X, Y) - ln p(X) - ln p(Y)]."""

from dataclasses import dataclass
from typing import Any

from infoplane.distributions.protocol import Array, PointwiseDistribution


@dataclass(frozen=True)
class Measured:
    """A distribution, and the mean of its pointwise mutual information over many samples.

    Parameters
    ----------
    distribution : PointwiseDistribution
        A distribution whose pointwise mutual information is known.
    mutual_information, mutual_information_stderr : float
        The mean and its standard error in nats, as `infoplane.distributions.mixtures.monte_carlo.measure` returns them.

    Notes
    -----
    I(X;Y) = E [ln p(X, Y) - ln p(X) - ln p(Y)], a mean over samples.

    References
    ----------
    P. Czyz et al., arXiv 2310.10240.

    Examples
    --------
    >>> from infoplane.distributions import Measured, cluster_mixture
    >>> from infoplane.distributions.mixtures.monte_carlo import measure
    >>> mixture = cluster_mixture(2, 1.0)
    >>> distribution = Measured(mixture, *measure(mixture, stderr=0.005, rng=0))
    >>> round(distribution.mutual_information, 2)
    0.35
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
        return self.distribution.sample(n, rng=rng)

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln p(x, y) - ln p(x) - ln p(y), an array (n,)."""
        return self.distribution.pointwise_mutual_information(x, y)
