"""Kozachenko-Leonenko entropies (KL), plain and weighted, and the mutual information h(X) + h(Y) - h(X, Y).

The distance r_j(x_i) to the j-th nearest other point, in whitened coordinates, gives the log-density

    ln p_j(x_i) = psi(j) - psi(n) - ln V_d - d ln r_j(x_i),    V_d = pi^{d/2} / Gamma(d/2 + 1).

KL takes j = k. The weighted estimator (WKL) takes sum_j w_j ln p_j with weights that sum to one and cancel the bias
terms of order n^{-2l/d}, l <= d/4; in four joint dimensions or fewer there is nothing to cancel and it is KL with k = 1.

References: L. F. Kozachenko and N. N. Leonenko, Problems Inform. Transmission 23 (1987); T. B. Berrett, R. J. Samworth,
M. Yuan, Efficient multivariate entropy estimation via k-nearest neighbour distances, Ann. Statist. 47 (2019),
doi:10.1214/18-AOS1688. The system of equations is the one of arXiv 2305.08013.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import digamma, gammaln

from .entropies import mutual_information, whitened
from .neighbours import neighbour_distances
from .protocol import Estimate
from .validation import as_pair, as_vectors, is_labels


def weighted_log_density(points: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """sum_j w_j ln p_j at every point of (n, d), from the neighbours whose weight is not zero."""
    n, d = points.shape
    used = np.flatnonzero(weights)
    distances = neighbour_distances(points, int(used[-1]) + 1, "euclidean")[:, used]
    duplicates = int((distances[:, 0] == 0).sum())
    if duplicates:
        raise ValueError(
            f"{duplicates} of {n} samples coincide with another one, so their nearest-neighbour density is infinite: "
            "remove the duplicates, or use an estimator for mixed or discrete data."
        )
    log_volume = d / 2 * math.log(math.pi) - gammaln(d / 2 + 1)
    log_p = digamma(used + 1) - digamma(n) - log_volume - d * np.log(distances)
    return log_p @ weights[used]


@dataclass(frozen=True)
class KL:
    """Mutual information by Kozachenko-Leonenko entropies of the k-th neighbour.

    Parameters
    ----------
    k : int
        Which neighbour; 1 has the least bias.
    whiten : bool
        Estimate in whitened coordinates, separately for x, y and the pair.
    """

    k: int = 1
    whiten: bool = True

    def __post_init__(self) -> None:
        if self.k < 1:
            raise ValueError(f"KL needs k >= 1; got {self.k}.")

    def estimate(self, x: ArrayLike, y: ArrayLike, rng: Any = None) -> Estimate:
        """Estimate I(X;Y) in nats; one side may be class labels. Deterministic, `rng` is not used."""
        weights = np.eye(self.k)[-1]

        def log_density(points: NDArray[np.float64]) -> NDArray[np.float64]:
            return weighted_log_density(points, weights)

        return mutual_information(x, y, whitened(log_density) if self.whiten else log_density, "KL", self.k)


@lru_cache(maxsize=256)
def bias_cancelling_weights(k: int, d: int) -> tuple[float, ...]:
    """Weights w_1..w_k of the weighted estimator in d dimensions.

    For d <= 4, (1, 0, ..., 0). Otherwise the minimum-norm least-squares solution of: the weights sum to one;
    sum_j w_j Gamma(j + 2l/d) / Gamma(j) = 0 for l = 1..floor(d/4); w_j = 0 outside the support floor(i k / d), i = 1..d.

    Raises
    ------
    ValueError
        If the system has no solution that sums to one to 1e-6: k too small for d, or too ill-conditioned (d >= 20).
    """
    if d <= 4:
        return (1.0, *(0.0,) * (k - 1))
    orders = np.arange(1, d // 4 + 1)
    j = np.arange(1, k + 1)
    moments = np.exp(gammaln(j + 2 * orders[:, None] / d) - gammaln(j))
    moments /= np.linalg.norm(moments, axis=1, keepdims=True)
    support = {i * k // d - 1 for i in range(1, d + 1)}
    outside = np.eye(k)[[index for index in range(k) if index not in support]]
    system = np.vstack([np.full(k, 1 / k), moments, outside])
    right = np.zeros(len(system))
    right[0] = 1 / k
    weights = np.linalg.lstsq(system, right, rcond=1e-6)[0]
    if abs(weights.sum() - 1) > 1e-6:
        raise ValueError(
            f"No weights for k={k} neighbours in d={d} dimensions: their sum is {weights.sum():.4f}, not 1, which would "
            f"bias the entropy. Take k > {d // 4} in fewer than 20 dimensions, compress further, or use KL."
        )
    return tuple(weights.tolist())


@dataclass(frozen=True)
class WeightedKL:
    """Mutual information by weighted Kozachenko-Leonenko entropies (WKL).

    Parameters
    ----------
    k : int
        Number of neighbours the weights are spread over.
    whiten : bool
        Estimate in whitened coordinates, separately for x, y and the pair.
    """

    k: int = 5
    whiten: bool = True

    def __post_init__(self) -> None:
        if self.k < 1:
            raise ValueError(f"WeightedKL needs k >= 1; got {self.k}.")

    def estimate(self, x: ArrayLike, y: ArrayLike, rng: Any = None) -> Estimate:
        """Estimate I(X;Y) in nats; one side may be class labels. Deterministic, `rng` is not used.

        `details["weight_norm"]` is the sum of absolute weights of the joint entropy: how far it amplifies variance.
        """

        def log_density(points: NDArray[np.float64]) -> NDArray[np.float64]:
            return weighted_log_density(points, np.array(bias_cancelling_weights(self.k, points.shape[1])))

        x, y = as_pair(x, y)
        joint = sum(as_vectors(side).shape[1] for side in (x, y) if not is_labels(side))
        details = {"weight_norm": float(np.abs(bias_cancelling_weights(self.k, joint)).sum())} if joint else {}
        return mutual_information(x, y, whitened(log_density) if self.whiten else log_density, "WeightedKL", self.k, details)
