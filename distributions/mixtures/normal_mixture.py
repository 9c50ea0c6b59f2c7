"""Mixtures of normal distributions of (X, Y).

p(x, y) = sum_k w_k N((x, y); m_k, S_k). The marginals are mixtures too, so the pointwise mutual information is known, and

    I(X;Y) = E [ln p(X, Y) - ln p(X) - ln p(Y)].

For x_dim + y_dim <= 3 the mean is taken by quadrature (the trapezoidal rule, which converges geometrically for analytic
integrands). In more dimensions it is a Monte Carlo mean: see `Measured`. Reference: P. Czyz, F. Grabowski, J. Vogt,
N. Beerenwinkel, A. Marx, On the properties and estimation of pointwise mutual information profiles ("Bend and Mix Models"),
arXiv 2310.10240.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.linalg import solve_triangular
from scipy.special import logsumexp

from infoplane.distributions.protocol import Array

Row = tuple[float, ...]
Rows = tuple[Row, ...]  # a matrix that can be hashed
_REACH = 8.5  # standard deviations that the grid reaches from every mean: probability 2e-17 lies outside
_STEPS = 3.0  # grid steps per conditional standard deviation of the narrowest component
_MAX_POINTS = 20_000_000


@dataclass(frozen=True)
class NormalMixture:
    """A mixture of jointly normal components: X (n, x_dim), Y (n, y_dim).

    Parameters
    ----------
    x_dim : int
        Dimension of X: the first components of every mean.
    weights : tuple of float
        Positive weights w_k with sum 1.
    means : tuple of tuple of float
        Joint means m_k.
    covariances : tuple of tuple of tuple of float
        Joint covariances S_k.

    Raises
    ------
    ValueError
        If weights, means and covariances do not fit together, or X or Y would have no component.

    Notes
    -----
    p(x, y) = sum_k w_k N((x, y); m_k, S_k); I(X;Y) = E [ln p(X, Y) - ln p(X) - ln p(Y)] by quadrature.

    References
    ----------
    P. Czyz et al., arXiv 2310.10240.

    Examples
    --------
    >>> from infoplane.distributions import NormalMixture
    >>> identity = ((1.0, 0.0), (0.0, 1.0))
    >>> mixture = NormalMixture(1, (0.5, 0.5), ((-9.0, -9.0), (9.0, 9.0)), (identity, identity))
    >>> round(mixture.mutual_information, 4)  # X and Y both show the component: ln 2
    0.6931
    """

    x_dim: int
    weights: Row
    means: Rows
    covariances: tuple[Rows, ...]

    def __post_init__(self) -> None:
        if not len(self.weights) == len(self.means) == len(self.covariances) > 0:
            counts = f"{len(self.weights)}, {len(self.means)} and {len(self.covariances)}"
            raise ValueError(f"A mixture needs as many weights as means and covariances, and at least one; got {counts}.")
        if min(self.weights) <= 0 or not math.isclose(sum(self.weights), 1, abs_tol=1e-9):
            raise ValueError(f"Weights must be positive and sum to 1; got {self.weights}.")
        dim = len(self.means[0])
        if not 0 < self.x_dim < dim:
            raise ValueError(f"With {dim} dimensions in all, x_dim lies between 1 and {dim - 1}; got {self.x_dim}.")
        for covariance in self.covariances:
            matrix = np.array(covariance)
            if matrix.shape != (dim, dim) or not np.allclose(matrix, matrix.T) or np.linalg.eigvalsh(matrix)[0] <= 0:
                raise ValueError(f"Covariances must be symmetric and positive definite, {dim} x {dim}; got {covariance}.")

    @property
    def y_dim(self) -> int:
        return len(self.means[0]) - self.x_dim

    @property
    def x_shape(self) -> tuple[int, ...]:
        return (self.x_dim,)

    @property
    def y_shape(self) -> tuple[int, ...]:
        return (self.y_dim,)

    @property
    def mutual_information(self) -> float:
        """By quadrature, cached.

        Raises
        ------
        ValueError
            In more than 3 dimensions, or where the components are too narrow for a grid: such a mixture must be `Measured`.
        """
        return _quadrature(self)

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: arrays (n, x_dim) and (n, y_dim)."""
        rng = np.random.default_rng(rng)
        component = rng.choice(len(self.weights), size=n, p=np.array(self.weights) / sum(self.weights))
        noise = rng.standard_normal((n, len(self.means[0])))
        joint = np.empty_like(noise)
        for k, (mean, covariance) in enumerate(zip(self.means, self.covariances, strict=True)):
            rows = component == k
            joint[rows] = noise[rows] @ np.linalg.cholesky(np.array(covariance)).T + np.array(mean)
        return joint[:, : self.x_dim], joint[:, self.x_dim :]

    def log_density(self, points: Array, components: slice = slice(None)) -> Array:
        """ln p of the marginal on these components, at points (n, d): an array (n,)."""
        means = np.array(self.means)[:, components]
        terms = np.empty((len(means), len(points)))
        for covariance in dict.fromkeys(self.covariances):
            equal = [other == covariance for other in self.covariances]
            terms[equal] = _log_normals(points, means[equal], np.array(covariance)[components, components])
        return logsumexp(terms + np.log(self.weights)[:, None], axis=0)

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln p(x, y) - ln p(x) - ln p(y), an array (n,)."""
        x_part, y_part = slice(self.x_dim), slice(self.x_dim, None)
        return self.log_density(np.hstack([x, y])) - self.log_density(x, x_part) - self.log_density(y, y_part)


def _log_normals(points: Array, means: Array, covariance: Array) -> Array:
    """Logarithms (k, n) of the densities of k normals with one covariance, at points (n, d)."""
    factor = np.linalg.cholesky(covariance)
    white = solve_triangular(factor, points.T, lower=True)
    squares = [((white - centre[:, None]) ** 2).sum(axis=0) for centre in solve_triangular(factor, means.T, lower=True).T]
    return -0.5 * np.array(squares) - np.log(np.diag(factor)).sum() - len(covariance) / 2 * math.log(2 * math.pi)


@lru_cache(maxsize=256)
def _quadrature(distribution: NormalMixture, steps: float = _STEPS) -> float:
    means, covariances = np.array(distribution.means), np.array(distribution.covariances)
    deviations = np.sqrt(np.diagonal(covariances, axis1=1, axis2=2))
    low, high = (means - _REACH * deviations).min(axis=0), (means + _REACH * deviations).max(axis=0)
    # The width of a component along one axis is that of its density conditional on the other axes.
    conditional = 1 / np.sqrt(np.diagonal(np.linalg.inv(covariances), axis1=1, axis2=2))
    counts = np.ceil((high - low) / (conditional.min(axis=0) / steps)).astype(int) + 1
    if len(counts) > 3 or math.prod(counts.tolist()) > _MAX_POINTS:
        raise ValueError(
            f"Quadrature takes 3 dimensions and {_MAX_POINTS:,} points at most; this mixture has {len(counts)} dimensions and "
            f"needs {math.prod(counts.tolist()):,} points. Measure its mutual information with "
            "infoplane.distributions.mixtures.monte_carlo.measure."
        )
    axes = [np.linspace(*ends) for ends in zip(low, high, counts, strict=True)]
    points_x, points_y = (_grid(part) for part in (axes[: distribution.x_dim], axes[distribution.x_dim :]))
    log_x = distribution.log_density(points_x, slice(distribution.x_dim))
    log_y = distribution.log_density(points_y, slice(distribution.x_dim, None))
    total = 0.0
    for start in range(0, len(points_x), chunk := max(1, 200_000 // len(points_y))):
        part = slice(start, start + chunk)
        points = np.hstack([np.repeat(points_x[part], len(points_y), axis=0), np.tile(points_y, (len(points_x[part]), 1))])
        log_joint = distribution.log_density(points)
        product = np.add.outer(log_x[part], log_y).ravel()
        total += float(np.sum(np.exp(log_joint) * (log_joint - product)))
    return total * float(math.prod(axis[1] - axis[0] for axis in axes))


def _grid(axes: list[Array]) -> Array:
    """Points (n, d) of the product of the axes."""
    return np.stack([values.ravel() for values in np.meshgrid(*axes, indexing="ij")], axis=1)
