"""Contaminated normal distributions: most pairs (x, y) are normal, and the others are enlarged by one factor.

(X, Y) = S Z for a normal Z, where S is `scale` in a share `weight` of the pairs, and 1 in the others. X and Y have one S, so
they are dependent even without correlation. With Mahalanobis distances r and g_d(r) = sum_k w_k s_k^-d exp(-r^2 / (2 s_k^2)),

    I(X;Y) = I(Z_x;Z_y) + e(dx + dy) - e(dx) - e(dy),    e(d) = E ln g_d(r_d),

and r_d is chi-distributed with d degrees of freedom, times S: one quadrature for each e. Like Student's, the distribution is
elliptical. Reference: J. W. Tukey, A survey of sampling from contaminated distributions (1960).
"""

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from scipy.special import gammaln

from infoplane.distributions.protocol import Array

from .correlated_normal import CorrelatedNormal
from .covariance import MultivariateNormal


@dataclass(frozen=True)
class ContaminatedNormal:
    """Vectors X (n, x_dim) and Y (n, y_dim): normal, and in a share of the pairs enlarged.

    Parameters
    ----------
    normal : CorrelatedNormal
        The distribution of the other pairs.
    weight : float
        Share of the enlarged pairs, in (0, 1).
    scale : float
        Factor of x and of y in these pairs, positive.

    Raises
    ------
    ValueError
        If weight or scale is out of its range.

    Notes
    -----
    I(X;Y) = I(Z_x;Z_y) + e(dx + dy) - e(dx) - e(dy), by quadrature.

    References
    ----------
    J. W. Tukey, A survey of sampling from contaminated distributions (1960).

    Examples
    --------
    >>> from infoplane.distributions import ContaminatedNormal, CorrelatedNormal
    >>> round(ContaminatedNormal(CorrelatedNormal(2, 2), 0.1, 5.0).mutual_information, 3)
    0.178
    """

    normal: CorrelatedNormal
    weight: float
    scale: float

    def __post_init__(self) -> None:
        if not 0 < self.weight < 1 or not 0 < self.scale < math.inf:
            raise ValueError(f"Needs a share in (0, 1) and a positive factor; got {self.weight} and {self.scale}.")

    @property
    def x_shape(self) -> tuple[int, ...]:
        return self.normal.x_shape

    @property
    def y_shape(self) -> tuple[int, ...]:
        return self.normal.y_shape

    @property
    def mutual_information(self) -> float:
        x_dim, y_dim = self.normal.x_dim, self.normal.y_dim
        joint, of_x, of_y = (_mean_log(d, self.weight, self.scale) for d in (x_dim + y_dim, x_dim, y_dim))
        return self.normal.mutual_information + joint - of_x - of_y

    def sample(self, n: int, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: arrays (n, x_dim) and (n, y_dim)."""
        rng = np.random.default_rng(rng)
        x, y = self.normal.sample(n, rng=rng)
        factor = np.where(rng.random((n, 1)) < self.weight, self.scale, 1.0)
        return x * factor, y * factor

    @cached_property
    def _covariance(self) -> MultivariateNormal:
        return MultivariateNormal(self.normal.x_dim, self.normal.covariance)

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln p(x, y) - ln p(x) - ln p(y), an array (n,)."""
        dims = self.normal.x_dim + self.normal.y_dim, self.normal.x_dim, self.normal.y_dim
        squares = self._covariance.squared_distances(x, y)
        joint, of_x, of_y = (_log(r2, d, self.weight, self.scale) for r2, d in zip(squares, dims, strict=True))
        return self.normal.mutual_information + joint - of_x - of_y


def _log(square: Array, dim: int, weight: float, scale: float) -> Array:
    """ln g_d at squared distances."""
    enlarged = math.log(weight) - dim * math.log(scale) - square / (2 * scale**2)
    return np.logaddexp(math.log1p(-weight) - square / 2, enlarged)


@lru_cache(maxsize=256)
def _mean_log(dim: int, weight: float, scale: float) -> float:
    # As a function of ln r the density of r is analytic and decays at both ends: the trapezoidal rule converges geometrically.
    low = math.log(min(1.0, scale)) - 40.0 / dim - 1
    log_r, step = np.linspace(low, math.log(max(1.0, scale) * (math.sqrt(dim) + 10)), 20_001, retstep=True)
    constant = (dim / 2 - 1) * math.log(2) + gammaln(dim / 2)

    def density(log_ratio: Array) -> Array:
        """Density of ln r, for r over its factor."""
        return np.exp(dim * log_ratio - 0.5 * np.exp(2 * log_ratio) - constant)

    mixed = (1 - weight) * density(log_r) + weight * density(log_r - math.log(scale))
    return float(np.sum(mixed * _log(np.exp(2 * log_r), dim, weight, scale)) * step)
