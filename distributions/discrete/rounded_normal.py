"""A correlated normal pair, rounded to a number of decimals.

X and Y are the standard normal Z1 and Z2, of correlation rho, rounded to D decimals. So they are discrete, with the
probabilities of the square cells of width 10^-D,

    I(X;Y) = sum_ij p_ij ln(p_ij / (p_i p_j)),    p_ij = int over cell i of phi(z) P(Z2 in cell j | Z1 = z) dz,

which is a little less than the -1/2 ln(1 - rho^2) of the normal pair. Most measured data are rounded, so that values repeat
and distances tie.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

import numpy as np
from scipy.special import ndtr

from infoplane.distributions.normal.correlated_normal import CorrelatedNormal
from infoplane.distributions.protocol import Array

_REACH = 6.5  # standard deviations: the cells beyond hold 1e-10 of the probability
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(8)
_MOST_DECIMALS = 2  # 1,300 x 1,300 cells


@dataclass(frozen=True)
class RoundedNormal:
    """Floats X (n, 1) and Y (n, 1): a normal pair of unit variances, rounded.

    Parameters
    ----------
    correlation : float
        rho of the normal pair, at most 0.999 in absolute value.
    decimals : int
        D, 0 to 2.

    Raises
    ------
    ValueError
        If a parameter is out of its range.

    Notes
    -----
    I(X;Y) = sum_ij p_ij ln(p_ij / (p_i p_j)) over the cells of the rounding.

    Examples
    --------
    >>> from infoplane.distributions import RoundedNormal
    >>> round(RoundedNormal(0.6, 0).mutual_information, 4)  # 0.2231 before it is rounded
    0.1832
    """

    correlation: float
    decimals: int = 1
    x_shape = y_shape = (1,)

    def __post_init__(self) -> None:
        if not abs(self.correlation) <= 0.999 or self.decimals not in range(_MOST_DECIMALS + 1):
            raise ValueError(
                f"Needs a correlation in [-0.999, 0.999] and 0 to {_MOST_DECIMALS} decimals; "
                f"got {self.correlation} and {self.decimals}."
            )

    @classmethod
    def rounding(cls, nats: float, decimals: int) -> Self:
        """The rounded pair whose normal pair has `nats`. Its own mutual information is a little less."""
        return cls(math.sqrt(-math.expm1(-2 * nats)), decimals)

    @property
    def mutual_information(self) -> float:
        return _information(abs(self.correlation), self.decimals)

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: arrays (n, 1)."""
        x, y = CorrelatedNormal(1, 1, (self.correlation,)).sample(n, rng=rng)
        return x.round(self.decimals), y.round(self.decimals)

    def probabilities(self) -> tuple[Array, Array]:
        """The probabilities p_ij of the cells, (m, m), and p_i of either variable, (m,)."""
        return _cells(self.correlation, self.decimals), _marginal(self.decimals)

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln(p_ij / (p_i p_j)), an array (n,), for values within 6.5 standard deviations."""
        cells, marginal = self.probabilities()
        i, j = (np.rint(values[:, 0] * 10**self.decimals).astype(int) + len(marginal) // 2 for values in (x, y))
        with np.errstate(divide="ignore"):
            return np.log(cells[i, j]) - np.log(marginal[i]) - np.log(marginal[j])


def _centres(decimals: int) -> Array:
    last = math.ceil(_REACH * 10**decimals)
    return np.arange(-last, last + 1) / 10**decimals


def _marginal(decimals: int) -> Array:
    """The probabilities p_i of the cells, (m,)."""
    centres, half = _centres(decimals), 0.5 / 10**decimals
    # In the lower tail, where differences of the distribution function keep their digits.
    return ndtr(half - np.abs(centres)) - ndtr(-half - np.abs(centres))


def _cells(correlation: float, decimals: int) -> Array:
    """The probabilities p_ij of the cells, (m, m), by quadrature over the cells of x."""
    centres, half = _centres(decimals), 0.5 / 10**decimals
    scale = math.sqrt(1 - correlation**2)
    cells = np.zeros((len(centres), len(centres)))
    for node, weight in zip(_NODES, _WEIGHTS, strict=True):
        z = (centres + half * node)[:, None]
        distance = np.abs(centres - correlation * z)
        inside = ndtr((half - distance) / scale) - ndtr((-half - distance) / scale)
        cells += half * weight * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi) * inside
    return cells


@lru_cache(maxsize=64)
def _information(correlation: float, decimals: int) -> float:
    if correlation == 0:
        return 0.0
    cells, marginal = _cells(correlation, decimals), _marginal(decimals)
    seen = cells > 0
    return float((cells * np.log(np.where(seen, cells, 1) / np.where(seen, np.outer(marginal, marginal), 1))).sum())
