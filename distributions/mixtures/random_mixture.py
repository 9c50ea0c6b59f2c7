"""Mixtures of normals drawn at random: clusters of different weights, places, widths and correlations.

Given a seed: weights ~ Dirichlet(2, ..., 2); each component has a mean ~ distance N(0, I), a width that is uniform in its
logarithm from 0.4 to 1.6, and correlations between its x and y, in rotated pairs, that are uniform in [0, dependence]. The
components show themselves in X and in Y, and depend on each other inside. I(X;Y) is measured by sampling.
"""

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from infoplane.distributions.normal.correlated_normal import CorrelatedNormal
from infoplane.distributions.protocol import Array

from .monte_carlo import measure
from .normal_mixture import NormalMixture

_NARROW, _WIDE = 0.4, 1.6
_STDERR = 0.003  # of the mutual information, in nats


@dataclass(frozen=True)
class RandomMixture:
    """Random clusters X (n, x_dim) and Y (n, y_dim).

    Parameters
    ----------
    x_dim, y_dim : int
        Dimensions of X and Y.
    components : int
        Number of clusters, at least 1.
    distance : float
        Standard deviation of the coordinates of their means.
    dependence : float
        Largest correlation inside a cluster, in [0, 1).
    seed : int
        Seed of the clusters.

    Raises
    ------
    ValueError
        If there is no cluster, or the correlation is out of its range.

    Examples
    --------
    >>> from infoplane.distributions import RandomMixture
    >>> x, y = RandomMixture(2, 3, components=4, distance=3.0, dependence=0.5, seed=0).sample(100, rng=0)
    >>> x.shape, y.shape
    ((100, 2), (100, 3))
    """

    x_dim: int
    y_dim: int
    components: int
    distance: float
    dependence: float
    seed: int

    def __post_init__(self) -> None:
        if self.components < 1 or not 0 <= self.dependence < 1:
            raise ValueError(f"Needs a cluster and a correlation in [0, 1); got {self.components} and {self.dependence}.")

    @property
    def x_shape(self) -> tuple[int, ...]:
        return (self.x_dim,)

    @property
    def y_shape(self) -> tuple[int, ...]:
        return (self.y_dim,)

    @cached_property
    def mixture(self) -> NormalMixture:
        """The mixture that the seed gives."""
        rng = np.random.default_rng(self.seed)
        weights = rng.dirichlet(np.full(self.components, 2.0))
        means = self.distance * rng.standard_normal((self.components, self.x_dim + self.y_dim))
        widths = np.exp(rng.uniform(math.log(_NARROW), math.log(_WIDE), self.components))
        pairs = min(self.x_dim, self.y_dim)
        shapes = [
            CorrelatedNormal(
                self.x_dim, self.y_dim, tuple(rng.uniform(0, self.dependence, pairs)), int(rng.integers(2**32))
            ).covariance
            for _ in range(self.components)
        ]
        covariances = tuple(tuple(map(tuple, (width**2 * shape).tolist())) for width, shape in zip(widths, shapes, strict=True))
        return NormalMixture(self.x_dim, tuple(weights.tolist()), tuple(map(tuple, means.tolist())), covariances)

    @property
    def mutual_information(self) -> float:
        """Measured by sampling when it is first asked for; see `mutual_information_stderr`."""
        return _measured(self)[0]

    @property
    def mutual_information_stderr(self) -> float:
        """Standard error of the mutual information, at most 0.003 nats."""
        return _measured(self)[1]

    def sample(self, n: int, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: arrays (n, x_dim) and (n, y_dim)."""
        return self.mixture.sample(n, rng=rng)

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln p(x, y) - ln p(x) - ln p(y), an array (n,)."""
        return self.mixture.pointwise_mutual_information(x, y)


@lru_cache(maxsize=1024)
def _measured(distribution: RandomMixture) -> tuple[float, float]:
    return measure(distribution, _STDERR, distribution.seed, chunk=25_000)
