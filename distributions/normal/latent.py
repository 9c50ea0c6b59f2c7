"""Normal vectors coupled through latent variables, densely or sparsely.

With independent standard normal latents U (one for all components), V (one for X), W (one for Y), Z_i (one for each pair),
L_i, M_j (one for each other component) and noises E_i, F_j,

    X_i = noise E_i + alpha U + beta_x V + (strength Z_i if i < pairs else eta L_i),
    Y_j = noise F_j + alpha U + beta_y W + (strength Z_j if j < pairs else eta M_j),

each component divided by its standard deviation. "Dense" distributions couple all components through alpha, "sparse" ones
couple only the pairs, through the strength (lambda in the reference). I(X;Y) follows from the covariance.

Reference: P. Czyz, F. Grabowski, J. Vogt, N. Beerenwinkel, A. Marx, Beyond Normal: on the evaluation of mutual information
estimators, NeurIPS 2023, arXiv 2306.11078, appendix on its multivariate normal tasks.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np

from infoplane.distributions.protocol import Array
from infoplane.distributions.targets import check_target, solve

from .covariance import MultivariateNormal

_MAX_COUPLING = 1e4  # signal to noise, in standard deviations


@dataclass(frozen=True)
class LatentNormal:
    """Jointly normal vectors X (n, x_dim) and Y (n, y_dim) with unit variances, coupled through latents.

    Parameters
    ----------
    x_dim, y_dim : int
        Dimensions of X and Y.
    alpha : float
        Weight of the latent that all components share.
    beta_x, beta_y : float
        Weight of the latent that the components of X share, and of that for Y.
    pairs : int
        Number of pairs of components, each with its own latent.
    strength : float
        Weight of the latent of a pair.
    eta : float
        Weight of the latent of a component that is in no pair.
    noise : float
        Standard deviation of the noise of each component, positive.

    Raises
    ------
    ValueError
        If a dimension is below 1, or there are more pairs than components, or the noise is not positive.

    Notes
    -----
    X_i = noise E_i + alpha U + beta_x V + (strength Z_i if i < pairs else eta L_i), and so for Y_j with F, W and M; then
    I(X;Y) = 1/2 (ln det S_x + ln det S_y - ln det S).

    References
    ----------
    P. Czyz et al., Beyond Normal, NeurIPS 2023, arXiv 2306.11078.

    Examples
    --------
    >>> from infoplane.distributions import LatentNormal
    >>> round(LatentNormal.dense(2, 2, 0.5).mutual_information, 4)
    0.2939
    >>> round(LatentNormal.sparse(5, 5, pairs=2, strength=2.0).mutual_information, 4)
    1.0217
    """

    x_dim: int
    y_dim: int
    alpha: float = 0.0
    beta_x: float = 0.0
    beta_y: float = 0.0
    pairs: int = 0
    strength: float = 0.0
    eta: float = 0.0
    noise: float = 1.0

    def __post_init__(self) -> None:
        if min(self.x_dim, self.y_dim) < 1 or not 0 <= self.pairs <= min(self.x_dim, self.y_dim):
            raise ValueError(
                f"{self.x_dim} and {self.y_dim} dimensions form 0 to {min(self.x_dim, self.y_dim)} pairs; got {self.pairs}."
            )
        if not self.noise > 0:
            raise ValueError(f"The noise must be positive, as the covariance is singular without it; got {self.noise}.")

    @classmethod
    def dense(cls, x_dim: int, y_dim: int, correlation: float) -> Self:
        """All correlations equal, within X, within Y and between them; `correlation` in [0, 1)."""
        if not 0 <= correlation < 1:
            raise ValueError(f"A common latent gives correlations from 0 to below 1; got {correlation}.")
        return cls(x_dim, y_dim, alpha=math.sqrt(correlation / (1 - correlation)))

    @classmethod
    def sparse(cls, x_dim: int, y_dim: int, pairs: int, strength: float) -> Self:
        """`pairs` pairs coupled with weight `strength`; every other component has its own latent of the same weight."""
        return cls(x_dim, y_dim, pairs=pairs, strength=strength, eta=strength)

    @classmethod
    def with_mutual_information(cls, nats: float, x_dim: int, y_dim: int, pairs: int = 0) -> "LatentNormal":
        """The distribution with I(X;Y) = `nats`: sparse with `pairs` pairs, or dense if `pairs` is 0.

        Raises
        ------
        ValueError
            If `nats` is negative or needs a signal above 10,000 times the noise.
        """

        def coupled(coupling: float) -> "LatentNormal":
            if pairs:
                return cls.sparse(x_dim, y_dim, pairs, coupling)
            return cls(x_dim, y_dim, alpha=coupling)

        kind = f"Latent normals of {x_dim} and {y_dim} dimensions with {pairs} pairs"
        check_target(kind, nats, 0.0, coupled(_MAX_COUPLING).mutual_information)
        return coupled(solve(lambda coupling: coupled(coupling).mutual_information, nats, 0.0, _MAX_COUPLING))

    @cached_property
    def normal(self) -> MultivariateNormal:
        """The same distribution, given by its covariance."""
        is_y = np.arange(self.x_dim + self.y_dim) >= self.x_dim
        place = np.concatenate([np.arange(self.x_dim), np.arange(self.y_dim)])
        paired = place < self.pairs
        betas = np.where(is_y, self.beta_y, self.beta_x)
        covariance = self.alpha**2 + np.where(is_y[:, None] == is_y, np.outer(betas, betas), 0.0)
        covariance += np.where((place[:, None] == place) & paired, self.strength**2, 0.0)
        covariance += np.diag(self.noise**2 + np.where(paired, 0.0, self.eta**2))
        deviations = np.sqrt(np.diag(covariance))
        return MultivariateNormal(self.x_dim, covariance / np.outer(deviations, deviations))

    @property
    def covariance(self) -> Array:
        """Joint covariance, with ones on its diagonal."""
        return self.normal.covariance

    @property
    def x_shape(self) -> tuple[int, ...]:
        return (self.x_dim,)

    @property
    def y_shape(self) -> tuple[int, ...]:
        return (self.y_dim,)

    @property
    def mutual_information(self) -> float:
        return self.normal.mutual_information

    def sample(self, n: int, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: arrays (n, x_dim) and (n, y_dim)."""
        return self.normal.sample(n, rng=rng)

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln p(x, y) - ln p(x) - ln p(y), an array (n,)."""
        return self.normal.pointwise_mutual_information(x, y)
