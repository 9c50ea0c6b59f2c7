"""Mixture twins: a mixture of normals of the columns after `Gaussianizer`.

    p(x, y) = sum_k w_k N((x, y); m_k, S_k),    k = 1, ..., K.

Both maps are one-to-one, so the MI is the same. K is the one of 1, 2, 4, ... with the largest likelihood of held-out rows; a
mixture of one component is the normal twin. The MI of a mixture has no closed form: it is the mean of
ln p(x, y) - ln p(x) - ln p(y) over draws.
"""

import math
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from scipy.special import logsumexp

from infoplane.estimators.validation import Array, Rows

from .elliptical import EllipticalTwin, cholesky, fit_dispersion, log_density, twin_with

_COMPONENTS = (1, 2, 4, 8, 16, 32)
_MOST_ROWS = 3000  # to choose the number of components
_DRAWS = 30_000  # the standard error is about .005 nats


@dataclass(frozen=True)
class MixtureTwin:
    """A mixture of normals of (X, Y).

    Parameters
    ----------
    weights : array (K,)
    means : array (K, d)
    covariances : array (K, d, d)
    x_dim : int
    estimate : float
        Its MI in nats, by draws.
    """

    weights: Array
    means: Array
    covariances: Array
    x_dim: int
    estimate: float = field(default=math.nan)

    @property
    def x_shape(self) -> tuple[int, ...]:
        return (self.x_dim,)

    @property
    def y_shape(self) -> tuple[int, ...]:
        return (self.means.shape[1] - self.x_dim,)

    @property
    def mutual_information(self) -> float:
        """I(X;Y) in nats, by draws."""
        return self.estimate

    def swapped(self) -> "MixtureTwin":
        """The twin of (Y, X)."""
        order = np.r_[self.x_dim : self.means.shape[1], : self.x_dim]
        covariances = self.covariances[:, order][:, :, order]
        return replace(self, means=self.means[:, order], covariances=covariances, x_dim=self.y_shape[0])

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Array]:
        """Draw n pairs: arrays (n, x_dim) and (n, y_dim)."""
        rng = np.random.default_rng(rng)
        chosen = rng.choice(len(self.weights), n, p=self.weights)
        z = rng.normal(size=(n, self.means.shape[1]))
        for k in range(len(self.weights)):
            rows = chosen == k
            z[rows] = self.means[k] + z[rows] @ cholesky(self.covariances[k]).T
        return z[:, : self.x_dim], z[:, self.x_dim :]

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln p(x, y) - ln p(x) - ln p(y), an array (n,)."""
        both, x_part, y_part = slice(None), slice(self.x_dim), slice(self.x_dim, None)
        return self.log_density(np.hstack([x, y]), both) - self.log_density(x, x_part) - self.log_density(y, y_part)

    def log_density(self, z: Array, part: slice) -> Array:
        """ln p of rows z in the columns `part` of (x, y)."""
        terms = [
            math.log(weight) + log_density(z - mean[part], covariance[part, part], math.inf)
            for weight, mean, covariance in zip(self.weights, self.means, self.covariances, strict=True)
        ]
        return np.asarray(logsumexp(terms, axis=0))


def fit_mixture(x: Array, y: Array, fitted: Rows, held_out: Rows, rng: np.random.Generator) -> EllipticalTwin | MixtureTwin:
    """The mixture twin of mapped columns: parameters and result as in `copula.fit_columns`."""
    z, x_dim = np.hstack([x, y]), x.shape[1]
    few, seed = fitted[:_MOST_ROWS], int(rng.integers(2**31))
    best = (-math.inf, 1)
    for components in _COMPONENTS:
        if components > 1 and components * z.shape[1] ** 2 / 2 > 1.5 * len(few):
            break
        likelihood = float(_fit(z[few], components, x_dim, seed).log_density(z[held_out], slice(None)).mean())
        if likelihood > best[0] + 1e-4:
            best = (likelihood, components)
        elif components > 2 * best[1] or likelihood < best[0] - 0.02:
            break
    if best[1] == 1:
        return twin_with(fit_dispersion(z, math.inf)[1], x_dim, math.inf, len(z))
    mixture = _fit(z, best[1], x_dim, seed)
    nats = float(mixture.pointwise_mutual_information(*mixture.sample(_DRAWS, rng=rng)).mean())
    return MixtureTwin(mixture.weights, mixture.means, mixture.covariances, x_dim, nats)


def _fit(z: Array, components: int, x_dim: int, seed: int) -> MixtureTwin:
    if components == 1:
        mean, covariance = fit_dispersion(z, math.inf)
        return MixtureTwin(np.ones(1), mean[None], covariance[None], x_dim)
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the likelihood decides, converged or not
        mixture = GaussianMixture(components, random_state=seed, reg_covar=1e-6, max_iter=100, tol=5e-4).fit(z)
    return MixtureTwin(mixture.weights_, mixture.means_, mixture.covariances_, x_dim)
