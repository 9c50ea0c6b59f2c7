"""Elliptical twins: Student distributions (the normal one among them) of the columns, or of what is behind their ranks.

With dispersion S and nu degrees of freedom (infinite: normal),

    ln p(z) = c(nu, d) - ln det S / 2 - (nu + d)/2 ln(1 + m/nu),    m = (z - mu)' S^-1 (z - mu),

and the MI is that of the normal with covariance S plus a term of nu alone (`tail_information`). S is fitted by expectation
maximisation, where a row weighs (nu + d)/(nu + m). nu is the one of `DOFS` with the largest likelihood of held-out rows.

The dispersion of a sample makes dependence look stronger than it is. The mean of that error under normality is known
(`gaussian.canonical_correlations`), and it is subtracted. The canonical correlations of the twin are smaller than those of the
sample, so that it has the corrected MI.

Reference: C. Liu, D. B. Rubin, ML estimation of the t distribution using EM, Statistica Sinica 5 (1995).
"""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.linalg import solve_triangular
from scipy.special import gammaln, ndtri, stdtr

from infoplane.distributions.normal.student import tail_information
from infoplane.estimators.gaussian.canonical_correlations import small_sample_bias
from infoplane.estimators.validation import Array

DOFS = (math.inf, 10.0, 5.0, 3.0, 2.0, 1.0)
_STEPS = 40  # of expectation maximisation; it has converged long before
_MORE_VARIANCE = (0.0, 1e-14, 1e-12, 1e-10, 1e-8)  # share of the variance
_TINY = 1e-12  # probability, so that quantiles stay finite


@dataclass(frozen=True)
class EllipticalTwin:
    """A Student or normal distribution of (X, Y).

    Parameters
    ----------
    dispersion : array (d, d)
        Of the columns of x, then those of y.
    x_dim : int
    dof : float
        Degrees of freedom; infinite for a normal distribution.
    estimate : float
        The MI as fitted, in nats. It may be below 0; the twin's own MI is then 0 plus that of the tails.
    normal_margins : bool
        Map every column to the standard normal: the twin of a copula.
    """

    dispersion: Array
    x_dim: int
    dof: float
    estimate: float
    normal_margins: bool = False

    @property
    def x_shape(self) -> tuple[int, ...]:
        return (self.x_dim,)

    @property
    def y_shape(self) -> tuple[int, ...]:
        return (len(self.dispersion) - self.x_dim,)

    @property
    def mutual_information(self) -> float:
        """I(X;Y) in nats."""
        normal = max(normal_information(self.dispersion, self.x_dim), 0.0)  # rounding can leave independence below 0
        return normal + tails(self.dof, self.x_dim, len(self.dispersion) - self.x_dim)

    def swapped(self) -> "EllipticalTwin":
        """The twin of (Y, X)."""
        order = np.r_[self.x_dim : len(self.dispersion), : self.x_dim]
        return replace(self, dispersion=self.dispersion[np.ix_(order, order)], x_dim=self.y_shape[0])

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Array]:
        """Draw n pairs: arrays (n, x_dim) and (n, y_dim)."""
        rng = np.random.default_rng(rng)
        z = rng.normal(size=(n, len(self.dispersion))) @ cholesky(self.dispersion).T
        if math.isfinite(self.dof):
            z /= np.sqrt(rng.chisquare(self.dof, (n, 1)) / self.dof)
            if self.normal_margins:
                z = ndtri(stdtr(self.dof, z).clip(_TINY, 1 - _TINY))
        return z[:, : self.x_dim], z[:, self.x_dim :]


def twin_with(dispersion: Array, x_dim: int, dof: float, n: int, normal_margins: bool = False) -> EllipticalTwin:
    """The twin for a dispersion that was fitted to n rows: correct its MI, and shrink the correlations to it."""
    corrected = normal_information(dispersion, x_dim) - small_sample_bias(n, x_dim, len(dispersion) - x_dim)
    shrunk = with_information(dispersion, x_dim, max(corrected, 0.0))
    return EllipticalTwin(shrunk, x_dim, dof, corrected + tails(dof, x_dim, len(dispersion) - x_dim), normal_margins)


def tails(dof: float, x_dim: int, y_dim: int) -> float:
    """MI of Student vectors with identity dispersion, in nats; 0 for normal ones."""
    return tail_information(dof, x_dim, y_dim) if math.isfinite(dof) else 0.0


def cholesky(matrix: Array) -> Array:
    """Lower root of a covariance. One that is singular within rounding, as of equal ranks, gets a little more variance."""
    for more in _MORE_VARIANCE:
        try:
            return np.asarray(np.linalg.cholesky(matrix + more * np.diag(np.diag(matrix)) if more else matrix))
        except np.linalg.LinAlgError:
            continue
    raise ValueError(f"A dispersion of {len(matrix)} columns is singular: drop constant or collinear columns.")


