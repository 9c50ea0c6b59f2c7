"""Multivariate Student distributions: heavy tails, and dependence without correlation.

(X, Y) = Z sqrt(nu / chi2_nu) for a normal Z of covariance S (the dispersion) and one chi-square variable for X and Y. Then

    I(X;Y) = I(Z_x;Z_y) + f(nu) + f(nu + dx + dy) - f(nu + dx) - f(nu + dy),   f(t) = ln Gamma(t/2) - (t/2) psi(t/2),

which is positive even for S = identity, where only the common denominator couples X and Y. Reference: R. B. Arellano-Valle,
J. E. Contreras-Reyes, M. G. Genton, Shannon entropy and mutual information for multivariate skew-elliptical distributions,
Scandinavian Journal of Statistics 40 (2013), doi 10.1111/j.1467-9469.2011.00774.x.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
from scipy.special import digamma, gammaln

from infoplane.distributions.protocol import Array
from infoplane.distributions.targets import check_target

from .correlated_normal import MAX_NATS_PER_PAIR, CorrelatedNormal
from .covariance import MultivariateNormal
from .latent import LatentNormal


@dataclass(frozen=True)
class MultivariateStudent:
    """Student vectors X (n, x_dim) and Y (n, y_dim) with the dispersion of a normal distribution.

    Parameters
    ----------
    normal : CorrelatedNormal, MultivariateNormal or LatentNormal
        Its covariance is the dispersion.
    dof : float
        Degrees of freedom, positive; 1 is the Cauchy distribution.

    Raises
    ------
    ValueError
        If `dof` is not positive.

    Notes
    -----
    I(X;Y) = I(Z_x;Z_y) + f(nu) + f(nu + dx + dy) - f(nu + dx) - f(nu + dy) for the normal Z, with
    f(t) = ln Gamma(t/2) - (t/2) psi(t/2).

    References
    ----------
    R. B. Arellano-Valle, J. E. Contreras-Reyes, M. G. Genton (2013), doi 10.1111/j.1467-9469.2011.00774.x.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal, MultivariateStudent
    >>> round(MultivariateStudent(CorrelatedNormal(1, 1), dof=1.0).mutual_information, 4)
    0.2242
    """

    normal: CorrelatedNormal | MultivariateNormal | LatentNormal
    dof: float

    def __post_init__(self) -> None:
        if not self.dof > 0:
            raise ValueError(f"A Student distribution needs positive degrees of freedom; got {self.dof}.")

    @classmethod
    def with_mutual_information(cls, nats: float, x_dim: int, y_dim: int, dof: float, rotation_seed: int | None = None) -> Self:
        """The distribution with I(X;Y) = `nats` whose dispersion is that of correlated pairs.

        Raises
        ------
        ValueError
            If `nats` is below the information of the common denominator, or more than 10 nats per pair above it.
        """
        least = tail_information(dof, x_dim, y_dim)
        most = least + MAX_NATS_PER_PAIR * min(x_dim, y_dim)
        check_target(
            f"Student distributions of {x_dim} and {y_dim} dimensions with {dof:g} degrees of freedom", nats, least, most
        )
        return cls(CorrelatedNormal.with_mutual_information(nats - least, x_dim, y_dim, rotation_seed), dof)

    @property
    def x_shape(self) -> tuple[int, ...]:
        return self.normal.x_shape

    @property
    def y_shape(self) -> tuple[int, ...]:
        return self.normal.y_shape

    @property
    def mutual_information(self) -> float:
        return self.normal.mutual_information + tail_information(self.dof, self.normal.x_dim, self.normal.y_dim)

    def sample(self, n: int, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: arrays (n, x_dim) and (n, y_dim)."""
        rng = np.random.default_rng(rng)
        x, y = self.normal.sample(n, rng=rng)
        # Dividing is right: multiplying gives other distributions with other information.
        scale = np.sqrt(rng.chisquare(self.dof, size=(n, 1)) / self.dof)
        return x / scale, y / scale

    @cached_property
    def _dispersion(self) -> MultivariateNormal:
        return MultivariateNormal(self.normal.x_dim, self.normal.covariance)

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln p(x, y) - ln p(x) - ln p(y), an array (n,)."""
        x_dim, y_dim, dof = self.normal.x_dim, self.normal.y_dim, self.dof
        constant = (
            gammaln((dof + x_dim + y_dim) / 2) + gammaln(dof / 2) - gammaln((dof + x_dim) / 2) - gammaln((dof + y_dim) / 2)
        )
        terms = zip((-(x_dim + y_dim), x_dim, y_dim), self._dispersion.squared_distances(x, y), strict=True)
        kernels = sum((math.copysign(dof, dim) + dim) / 2 * np.log1p(square / dof) for dim, square in terms)
        return constant + self.normal.mutual_information + kernels


def tail_information(dof: float, x_dim: int, y_dim: int) -> float:
    """Mutual information of Student vectors with identity dispersion, in nats."""
    return _excess(dof) + _excess(dof + x_dim + y_dim) - _excess(dof + x_dim) - _excess(dof + y_dim)


def _excess(dof: float) -> float:
    """ln Gamma(h) - h psi(h) + h for h = dof/2; the h at the end cancels in the sum of four and keeps the terms small."""
    h = dof / 2
    if h < 64:
        return float(gammaln(h) - h * digamma(h) + h)
    # Stirling's series; its next term is below 1e-15 here.
    return (1 + math.log(2 * math.pi / h)) / 2 + 1 / (6 * h) - 1 / (90 * h**3) + 1 / (210 * h**5)
