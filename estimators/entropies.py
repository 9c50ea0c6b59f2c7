"""Mutual information from log-densities: what all estimators of entropies share.

With leave-one-out log-densities at the sample points, the estimate is the mean pointwise mutual information

    I = mean_i [ln p(x_i, y_i) - ln p(x_i) - ln p(y_i)] = h(X) + h(Y) - h(X, Y).

For class labels y it is the mean of ln p(x_i | y_i) - ln p(x_i), with one density for each class. The standard
error comes from the same n terms, so it respects the covariances of the three entropies. It covers neither bias nor the weak
dependence between leave-one-out terms.
"""

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from .kernels.threads import each
from .protocol import NO_DETAILS, Estimate
from .validation import Array, Labels, Sample, as_vectors, continuous_pair, is_labels, refuse_constants

LogDensity = Callable[[Array], Array]  # points (n, d) -> leave-one-out log-densities (n,)

# Below this ratio of extreme eigenvalues a covariance is singular to working precision.
_SINGULAR = 1e-13


class Coordinates(NamedTuple):
    """Points (n, d) in new coordinates. Densities of the original points are smaller by the factor exp(log_volume)."""

    points: Array
    log_volume: float


def whiten(points: Array) -> Coordinates:
    """Return Z = X C^{-1/2} for the sample covariance C, and ln sqrt(det C): h(X) = h(Z) + ln sqrt(det C).

    Parameters
    ----------
    points : array (n, d)

    Raises
    ------
    ValueError
        If C is singular in any units of the columns.
    """
    eigenvalues, axes, units = covariance_spectrum(points)
    log_volume = 0.5 * float(np.log(eigenvalues).sum())
    if units is not None:
        points, log_volume = points / units, log_volume + float(np.log(units).sum())
    return Coordinates(points @ (axes / np.sqrt(eigenvalues) @ axes.T), log_volume)


class Spectrum(NamedTuple):
    """Ascending eigenvalues (d,) and axes (d, d) of a covariance, and the units (d,) by which columns were divided before."""

    eigenvalues: Array
    axes: Array
    units: Array | None


def covariance_spectrum(points: Array) -> Spectrum:
    """The spectrum of the covariance of points (n, d); errors as in `whiten`."""
    n, d = points.shape
    spectrum = _spectrum(points) if n > d else None
    if spectrum is None and n > d:
        # Columns of very different units make C look singular. Their correlations show whether it is.
        units = points.std(axis=0)
        spectrum = _spectrum(points / units, units) if (units > 0).all() else None
    if spectrum is None:
        raise ValueError(
            f"The covariance of {d} columns over {n} samples is singular, so no density exists: draw more samples, drop "
            "constant or collinear columns, or compress first (Compressed with PCA)."
        )
    return spectrum


def _spectrum(points: Array, units: Array | None = None) -> Spectrum | None:
    """The spectrum, or None if the covariance is singular to working precision."""
    eigenvalues, axes = np.linalg.eigh(np.atleast_2d(np.cov(points, rowvar=False)))
    return Spectrum(eigenvalues, axes, units) if eigenvalues[0] > _SINGULAR * eigenvalues[-1] else None


def coordinates(points: Array, white: bool) -> Coordinates:
    """Whitened coordinates, or the points as they are."""
    return whiten(points) if white else Coordinates(points, 0.0)


def pair_coordinates(x: Array, y: Array, white: bool) -> list[Coordinates]:
    """Coordinates of the pair, of x and of y, each whitened separately if `white`."""
    return each(lambda points: coordinates(points, white), (np.hstack([x, y]), x, y), len(x))


def pair_terms(parts: list[Coordinates], log_density: LogDensity) -> Array:
    """Pointwise terms ln p(x, y) - ln p(x) - ln p(y), (n,), from `pair_coordinates`."""
    joint, x, y = (log_density(part.points) - part.log_volume for part in parts)
    return joint - x - y


def information(terms: Array, details: Mapping[str, float] = NO_DETAILS, ceiling: float | None = None) -> Estimate:
    """Mean and standard error of pointwise terms (n,) as an `Estimate`."""
    return Estimate(float(terms.mean()), float(terms.std(ddof=1) / math.sqrt(len(terms))), details, ceiling)


def pointwise_terms(x: Sample, y: Sample, log_density: LogDensity, method: str, white: bool) -> Array:
    """Pointwise terms of I(X;Y), (n,), from log-densities of x, y and the pair; or of x alone if y is class labels.

    Parameters
    ----------
    x, y : checked samples, at most one of them class labels (n,)
    log_density : callable
        Points (n, d) -> leave-one-out log-densities (n,).
    method : str
        The estimator's name, for error messages.
    white : bool
        Estimate every density in whitened coordinates.
    """
    if is_labels(x) != is_labels(y):
        refuse_constants(x, y)
        numbers, labels = (y, x) if is_labels(x) else (x, y)
        return _class_terms(as_vectors(numbers), labels, log_density, white)
    return pair_terms(pair_coordinates(*continuous_pair(x, y, method), white), log_density)


def _class_terms(x: Array, labels: Labels, log_density: LogDensity, white: bool) -> Array:
    """Pointwise terms ln p(x|y) - ln p(x)."""

    def in_original_coordinates(points: Array) -> Array:
        own = coordinates(points, white)
        return log_density(own.points) - own.log_volume

    within = np.empty(len(x))
    for label in np.unique(labels):
        members = labels == label
        within[members] = in_original_coordinates(x[members])
    return within - in_original_coordinates(x)
