"""Mutual information from log-densities: the frame shared by every estimator that estimates entropies.

With leave-one-out log-densities at the sample points, the estimate is the mean pointwise mutual information

    I = mean_i [ln p(x_i, y_i) - ln p(x_i) - ln p(y_i)] = h(X) + h(Y) - h(X, Y),

and for class labels y the mean of ln p(x_i | y_i) - ln p(x_i), densities estimated anew inside every class. The
standard error comes from the same terms, so the covariances of the three entropies are respected; it knows nothing of
bias, nor of the weak dependence between leave-one-out terms.
"""

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .protocol import NO_DETAILS, Estimate
from .validation import as_pair, as_vectors, continuous_pair, is_labels

Vectors = NDArray[np.float64]
LogDensity = Callable[[Vectors], NDArray[np.float64]]

# Below this ratio of extreme eigenvalues a covariance is singular to working precision.
_SINGULAR = 1e-13


def whiten(points: Vectors) -> tuple[Vectors, float]:
    """Return Z = X C^{-1/2} (n, d) for the sample covariance C, and ln sqrt(det C), so that h(X) = h(Z) + ln sqrt(det C).

    Raises
    ------
    ValueError
        If C is singular.
    """
    n, d = points.shape
    if n > d:
        eigenvalues, axes = np.linalg.eigh(np.atleast_2d(np.cov(points, rowvar=False)))
    if n <= d or not eigenvalues[0] > _SINGULAR * eigenvalues[-1]:
        raise ValueError(
            f"The covariance of {d} columns over {n} samples is singular, so no density exists: draw more samples, drop "
            "constant or collinear columns, or compress first (Compressed with PCA)."
        )
    return points @ (axes / np.sqrt(eigenvalues) @ axes.T), 0.5 * float(np.log(eigenvalues).sum())


def whitened(log_density: LogDensity) -> LogDensity:
    """Estimate the log-density in whitened coordinates and return it in the original ones."""

    def evaluate(points: Vectors) -> NDArray[np.float64]:
        white, log_volume = whiten(points)
        return log_density(white) - log_volume

    return evaluate


def information(
    terms: NDArray[np.float64], details: Mapping[str, float] = NO_DETAILS, ceiling: float | None = None
) -> Estimate:
    """Mean and standard error of pointwise terms (n,) as an `Estimate`."""
    return Estimate(float(terms.mean()), float(terms.std(ddof=1) / math.sqrt(len(terms))), details, ceiling)


def mutual_information(
    x: ArrayLike,
    y: ArrayLike,
    log_density: LogDensity,
    method: str,
    least: int,
    details: Mapping[str, float] = NO_DETAILS,
) -> Estimate:
    """Estimate I(X;Y) by log-densities of x, y and the pair, or of x in all and x in every class where y is labels.

    Parameters
    ----------
    x, y : array (n, *shape), one of them possibly class labels (n,)
    log_density : callable
        Vectors (n, d) -> leave-one-out log-densities (n,).
    method : str
        The estimator's name, for errors.
    least : int
        A sample, and every class, needs more points than this.
    """
    x, y = as_pair(x, y)
    if is_labels(x) and not is_labels(y):
        x, y = y, x
    if is_labels(y) and not is_labels(x):
        return information(_conditional(as_vectors(x), y, log_density, method, least), details)
    x, y = continuous_pair(x, y, method)
    _need(len(x), least, method)
    return information(log_density(np.hstack([x, y])) - log_density(x) - log_density(y), details)


def _conditional(x: Vectors, labels: NDArray[np.int64], log_density: LogDensity, method: str, least: int) -> Vectors:
    """Pointwise terms ln p(x|y) - ln p(x)."""
    inside = np.empty(len(x))
    for label in np.unique(labels):
        members = labels == label
        _need(int(members.sum()), least, method, f" in class {label}")
        inside[members] = log_density(x[members])
    return inside - log_density(x)


def _need(n: int, least: int, method: str, where: str = "") -> None:
    if n <= least:
        raise ValueError(
            f"{method} needs more than {least} samples{where}; got {n}. Draw more samples, lower k or merge classes."
        )
