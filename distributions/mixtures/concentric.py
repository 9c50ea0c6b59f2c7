"""Concentric normal clouds X of different widths, and Y, which shows the width.

One of m components i = 1, ..., m, equally likely: X ~ N(0, i^2 I_d), Y ~ N(i, spread^2). For the spreads allowed, Y shows the
component except with probability below 1e-30. X shows the component only through its norm:

    I(X;Y) = I(component; ||X||) = ln m - H(component | ||X||),

a quadrature in one dimension. Reference: P. Czyz et al., arXiv 2310.10240.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.special import gammaln, logsumexp

from infoplane.distributions.protocol import Array

_MAX_SPREAD = 0.04


@dataclass(frozen=True)
class ConcentricNormals:
    """Clouds X (n, x_dim), and Y (n, 1): the index of the cloud with a little noise.

    Parameters
    ----------
    x_dim : int
        Dimension of X.
    components : int
        Number m of clouds, at least 1.
    spread : float
        Standard deviation of Y within a component, in (0, 0.04].

    Raises
    ------
    ValueError
        If there is no dimension or no cloud, or the spread is out of its range.

    Notes
    -----
    I(X;Y) = ln m - H(component | ||X||), by quadrature.

    References
    ----------
    P. Czyz et al., arXiv 2310.10240.

    Examples
    --------
    >>> from infoplane.distributions import ConcentricNormals
    >>> round(ConcentricNormals(3, 5).mutual_information, 4)
    0.4554
    """

    x_dim: int
    components: int
    spread: float = 0.01
    y_shape = (1,)

    def __post_init__(self) -> None:
        if min(self.x_dim, self.components) < 1:
            raise ValueError(f"Needs at least one dimension and one cloud; got {self.x_dim} and {self.components}.")
        if not 0 < self.spread <= _MAX_SPREAD:
            raise ValueError(f"Y must show the component, so its spread must lie in (0, {_MAX_SPREAD}]; got {self.spread}.")

    @property
    def x_shape(self) -> tuple[int, ...]:
        return (self.x_dim,)

    @property
    def mutual_information(self) -> float:
        return _information(self.x_dim, self.components)

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: arrays (n, x_dim) and (n, 1)."""
        rng = np.random.default_rng(rng)
        component = rng.integers(1, self.components + 1, size=(n, 1))
        x = component * rng.standard_normal((n, self.x_dim))
        return x, component + self.spread * rng.standard_normal((n, 1))

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln p(x, y) - ln p(x) - ln p(y), an array (n,), from the densities of the whole mixture."""
        i = np.arange(1, self.components + 1)
        log_x = -0.5 * (x**2).sum(axis=1, keepdims=True) / i**2 - self.x_dim * np.log(i)
        log_y = -0.5 * ((y - i) / self.spread) ** 2
        marginals = logsumexp(log_x, axis=1) + logsumexp(log_y, axis=1)
        return math.log(self.components) + logsumexp(log_x + log_y, axis=1) - marginals


@lru_cache(maxsize=256)
def _information(dim: int, components: int) -> float:
    # As a function of ln r, the density of the norm is analytic and decays at both ends: the trapezoidal rule converges
    # geometrically.
    i = np.arange(1, components + 1)[:, None]
    low, high = -40.0 / dim - 1, math.log(components * (math.sqrt(dim) + 10))
    log_r, step = np.linspace(low, high, 20_001, retstep=True)
    log_density = dim * (log_r - np.log(i)) - 0.5 * np.exp(2 * (log_r - np.log(i)))
    log_density -= (dim / 2 - 1) * math.log(2) + gammaln(dim / 2)
    posterior = log_density - logsumexp(log_density, axis=0)
    return math.log(components) + float(np.sum(np.exp(log_density) * posterior) * step / components)
