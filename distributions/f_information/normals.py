"""Closed forms for normal distributions: two of one covariance, and jointly normal pairs.

For N(a, S) and N(b, S), with D^2 = (a - b)' S^-1 (a - b),

    KL = D^2 / 2,    chi2 = exp(D^2) - 1,    H2 = 2 (1 - exp(-D^2 / 8)),    TV = 2 Phi(D / 2) - 1.

For a jointly normal pair of canonical correlations rho_k and mutual information I = -1/2 sum ln(1 - rho_k^2),

    chi2 = prod 1 / (1 - rho_k^2) - 1 = exp(2 I) - 1,
    BC = prod (1 - rho_k^2)^(1/4) / (1 - rho_k^2 / 4)^(1/2) = exp(I_half - I / 2),

with I_half the mutual information where all correlations are half as large. For one correlation, p > q where

    v^2 < (1 - rho) (2 I / rho + u^2 / (1 + rho)),    u = (x + y) / sqrt 2,  v = (x - y) / sqrt 2,  rho > 0,

so TV = P(p > q) - Q(p > q) is an integral over u of normal probabilities of v.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr

from infoplane.distributions.normal.correlated_normal import CorrelatedNormal
from infoplane.distributions.normal.covariance import MultivariateNormal
from infoplane.distributions.normal.latent import LatentNormal
from infoplane.distributions.protocol import Array

from .kinds import Kind, check_kind

Normal = CorrelatedNormal | MultivariateNormal | LatentNormal
_REACH, _NODES = 12.0, 400  # standard deviations of u, and nodes on each side of 0


@dataclass(frozen=True)
class ShiftedNormals:
    """Two normal distributions of unit covariance: P with mean `shift`, Q with mean 0. Their divergences are known.

    Any two normals of one covariance are such a pair in other coordinates.

    Parameters
    ----------
    shift : tuple of float
        One entry for each dimension.

    Raises
    ------
    ValueError
        If there is no dimension, or the shift is not finite.

    Notes
    -----
    With D the length of the shift: KL = D^2 / 2, chi2 = exp(D^2) - 1, H2 = 2 (1 - exp(-D^2 / 8)), TV = 2 Phi(D / 2) - 1.

    Examples
    --------
    >>> from infoplane.distributions import ShiftedNormals
    >>> normals = ShiftedNormals((0.6, 0.8))
    >>> [round(normals.divergence(kind), 4) for kind in ("KL", "chi2", "H2", "TV")]
    [0.5, 1.7183, 0.235, 0.3829]
    >>> p, q = normals.sample(100, rng=0)
    >>> p.shape, q.shape
    ((100, 2), (100, 2))
    """

    shift: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.shift or not all(map(math.isfinite, self.shift)):
            raise ValueError(f"A shift has one finite number for each dimension; got {self.shift}.")

    def divergence(self, kind: Kind) -> float:
        """The divergence of P from Q, of kind "KL" (in nats), "chi2", "H2" or "TV".

        Raises
        ------
        ValueError
            If the kind is unknown.
        """
        check_kind(kind)
        square = math.fsum(one**2 for one in self.shift)
        if kind == "KL":
            return square / 2
        if kind == "chi2":
            return math.expm1(square)
        if kind == "H2":
            return -2 * math.expm1(-square / 8)
        return math.erf(math.sqrt(square / 8))

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Array]:
        """Draw n points of P and n points of Q, independent of each other: two arrays (n, d)."""
        p, q = np.random.default_rng(rng).standard_normal((2, n, len(self.shift)))
        return p + np.array(self.shift), q


def bhattacharyya(pair: Normal) -> float:
    """The coefficient BC of a jointly normal pair and the product of its marginals."""
    return math.exp(_halved(pair).mutual_information - pair.mutual_information / 2)


def _halved(pair: Normal) -> Normal:
    if isinstance(pair, CorrelatedNormal):
        return CorrelatedNormal(pair.x_dim, pair.y_dim, tuple(rho / 2 for rho in pair.correlations))
    whole = pair.normal if isinstance(pair, LatentNormal) else pair
    covariance, x = whole.covariance.copy(), whole.x_dim
    covariance[:x, x:] /= 2
    covariance[x:, :x] /= 2
    return MultivariateNormal(x, covariance)


def total_variation(correlation: float) -> float:
    """TV of a normal pair of one correlation, by Gauss-Legendre quadrature over u."""
    rho = abs(correlation)
    if rho == 0:
        return 0.0
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    twice_mi = -math.log1p(-(rho**2))
    total = 0.0
    # Variances of u and of v: 1 + rho and 1 - rho where they belong together, else 1.
    for of_u, of_v, sign in ((1 + rho, 1 - rho, 1), (1.0, 1.0, -1)):
        u = _REACH * math.sqrt(of_u) * (nodes + 1) / 2
        density = np.exp(-(u**2) / (2 * of_u)) / math.sqrt(2 * math.pi * of_u)
        edge = np.sqrt((1 - rho) * (twice_mi / rho + u**2 / (1 + rho)))
        inside = 2 * ndtr(edge / math.sqrt(of_v)) - 1
        total += sign * 2 * float(weights @ (density * inside)) * _REACH * math.sqrt(of_u) / 2
    return total
