"""An exponential variable, and its sum with another one.

X ~ Exp(rate a), Y = X + Exp(rate b). For a < b

    I(X;Y) = gamma + ln((b - a) / a) + psi(b / (b - a)),

where gamma is Euler's constant and psi the digamma function. h(Y) is symmetric in the rates, so exchanging the rates changes
I by ln(b / a). For a = b, I is gamma. Reference: the entropy of the hypoexponential distribution with two rates; the tests
check the formula by quadrature.
"""

import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from scipy.special import digamma

from infoplane.distributions.protocol import Array
from infoplane.distributions.targets import check_target, solve

MAX_NATS = 30.0


@dataclass(frozen=True)
class ExponentialSum:
    """An exponential signal X (n, 1), and Y (n, 1): the signal plus exponential noise.

    Parameters
    ----------
    signal_rate, noise_rate : float
        Rates of X and of the noise, positive.

    Raises
    ------
    ValueError
        If a rate is not positive and finite.

    Notes
    -----
    I(X;Y) = gamma + ln((b - a) / a) + psi(b / (b - a)) for signal rate a < noise rate b, with Euler's constant gamma.

    References
    ----------
    The entropy of the hypoexponential distribution with two rates.

    Examples
    --------
    >>> from infoplane.distributions import ExponentialSum
    >>> round(ExponentialSum(1.0, 3.0).mutual_information, 4)
    1.3069
    """

    signal_rate: float
    noise_rate: float
    x_shape = y_shape = (1,)

    def __post_init__(self) -> None:
        if not (0 < self.signal_rate < math.inf and 0 < self.noise_rate < math.inf):
            raise ValueError(f"Exponential rates must be positive; got {self.signal_rate} and {self.noise_rate}.")

    @classmethod
    def with_mutual_information(cls, nats: float) -> Self:
        """The distribution with signal rate 1 and I(X;Y) = `nats`.

        Raises
        ------
        ValueError
            If `nats` is below 1e-9 or above 30.
        """
        check_target("Exponential sums", nats, 1e-9, MAX_NATS)
        return cls(1.0, math.exp(solve(lambda log_rate: _information(math.exp(log_rate)), nats, -30.0, MAX_NATS + 1)))

    @property
    def mutual_information(self) -> float:
        return _information(self.noise_rate / self.signal_rate)

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: arrays (n, 1)."""
        x, noise = np.random.default_rng(rng).standard_exponential((2, n, 1))
        x = x / self.signal_rate
        return x, x + noise / self.noise_rate

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln p(y | x) - ln p(y), an array (n,); minus infinity where y < x."""
        a, b = self.signal_rate, self.noise_rate
        # p(y) = a b y exp(-a y) g((b - a) y) with g(t) = (1 - exp(-t)) / t, and g = 1 for equal rates.
        t = (b - a) * y
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            log_g = np.where(np.abs(t) < 1e-8, -t / 2, np.log(np.expm1(-t) / -t))
            # For very negative t the exponential overflows; there ln g = -t - ln(-t).
            log_g = np.where(t < -600, -t - np.log(-t), log_g)
        marginal = np.log(a * b * y) - a * y + log_g
        # Rounding may place y slightly below x.
        return np.where(y >= x * (1 - 1e-12), np.log(b) - b * (y - x) - marginal, -np.inf)[:, 0]


def _information(ratio: float) -> float:
    """I for signal rate 1 and noise rate `ratio`."""
    if ratio < 1:
        return _information_slow_signal(1 / ratio) + math.log(ratio)
    return _information_slow_signal(ratio)


def _information_slow_signal(ratio: float) -> float:
    excess = ratio - 1
    # For nearly equal rates two large logarithms cancel: psi(z) ~ ln z - 1/(2z) - 1/(12 z^2) with z = ratio / excess.
    if excess < 1e-4:
        z = ratio / excess if excess else math.inf
        return float(np.euler_gamma) + math.log(ratio) - 1 / (2 * z) - 1 / (12 * z**2)
    return float(np.euler_gamma + digamma(ratio / excess)) + math.log(excess)
