"""A normal variable whose scale is random: X ~ N(0, 1), Y = exp(spread X) N with N ~ N(0, 1).

X and Y are not correlated, and X shows only the size of Y. With W = ln|Y| = spread X + ln|N|

    I(X;Y) = I(X;W) = h(W) - h(ln|N|),    h(ln|N|) = (1 + ln(pi/2) + gamma + ln 2) / 2,

with Euler's constant gamma; the density of W is a mean over X. Trapezoidal sums converge geometrically. This is the stochastic
volatility model at one time: S. J. Taylor, Modelling Financial Time Series (1986).
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.special import logsumexp

from infoplane.distributions.protocol import Array

MAX_SPREAD = 20.0
_REACH = 8.5  # standard deviations of X that the sums reach: probability 2e-17 lies outside
_STEP = 0.1  # of the sums, in units of ln|Y|


@dataclass(frozen=True)
class RandomScale:
    """Normal X (n, 1), the logarithm of the scale, and Y (n, 1), which is normal given its scale.

    Parameters
    ----------
    spread : float
        Standard deviation of the logarithm of the scale, in (0, 20].

    Raises
    ------
    ValueError
        If the spread is out of its range.

    Notes
    -----
    I(X;Y) = h(ln|Y|) - h(ln|N|), by quadrature.

    References
    ----------
    S. J. Taylor, Modelling Financial Time Series (1986).

    Examples
    --------
    >>> from infoplane.distributions import RandomScale
    >>> round(RandomScale(1.0).mutual_information, 3)
    0.432
    """

    spread: float
    x_shape = y_shape = (1,)

    def __post_init__(self) -> None:
        if not 0 < self.spread <= MAX_SPREAD:
            raise ValueError(f"The spread of the scale must lie in (0, {MAX_SPREAD:g}]; got {self.spread}.")

    @property
    def mutual_information(self) -> float:
        return _information(self.spread)

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: arrays (n, 1)."""
        x, noise = np.random.default_rng(rng).standard_normal((2, n, 1))
        return x, np.exp(self.spread * x) * noise

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln p(y | x) - ln p(y), an array (n,)."""
        log_size = np.log(np.abs(y[:, 0]))
        return _log_density_of_noise(log_size - self.spread * x[:, 0]) - _log_density(log_size, self.spread)


def _log_density_of_noise(w: Array) -> Array:
    """ln of the density of ln|N|."""
    return 0.5 * math.log(2 / math.pi) + w - np.exp(2 * w) / 2


def _log_density(w: Array, spread: float) -> Array:
    """ln of the density of ln|Y| at w, an array (n,)."""
    x, step = np.linspace(-_REACH, _REACH, max(100, int(2 * _REACH * spread / _STEP)) + 1, retstep=True)
    log_weights = -(x**2) / 2 - 0.5 * math.log(2 * math.pi) + math.log(step)
    result = np.empty(len(w))
    for start in range(0, len(w), chunk := max(1, 5_000_000 // len(x))):
        with np.errstate(over="ignore"):  # far above the scale the density is 0
            terms = _log_density_of_noise(w[start : start + chunk, None] - spread * x)
        result[start : start + chunk] = logsumexp(terms + log_weights, axis=1)
    return result


@lru_cache(maxsize=256)
def _information(spread: float) -> float:
    # The density of ln|N| falls like exp(w) to the left, and faster than any exponential to the right.
    low, high = -_REACH * spread - 40, _REACH * spread + 3
    w, step = np.linspace(low, high, int((high - low) / _STEP) + 1, retstep=True)
    log_density = _log_density(w, spread)
    # h(ln|N|) = E[-ln density] = -1/2 ln(2/pi) + (gamma + ln 2)/2 + 1/2, with E ln|N| = -(gamma + ln 2)/2.
    noise = 0.5 * (1 + math.log(math.pi / 2) + float(np.euler_gamma) + math.log(2))
    return float(-np.sum(np.exp(log_density) * log_density) * step) - noise
