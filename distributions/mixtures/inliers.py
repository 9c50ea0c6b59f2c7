"""A signal diluted by pairs that have nothing to do with each other.

p(x, y) = (1 - w) s(x, y) + w s(x) s(y) for a signal distribution s: the marginals stay, and the pointwise mutual information
becomes
ln((1 - w) exp(pmi) + w). For p normal pairs of one correlation rho, pmi depends on the two sums of squares A, B of
(x + y)/sqrt 2 and (x - y)/sqrt 2 alone,

    pmi = -p/2 ln(1 - rho^2) + rho/2 [A / (1 + rho) - B / (1 - rho)],

whose distributions are chi-squared of p degrees of freedom, scaled by 1 + rho and 1 - rho under the signal and by 1 under the
product. So I(X;Y) is a quadrature in two dimensions, whatever the dimension of X and Y. Distribution: P. Czyz et al.,
arXiv 2310.10240; the reduction is ours.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from infoplane.distributions.normal.correlated_normal import CorrelatedNormal

_NODES = 400


@dataclass(frozen=True)
class Inliers:
    """Correlated normals of which a part is replaced by independent draws.

    Parameters
    ----------
    signal : CorrelatedNormal
        The signal, with at least one pair and equal correlations.
    weight : float
        Part w in [0, 1] that is independent.
    """

    signal: CorrelatedNormal
    weight: float

    def __post_init__(self) -> None:
        if len(set(self.signal.correlations)) != 1:
            raise ValueError(f"The quadrature needs pairs of one correlation; got {self.signal.correlations}.")
        if not 0 <= self.weight <= 1:
            raise ValueError(f"The independent part must lie in [0, 1]; got {self.weight}.")

    @property
    def x_shape(self) -> tuple[int, ...]:
        return self.signal.x_shape

    @property
    def y_shape(self) -> tuple[int, ...]:
        return self.signal.y_shape

    @property
    def mutual_information(self) -> float:
        return _information(abs(self.signal.correlations[0]), len(self.signal.correlations), self.weight)

    def sample(self, n: int, rng: Any = None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Draw n independent pairs: arrays (n, x_dim) and (n, y_dim)."""
        rng = np.random.default_rng(rng)
        x, y = self.signal.sample(n, rng)
        strangers = rng.random(n) < self.weight
        # A normal y of its own: its marginal distribution is standard normal, rotated or not.
        y[strangers] = rng.standard_normal((int(strangers.sum()), self.signal.y_dim))
        return x, y

    def pointwise_mutual_information(self, x: NDArray[Any], y: NDArray[Any]) -> NDArray[np.float64]:
        """ln p(x, y) - ln p(x) - ln p(y), an array (n,)."""
        return _diluted(self.signal.pointwise_mutual_information(x, y), self.weight)


def _diluted(pointwise: NDArray[Any], weight: float) -> NDArray[np.float64]:
    with np.errstate(divide="ignore"):
        return np.logaddexp(np.log1p(-weight) + pointwise, np.log(weight))


@lru_cache(maxsize=256)
def _information(rho: float, pairs: int, weight: float) -> float:
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    reach = 1.5 * (math.sqrt(pairs) + 9)  # the widest of the radii has scale sqrt(1 + rho) < 1.5
    radius, weights = reach * (nodes + 1) / 2, weights * reach / 2
    square = radius**2
    # Densities of the radii, chi of `pairs` degrees of freedom, on a scale.
    constant = (pairs / 2 - 1) * math.log(2) + gammaln(pairs / 2)

    def chi(variance: float) -> NDArray[np.float64]:
        return weights * np.exp(
            (pairs - 1) * np.log(radius) - square / variance / 2 - constant - pairs / 2 * math.log(variance)
        )

    joint = (1 - weight) * np.outer(chi(1 + rho), chi(1 - rho)) + weight * np.outer(chi(1), chi(1))
    pointwise = -pairs / 2 * math.log1p(-(rho**2)) + rho / 2 * np.subtract.outer(square / (1 + rho), square / (1 - rho))
    return float(np.sum(joint * _diluted(pointwise, weight)))
