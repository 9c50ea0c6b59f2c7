"""Logarithms of a gamma variable and of an exponential variable with that rate.

G ~ Gamma(s, 1), E | G ~ Exp(rate G), X = ln G, Y = ln E. With the inverse shape k = 1/s

    I(X;Y) = psi(s) - ln s + 1/s = psi(1 + s) - ln s = psi(1/k) + k + ln k.

With logarithms, samples stay within floating point even for a large mutual information (very small s). Reference: G. A.
Darbellay and I. Vajda, Entropy expressions for multivariate continuous distributions, IEEE Transactions on Information Theory
46 (2000), doi 10.1109/18.825848.
"""

import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from scipy.special import digamma

from infoplane.distributions.protocol import Array
from infoplane.distributions.targets import check_target, solve

MAX_NATS = 500.0


@dataclass(frozen=True)
class LogGammaExponential:
    """X (n, 1), the logarithm of a gamma variable, and Y (n, 1), that of an exponential variable with this rate.

    For more dimensions, see `Repeated`.

    Parameters
    ----------
    shape : float
        Shape s of the gamma distribution, positive.

    Raises
    ------
    ValueError
        If the shape is not positive and finite.

    Notes
    -----
    I(X;Y) = psi(1 + s) - ln s.

    References
    ----------
    G. A. Darbellay and I. Vajda (2000), doi 10.1109/18.825848.

    Examples
    --------
    >>> from infoplane.distributions import LogGammaExponential
    >>> round(LogGammaExponential(1.0).mutual_information, 4)  # 1 - Euler's constant
    0.4228
    """

    shape: float
    x_shape = y_shape = (1,)

    def __post_init__(self) -> None:
        if not 0 < self.shape < math.inf:
            raise ValueError(f"A gamma distribution needs a positive shape; got {self.shape}.")

    @classmethod
    def with_mutual_information(cls, nats: float) -> Self:
        """The distribution with I(X;Y) = `nats`.

        Raises
        ------
        ValueError
            If `nats` is below 5e-13 or above 500; 0 would need an infinite shape.
        """
        check_target("Log-gamma-exponential distributions", nats, 5e-13, MAX_NATS)
        # I decreases from infinity at s = 0; in ln s it is nearly linear there.
        return cls(math.exp(solve(lambda log_shape: -_information(math.exp(log_shape)), -nats, -600.0, 30.0)))

    @property
    def mutual_information(self) -> float:
        return _information(self.shape)

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: arrays (n, 1)."""
        rng = np.random.default_rng(rng)
        # Gamma(s) = Gamma(s + 1) U^(1/s): this gives the logarithm also where the variable itself underflows.
        x = np.log(rng.standard_gamma(self.shape + 1, size=(n, 1))) - rng.standard_exponential((n, 1)) / self.shape
        return x, np.log(rng.standard_exponential((n, 1))) - x

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln p(y | x) - ln p(y), an array (n,); exp(y) has a Lomax distribution."""
        with np.errstate(over="ignore"):  # for very unlikely pairs the result overflows to minus infinity
            conditional = x + y - np.exp(x + y)
        marginal = math.log(self.shape) + y - (self.shape + 1) * np.logaddexp(0.0, y)
        return (conditional - marginal)[:, 0]


def _information(shape: float) -> float:
    if shape < 100:
        return float(digamma(1 + shape)) - math.log(shape)
    # For large s, psi(1 + s) and ln s agree in all digits, so their difference is a series; its next term is 1e-15 relative.
    return 1 / (2 * shape) - 1 / (12 * shape**2) + 1 / (120 * shape**4) - 1 / (252 * shape**6)