def normal_information(covariance: Array, x_dim: int) -> float:
    """MI of jointly normal vectors, in nats."""
    parts = (covariance[:x_dim, :x_dim], covariance[x_dim:, x_dim:], covariance)
    x, y, both = (float(np.log(np.diag(cholesky(part))).sum()) for part in parts)
    return x + y - both


def with_information(covariance: Array, x_dim: int, nats: float) -> Array:
    """The covariance in which every canonical pair has lost the same share of MI, or all it had, so that `nats` remain.

    Sampling gives every pair some MI. Shrinking all correlations by one factor instead would leave many weak pairs that are
    noise, at the cost of the strong ones.
    """
    x_root, y_root, (left, correlations, right) = _canonical(covariance, x_dim)
    shares = normal_pairs(correlations)
    low, high = 0.0, float(shares[0])  # what every pair loses
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if (shares - middle).clip(min=0).sum() > nats else (low, middle)
    if shares.sum() > nats:
        correlations = np.sqrt(-np.expm1(-2 * (shares - high).clip(min=0)))
    shrunk = covariance.copy()
    shrunk[:x_dim, x_dim:] = x_root @ (left * correlations) @ right @ y_root.T
    shrunk[x_dim:, :x_dim] = shrunk[:x_dim, x_dim:].T
    return shrunk


def strongest_pair(covariance: Array, x_dim: int) -> float:
    """MI of the first canonical pair, in nats."""
    return float(normal_pairs(_canonical(covariance, x_dim)[2][1])[0])


def _canonical(covariance: Array, x_dim: int) -> tuple[Array, Array, tuple[Array, Array, Array]]:
    """Roots of the covariances of x and of y; singular value decomposition of what is between x and y when both are white."""
    x_root, y_root = cholesky(covariance[:x_dim, :x_dim]), cholesky(covariance[x_dim:, x_dim:])
    left, correlations, right = np.linalg.svd(between_white(x_root, y_root, covariance[x_dim:, :x_dim]), full_matrices=False)
    return x_root, y_root, (left, correlations, right)


def between_white(x_root: Array, y_root: Array, covariance: Array) -> Array:
    """Covariance (dx, dy) of x and y when both are white, from the roots of their own and that of y and x (dy, dx)."""
    return np.asarray(solve_triangular(x_root, solve_triangular(y_root, covariance, lower=True).T, lower=True))


def normal_pairs(correlations: Array) -> Array:
    """MI of normal pairs, in nats."""
    return np.asarray(-0.5 * np.log1p(-(correlations.clip(max=1 - 1e-15) ** 2)))


def squared_distances(z: Array, root: Array) -> Array:
    """z' S^-1 z for rows z and the Cholesky root of S."""
    return np.asarray((solve_triangular(root, z.T, lower=True) ** 2).sum(axis=0))


def log_density(z: Array, dispersion: Array, dof: float) -> Array:
    """ln p of centred rows z (n, d)."""
    d, root = len(dispersion), cholesky(dispersion)
    m, log_det = squared_distances(z, root), float(np.log(np.diag(root)).sum())
    if math.isinf(dof):
        return np.asarray(-m / 2 - log_det - d / 2 * math.log(2 * math.pi))
    constant = gammaln((dof + d) / 2) - gammaln(dof / 2) - d / 2 * math.log(dof * math.pi)
    return np.asarray(constant - log_det - (dof + d) / 2 * np.log1p(m / dof))


def fit_dispersion(
    z: Array, dof: float, start: tuple[Array, Array] | None = None, centred: bool = False
) -> tuple[Array, Array]:
    """Location (d,) and dispersion (d, d) of rows z by maximum likelihood.

    Parameters
    ----------
    z : array (n, d)
    dof : float
        Degrees of freedom, infinite for a normal distribution.
    start : pair of arrays, optional
        Where the iteration starts; else at the median and the squared interquartile ranges.
    centred : bool
        The location is 0, and the dispersion has a unit diagonal: the fit of a copula.
    """
    n, d = z.shape
    if math.isinf(dof):
        location = np.zeros(d) if centred else z.mean(axis=0)
        return location, np.atleast_2d((z - location).T @ (z - location)) / n
    location, dispersion = start or (
        np.median(z, axis=0),
        np.diag((np.subtract(*np.percentile(z, [75, 25], axis=0)) / 1.35) ** 2),
    )
    for _ in range(_STEPS):
        m = squared_distances(z - location, cholesky(dispersion))
        weights = (dof + d) / (dof + m)
        location = np.zeros(d) if centred else weights @ z / weights.sum()
        last, dispersion = dispersion, ((z - location) * weights[:, None]).T @ (z - location) / n
        if centred:
            scale = np.sqrt(np.diag(dispersion))
            dispersion = dispersion / scale[:, None] / scale
        if np.abs(dispersion - last).max() < 1e-4 * np.abs(dispersion).max():
            break
    return location, dispersion
