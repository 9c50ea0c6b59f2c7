"""A correlated normal pair that is capped: values above a limit are recorded as the limit.

X = min(Z1, c) and Y = min(Z2, c) for standard normal Z1 and Z2 of correlation rho. The density below the cap, the two edges and
the corner contribute, with p = P(Z > c), p(y) = P(Z1 > c | Z2 = y) and p_2 = P(Z1 > c, Z2 > c),

    I(X;Y) =   int_{x, y < c} f(x, y) ln[f(x, y) / (phi(x) phi(y))] dx dy
             + 2 int_{y < c} phi(y) p(y) ln[p(y) / p] dy
             + p_2 ln(p_2 / p^2).

The integral over x given y is a moment of a normal variable that is cut off at c. Such data come from gauges that saturate, and
from incomes that are only recorded up to a limit.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

import numpy as np
from scipy.special import log_ndtr, ndtr, xlogy

from infoplane.distributions.normal.correlated_normal import CorrelatedNormal
from infoplane.distributions.protocol import Array
from infoplane.distributions.targets import check_target, solve

_LEAST, _MOST = -2.0, 3.0  # of the cap
_LARGEST = 0.9999  # correlation
_PANELS, _NODES = 100, 40  # of the quadrature; one rule of 4,000 nodes would take 20 seconds to make
_REACH = 9.0  # standard deviations, beyond which the density is left out


@dataclass(frozen=True)
class CappedNormal:
    """Floats X (n, 1) and Y (n, 1): a normal pair of unit variances, with an atom of each at the cap.

    Parameters
    ----------
    correlation : float
        rho of the normal pair, at most 0.9999 in absolute value.
    cap : float
        c, -2 to 3 standard deviations.

    Raises
    ------
    ValueError
        If a parameter is out of its range.

    Notes
    -----
    The density below the cap, the two edges where one of X and Y is c, and the corner contribute, by quadrature.

    Examples
    --------
    >>> from infoplane.distributions import CappedNormal
    >>> round(CappedNormal(0.6, 0.5).mutual_information, 4)  # 0.2231 without the cap
    0.1877
    """

    correlation: float
    cap: float = 0.5
    x_shape = y_shape = (1,)

    def __post_init__(self) -> None:
        if not (abs(self.correlation) <= _LARGEST and _LEAST <= self.cap <= _MOST):
            raise ValueError(
                f"Needs a correlation in [-{_LARGEST}, {_LARGEST}] and a cap in [{_LEAST:g}, {_MOST:g}]; "
                f"got {self.correlation} and {self.cap}."
            )

    @classmethod
    def with_mutual_information(cls, nats: float, cap: float = 0.5) -> Self:
        """The distribution with I(X;Y) = `nats`; its correlation, which is not negative, is solved for.

        Raises
        ------
        ValueError
            If `nats` is negative, or more than a correlation of 0.9999 has.
        """
        check_target("Capped normals", nats, 0.0, cls(_LARGEST, cap).mutual_information)
        correlation = solve(lambda correlation: _information(correlation, cap), nats, 0.0, _LARGEST)
        return cls(float(f"{correlation:.12g}"), cap)  # the digits on which processors agree: keys of rows hold them

    @property
    def mutual_information(self) -> float:
        return _information(self.correlation, self.cap)

    def sample(self, n: int, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: arrays (n, 1)."""
        x, y = CorrelatedNormal(1, 1, (self.correlation,)).sample(n, rng=rng)
        return np.minimum(x, self.cap), np.minimum(y, self.cap)

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """Logarithm of the density of (X, Y) with respect to the product of the marginals, an array (n,)."""
        x_capped, y_capped = (values[:, 0] >= self.cap for values in (x, y))
        edge = [_log_capped(self.correlation, self.cap, values[:, 0]) - log_ndtr(-self.cap) for values in (y, x)]
        corner = math.log(_both_capped(self.correlation, self.cap)) - 2 * log_ndtr(-self.cap)
        density = CorrelatedNormal(1, 1, (self.correlation,)).pointwise_mutual_information(x, y)
        one = np.where(x_capped, edge[0], np.where(y_capped, edge[1], density))
        return np.where(x_capped & y_capped, corner, one)


@lru_cache(maxsize=64)
def _below(cap: float) -> tuple[Array, Array]:
    """Nodes below the cap, and their weights with respect to the normal density."""
    edges = np.linspace(-_REACH, cap, _PANELS + 1)
    half, middle = np.diff(edges)[:, None] / 2, (edges[1:] + edges[:-1])[:, None] / 2
    places, weights = np.polynomial.legendre.leggauss(_NODES)
    nodes = (middle + half * places).ravel()
    return nodes, (half * weights).ravel() * np.exp(-(nodes**2) / 2) / math.sqrt(2 * math.pi)


def _log_capped(correlation: float, cap: float, y: Array) -> Array:
    """ln P(Z1 > c | Z2 = y)."""
    return log_ndtr((correlation * y - cap) / math.sqrt(1 - correlation**2))


def _both_capped(correlation: float, cap: float) -> float:
    """P(Z1 > c, Z2 > c): what is left of P(Z2 > c) when y is below the cap and x is not."""
    y, weights = _below(cap)
    return float(ndtr(-cap) - weights @ np.exp(_log_capped(correlation, cap, y)))


@lru_cache(maxsize=256)
def _information(correlation: float, cap: float) -> float:
    if correlation == 0:
        return 0.0
    y, weights = _below(cap)
    scale = math.sqrt(1 - correlation**2)
    log_capped = _log_capped(correlation, cap, y)
    # Z1 = correlation y + scale u with u < t: the moments of u there are those of a normal variable that is cut off.
    t = (cap - correlation * y) / scale
    below, height = ndtr(t), np.exp(-(t**2) / 2) / math.sqrt(2 * math.pi)
    first, second = -height, below - t * height
    # ln[f(x | y) / phi(x)] = x^2 / 2 - u^2 / 2 - ln(scale), with x^2 = (correlation y + scale u)^2.
    exponent = correlation**2 * y**2 * below + 2 * correlation * scale * y * first - correlation**2 * second
    density = weights @ (exponent / 2 - math.log(scale) * below)
    edges = 2 * weights @ (np.exp(log_capped) * (log_capped - log_ndtr(-cap)))
    both = _both_capped(correlation, cap)
    return float(density + edges + xlogy(both, both) - 2 * both * log_ndtr(-cap))
