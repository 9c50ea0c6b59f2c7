"""Correlated normals in which a part of the pairs is replaced by independent pairs.

p(x, y) = (1 - w) s(x, y) + w s(x) s(y) for a signal s. The marginals stay those of the signal, and its pointwise mutual
information pmi becomes ln((1 - w) exp(pmi) + w). If all p pairs of components have the same correlation rho, pmi depends only
on the sums of squares A of (x + y)/sqrt 2 and B of (x - y)/sqrt 2:

    pmi = -p/2 ln(1 - rho^2) + rho/2 [A / (1 + rho) - B / (1 - rho)].

A and B are independent and chi-squared with p degrees of freedom, scaled by 1 + rho and 1 - rho for the signal and by 1 for
independent pairs. So I(X;Y) is a quadrature in two dimensions, whatever the dimensions of X and Y. References: the
distribution is that of P. Czyz et al., arXiv 2310.10240; the reduction to A and B is our own.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.special import gammaln

from infoplane.distributions.normal.correlated_normal import CorrelatedNormal
from infoplane.distributions.protocol import Array

_NODES = 400


@dataclass(frozen=True)
class Inliers:
    """Correlated normals X (n, x_dim) and Y (n, y_dim), some of whose pairs (x, y) are replaced by independent pairs.

    Parameters
    ----------
    signal : CorrelatedNormal
        The signal, with at least one pair of components and equal correlations.
    weight : float
        Probability w in [0, 1] that a pair (x, y) is independent.

    Raises
    ------
    ValueError
        If there is no correlation, the correlations differ, or the weight is not in [0, 1].

    Notes
    -----
    p(x, y) = (1 - w) s(x, y) + w s(x) s(y) for the signal s; I(X;Y) by quadrature.

    References
    ----------
    P. Czyz et al., arXiv 2310.10240.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal, Inliers
    >>> round(Inliers(CorrelatedNormal(5, 5, (0.8, 0.8)), 0.5).mutual_information, 4)
    0.2696
    """

    signal: CorrelatedNormal
    weight: float

    def __post_init__(self) -> None:
        if len(set(self.signal.correlations)) != 1:
            raise ValueError(f"The quadrature needs at least one correlation, and equal ones; got {self.signal.correlations}.")
        if not 0 <= self.weight <= 1:
            raise ValueError(f"The probability of an independent pair must lie in [0, 1]; got {self.weight}.")

    @property
    def x_shape(self) -> tuple[int, ...]:
        return self.signal.x_shape

    @property
    def y_shape(self) -> tuple[int, ...]:
        return self.signal.y_shape

    @property
    def mutual_information(self) -> float:
        return _information(abs(self.signal.correlations[0]), len(self.signal.correlations), self.weight)

    def sample(self, n: int, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: arrays (n, x_dim) and (n, y_dim)."""
        rng = np.random.default_rng(rng)
        x, y = self.signal.sample(n, rng=rng)
        independent = rng.random(n) < self.weight
        # The marginal distribution of y is standard normal, rotated or not.
        y[independent] = rng.standard_normal((int(independent.sum()), self.signal.y_dim))
        return x, y

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln p(x, y) - ln p(x) - ln p(y), an array (n,)."""
        return _diluted(self.signal.pointwise_mutual_information(x, y), self.weight)


def _diluted(pointwise: Array, weight: float) -> Array:
    with np.errstate(divide="ignore"):
        return np.logaddexp(np.log1p(-weight) + pointwise, np.log(weight))


@lru_cache(maxsize=256)
def _information(rho: float, pairs: int, weight: float) -> float:
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    reach = 1.5 * (math.sqrt(pairs) + 9)  # the widest of the radii has scale sqrt(1 + rho) < 1.5
    radius, weights = reach * (nodes + 1) / 2, weights * reach / 2
    square = radius**2
    # Each radius is chi-distributed with `pairs` degrees of freedom, times a scale.
    constant = (pairs / 2 - 1) * math.log(2) + gammaln(pairs / 2)

    def chi(variance: float) -> Array:
        return weights * np.exp(
            (pairs - 1) * np.log(radius) - square / variance / 2 - constant - pairs / 2 * math.log(variance)
        )

    joint = (1 - weight) * np.outer(chi(1 + rho), chi(1 - rho)) + weight * np.outer(chi(1), chi(1))
    pointwise = -pairs / 2 * math.log1p(-(rho**2)) + rho / 2 * np.subtract.outer(square / (1 + rho), square / (1 - rho))
    return float(np.sum(joint * _diluted(pointwise, weight)))
