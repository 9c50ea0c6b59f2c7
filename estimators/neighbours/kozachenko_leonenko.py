"""Kozachenko-Leonenko entropies (KL), plain and weighted, and the mutual information h(X) + h(Y) - h(X, Y).

The distance r_j(x_i) to the j-th nearest other point, in whitened coordinates, gives the log-density

    ln p_j(x_i) = psi(j) - psi(n) - ln V_d - d ln r_j(x_i),    V_d = pi^{d/2} / Gamma(d/2 + 1).

KL takes j = k. The weighted estimator (WKL) takes sum_j w_j ln p_j with weights that sum to one and cancel the bias
terms of lowest order in n, see `infoplane.estimators.neighbours.weights`.

References: L. F. Kozachenko and N. N. Leonenko, Problems Inform. Transmission 23 (1987); T. B. Berrett, R. J. Samworth,
M. Yuan, Efficient multivariate entropy estimation via k-nearest neighbour distances, Ann. Statist. 47 (2019),
doi:10.1214/18-AOS1688.
"""

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import digamma, gammaln

from infoplane.estimators.entropies import mutual_information, whitened
from infoplane.estimators.kernels.neighbours import neighbour_distances
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import as_pair, as_vectors, is_labels

from .weights import WEIGHTS


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


@dataclass(frozen=True)
class WeightedKL:
    """Mutual information by weighted Kozachenko-Leonenko entropies (WKL).

    Parameters
    ----------
    k : int
        Number of neighbours the weights are spread over.
    whiten : bool
        Estimate in whitened coordinates, separately for x, y and the pair.
    weights : {"published", "least norm"}
        Those of the paper, or better-conditioned ones, for which k = 20 is a good choice.
    """

    k: int = 5
    whiten: bool = True
    weights: Literal["published", "least norm"] = "published"

    def __post_init__(self) -> None:
        if self.k < 1:
            raise ValueError(f"WeightedKL needs k >= 1; got {self.k}.")
        if self.weights not in WEIGHTS:
            raise ValueError(f"weights must be one of {', '.join(map(repr, WEIGHTS))}; got {self.weights!r}.")

    def estimate(self, x: ArrayLike, y: ArrayLike, rng: Any = None) -> Estimate:
        """Estimate I(X;Y) in nats; one side may be class labels. Deterministic, `rng` is not used.

        `details["weight_norm"]` is the sum of absolute weights of the joint entropy: how far it amplifies variance.
        """
        weights = WEIGHTS[self.weights]

        def log_density(points: NDArray[np.float64]) -> NDArray[np.float64]:
            return weighted_log_density(points, np.array(weights(self.k, points.shape[1])))

        x, y = as_pair(x, y)
        joint = sum(as_vectors(side).shape[1] for side in (x, y) if not is_labels(side))
        details = {"weight_norm": float(np.abs(weights(self.k, joint)).sum())} if joint else {}
        return mutual_information(x, y, whitened(log_density) if self.whiten else log_density, "WeightedKL", self.k, details)
