"""Kozachenko-Leonenko entropies (KL), plain and weighted, and the mutual information h(X) + h(Y) - h(X, Y).

The distance r_j(x_i) to the j-th nearest other point, in whitened coordinates, gives the log-density

    ln p_j(x_i) = psi(j) - psi(n) - ln V_d - d ln r_j(x_i),    V_d = pi^{d/2} / Gamma(d/2 + 1).

KL takes j = k. The weighted estimator (WKL) takes sum_j w_j ln p_j with weights that sum to one and cancel the bias
terms of lowest order in n, see `infoplane.estimators.neighbours.weights`.

Samples may lie on surfaces of fewer dimensions than they have columns, as the codes of an autoencoder with too many components
do. `dimensions` then gives those of x and of y, d is replaced by them, and by their sum for the pair. Such points are not
whitened: that would blow up what is thin. Their entropies are those of densities on the surfaces, and their difference is the
mutual information as before.

References: L. F. Kozachenko and N. N. Leonenko, Problems Inform. Transmission 23 (1987); T. B. Berrett, R. J. Samworth,
M. Yuan, Efficient multivariate entropy estimation via k-nearest neighbour distances, Ann. Statist. 47 (2019),
doi:10.1214/18-AOS1688.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.special import digamma, gammaln

from infoplane.estimators.checked import CheckedEstimator
from infoplane.estimators.entropies import information, pointwise_terms
from infoplane.estimators.kernels.neighbours import neighbour_distances
from infoplane.estimators.kernels.threads import run_chunks
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import Array, Sample, check_k, continuous_pair, is_labels, need_samples

from .weights import WEIGHTS

Dimensions = tuple[int, int]


def weighted_log_density(points: Array, weights: Array, dimension: int | None = None) -> Array:
    """sum_j w_j ln p_j at every point of (n, d), from the neighbours whose weight is not zero.

    Parameters
    ----------
    points : array (n, d)
    weights : array (k,)
    dimension : int, optional
        Of the surface that the points lie on; d by default.

    Raises
    ------
    ValueError
        If two points coincide.
    """
    n, d = points.shape[0], dimension or points.shape[1]
    used = np.flatnonzero(weights)
    distances = neighbour_distances(points, int(used[-1]) + 1, "euclidean")
    duplicates = int((distances[:, used[0]] == 0).sum())
    if duplicates:
        raise ValueError(
            f"{duplicates} of {n} samples coincide with another one, so their nearest-neighbour density is infinite: "
            "remove the duplicates, or use an estimator for mixed or discrete data."
        )
    log_volume = d / 2 * math.log(math.pi) - gammaln(d / 2 + 1)
    constants = digamma(used + 1) - digamma(n) - log_volume

    result = np.empty(n)

    def fill(first: int, last: int) -> None:  # by parts: there are k n distances
        part = distances[first:last][:, used]
        np.log(part, out=part)
        part *= d
        np.subtract(constants, part, out=part)
        result[first:last] = part @ weights[used]

    run_chunks(fill, n, 64)
    return result


def _terms(
    x: Sample,
    y: Sample,
    weights: Callable[[int], Array],
    method: str,
    whiten: bool,
    dimensions: Dimensions | None,
) -> Array:
    """Pointwise terms of I(X;Y), (n,), with weights that depend on the dimension."""

    def log_density(points: Array, dimension: int) -> Array:
        return weighted_log_density(points, weights(dimension), dimension)

    if dimensions is None:
        return pointwise_terms(x, y, lambda points: log_density(points, points.shape[1]), method, whiten)
    if is_labels(x) != is_labels(y):
        return pointwise_terms(x, y, lambda points: log_density(points, dimensions[is_labels(x)]), method, False)
    x, y = continuous_pair(x, y, method)
    for name, points, dimension in (("x", x, dimensions[0]), ("y", y, dimensions[1])):
        if dimension > points.shape[1]:
            raise ValueError(
                f"{method} has dimensions={dimensions}, but {name} has {points.shape[1]} columns: give at most those."
            )
    return log_density(np.hstack([x, y]), sum(dimensions)) - log_density(x, dimensions[0]) - log_density(y, dimensions[1])


def _check_dimensions(dimensions: Dimensions | None) -> None:
    if dimensions is not None and not (len(dimensions) == 2 and min(dimensions) >= 1):
        raise ValueError(f"dimensions are those of x and of y, two integers from 1; got {dimensions!r}.")


@dataclass(frozen=True)
class KL(CheckedEstimator):
    """Mutual information by Kozachenko-Leonenko entropies of the k-th neighbour. Deterministic.

    One of x and y may be class labels.

    Parameters
    ----------
    k : int
        The k-th neighbour is used; k = 1 has the least bias.
    whiten : bool
        Estimate in whitened coordinates, separately for x, y and the pair.
    dimensions : (int, int), optional
        Of the surfaces that x and y lie on, if they are fewer than the columns; `whiten` then does not count. All columns of x
        and y should be in one unit. An entry for class labels is not used.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> x, y = CorrelatedNormal.with_mutual_information(0.5, 1, 1).sample(2000, rng=1)
    >>> print(f"{KL(3).estimate(x, y).nats:.1f}")
    0.5
    """

    k: int = 1
    whiten: bool = True
    dimensions: Dimensions | None = None

    def __post_init__(self) -> None:
        check_k(self.k, "KL")
        _check_dimensions(self.dimensions)

    def on_dimensions(self, x: int, y: int) -> "KL":
        """The estimator for samples on surfaces of so many dimensions."""
        return replace(self, dimensions=(x, y))

    def estimate_checked(self, x: Sample, y: Sample, rng: np.random.Generator) -> Estimate:
        """Estimate I(X;Y) in nats from checked samples."""
        need_samples(x, y, self.k, "KL")
        only_the_last = np.eye(self.k)[-1]
        return information(_terms(x, y, lambda dimension: only_the_last, "KL", self.whiten, self.dimensions))


@dataclass(frozen=True)
class WeightedKL(CheckedEstimator):
    """Mutual information by weighted Kozachenko-Leonenko entropies (WKL). Deterministic.

    One of x and y may be class labels. `details["weight_norm"]` is the sum of the absolute weights of the joint entropy, the
    factor by which they may amplify the noise of the distances.

    Parameters
    ----------
    k : int
        Number of neighbours that have weights.
    whiten : bool
        Estimate in whitened coordinates, separately for x, y and the pair.
    weights : {"published", "least norm", "second order"}
        Those of the paper, or better-conditioned ones, for which k = 20 works well. In 9 to 14 columns of x and y together,
        and with 5,000 rows or more, those of second order with k = 160 vary half as much.
    dimensions : (int, int), optional
        Of the surfaces that x and y lie on, if they are fewer than the columns; `whiten` then does not count. All columns of x
        and y should be in one unit. An entry for class labels is not used.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> x, y = CorrelatedNormal.with_mutual_information(1.5, 3, 3).sample(1000, rng=0)
    >>> print(f"{WeightedKL(20, weights='least norm').estimate(x, y).nats:.1f}")
    1.5
    """

    k: int = 5
    whiten: bool = True
    weights: Literal["published", "least norm", "second order"] = "published"
    dimensions: Dimensions | None = None

    def __post_init__(self) -> None:
        check_k(self.k, "WeightedKL")
        _check_dimensions(self.dimensions)
        if self.weights not in WEIGHTS:
            raise ValueError(f"weights must be one of {', '.join(map(repr, WEIGHTS))}; got {self.weights!r}.")

    def estimate_checked(self, x: Sample, y: Sample, rng: np.random.Generator) -> Estimate:
        """Estimate I(X;Y) in nats from checked samples."""
        need_samples(x, y, self.k, "WeightedKL")
        sizes = self.dimensions or (x[0].size, y[0].size)
        joint = sum(size for size, sample in zip(sizes, (x, y), strict=True) if not is_labels(sample))
        details = {"weight_norm": float(np.abs(self._weights(joint)).sum())} if joint else {}
        return information(_terms(x, y, self._weights, "WeightedKL", self.whiten, self.dimensions), details)

    def on_dimensions(self, x: int, y: int) -> "WeightedKL":
        """The estimator for samples on surfaces of so many dimensions."""
        return replace(self, dimensions=(x, y))

    def _weights(self, d: int) -> Array:
        return np.array(WEIGHTS[self.weights](self.k, d))
