"""A correlated normal pair on a torus: each coordinate is known up to a whole number of periods.

X = A mod L and Y = B mod L for standard normal A and B of correlation r and a period L, both in [-L/2, L/2). The density is the
sum of the normal one over all shifts by whole periods,

    p(x, y) = sum_ij phi_r(x + i L, y + j L),   p(x) = sum_i phi(x + i L),

and wrapping loses information: I(X;Y) < -ln(1 - r^2) / 2. The integral of I(X;Y) over the torus is a trapezoidal sum of an
analytic periodic function, which converges geometrically. Reference: K. V. Mardia and P. E. Jupp, Directional Statistics,
Wiley 2000.
"""

import itertools
import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.special import logsumexp

from infoplane.distributions.protocol import Array

_REACH = 8.5  # standard deviations around 0 from which values are wrapped: probability 2e-17 lies outside
_STEPS = 4  # grid steps in one conditional standard deviation
_LEAST_PERIOD, _STRONGEST = 0.5, 0.999


@dataclass(frozen=True)
class WrappedNormal:
    """Correlated normal X (n, 1) and Y (n, 1), both wrapped to a period. For more dimensions, see `Repeated`.

    Parameters
    ----------
    correlation : float
        Of the standard normal pair before wrapping, at most 0.999 in size.
    period : float
        Standard deviations in a period, at least 0.5.

    Raises
    ------
    ValueError
        If `correlation` or `period` is out of its range.

    Notes
    -----
    p(x, y) = sum_ij phi_r(x + i L, y + j L); I(X;Y) by quadrature.

    References
    ----------
    K. V. Mardia and P. E. Jupp, Directional Statistics, Wiley 2000.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal, WrappedNormal
    >>> round(CorrelatedNormal(1, 1, (0.75,)).mutual_information, 4), round(WrappedNormal(0.75, 4.0).mutual_information, 4)
    (0.4133, 0.2706)
    """

    correlation: float
    period: float = 4.0
    x_shape = y_shape = (1,)

    def __post_init__(self) -> None:
        if not abs(self.correlation) <= _STRONGEST or not _LEAST_PERIOD <= self.period < math.inf:
            raise ValueError(
                f"Needs a correlation of at most {_STRONGEST} in size and a period of {_LEAST_PERIOD} or more; "
                f"got {self.correlation} and {self.period}."
            )

    @property
    def mutual_information(self) -> float:
        return _information(self)

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: arrays (n, 1)."""
        first, second = np.random.default_rng(rng).standard_normal((2, n, 1))
        y = self.correlation * first + math.sqrt(1 - self.correlation**2) * second
        return self._wrapped(first), self._wrapped(y)

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln p(x, y) - ln p(x) - ln p(y), an array (n,)."""
        x, y = x[:, 0], y[:, 0]
        return self._log_joint(x, y) - self._log_marginal(x) - self._log_marginal(y)

    def _wrapped(self, z: Array) -> Array:
        return (z + self.period / 2) % self.period - self.period / 2

    @property
    def _shifts(self) -> Array:
        """Whole periods that bring every point of the torus to every value that may have been wrapped to it."""
        most = math.ceil(_REACH / self.period + 0.5)
        return self.period * np.arange(-most, most + 1)

    def _log_joint(self, x: Array, y: Array) -> Array:
        left = 1 - self.correlation**2
        total = np.full(len(x), -np.inf)
        for by_x, by_y in itertools.product(self._shifts, repeat=2):
            a, b = x + by_x, y + by_y
            np.logaddexp(total, -(a**2 - 2 * self.correlation * a * b + b**2) / (2 * left), out=total)
        return total - math.log(2 * math.pi) - math.log(left) / 2

    def _log_marginal(self, z: Array) -> Array:
        exponents = -((z[:, None] + self._shifts) ** 2) / 2
        return np.asarray(logsumexp(exponents, axis=1)) - math.log(2 * math.pi) / 2


def torus(distribution: WrappedNormal) -> tuple[Array, Array, float]:
    """ln p(x, y) and ln p(x, y)/(p(x) p(y)) at the nodes of the trapezoidal sum over the torus, and the area of a cell."""
    conditional = math.sqrt(1 - distribution.correlation**2)
    size = math.ceil(_STEPS * distribution.period / conditional) + 8
    axis = distribution.period * (np.arange(size) / size - 0.5)
    x, y = np.repeat(axis, size), np.tile(axis, size)
    joint = distribution._log_joint(x, y)
    return joint, joint - distribution._log_marginal(x) - distribution._log_marginal(y), (distribution.period / size) ** 2


@lru_cache(maxsize=256)
def _information(distribution: WrappedNormal) -> float:
    joint, pointwise, cell = torus(distribution)
    return float(np.sum(np.exp(joint) * pointwise)) * cell
