"""A uniform variable with additive uniform noise.

X ~ U(0, 1), Y = X + U(-epsilon, epsilon); with the inverse noise width s = 1 / (2 epsilon)

    I(X;Y) = 1 / (4 epsilon)             = s / 2             if epsilon >= 1/2,
             epsilon - ln(2 epsilon)     = ln s + 1 / (2 s)  otherwise.

The additive-noise distribution of the first source and the smoothed uniform of the second, up to a shift of Y. References:
P. Czyz et al., arXiv 2306.11078; I. Butakov et al., arXiv 2403.02187.
"""

import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import lambertw

from infoplane.distributions.targets import check_target

_ROUNDING = 1e-14
MAX_NATS = 25.0  # beyond it the noise falls below what float64 resolves in a sum


@dataclass(frozen=True)
class SmoothedUniform:
    """One uniform signal with uniform noise; repeat it for more dimensions.

    Parameters
    ----------
    epsilon : float
        Half-width of the noise, positive.
    """

    epsilon: float

    def __post_init__(self) -> None:
        if not 0 < self.epsilon < math.inf:
            raise ValueError(f"The half-width of the noise must be positive; got {self.epsilon}.")

    @classmethod
    def with_mutual_information(cls, nats: float) -> Self:
        """The distribution with I(X;Y) = `nats`, by Lambert's W.

        Raises
        ------
        ValueError
            If `nats` is below 1e-9 (independence needs infinite noise) or above 25.
        """
        check_target("Smoothed uniforms", nats, 1e-9, MAX_NATS)
        if nats <= 0.5:
            return cls(1 / (4 * nats))
        return cls(-float(lambertw(-math.exp(-nats) / 2).real))

    @property
    def x_shape(self) -> tuple[int, ...]:
        return (1,)

    @property
    def y_shape(self) -> tuple[int, ...]:
        return (1,)

    @property
    def mutual_information(self) -> float:
        if self.epsilon >= 0.5:
            return 1 / (4 * self.epsilon)
        return self.epsilon - math.log(2 * self.epsilon)

    def sample(self, n: int, rng: Any = None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Draw n independent pairs: arrays (n, 1)."""
        x, noise = np.random.default_rng(rng).random((2, n, 1))
        return x, x + self.epsilon * (2 * noise - 1)

    def pointwise_mutual_information(self, x: NDArray[Any], y: NDArray[Any]) -> NDArray[np.float64]:
        """ln p(y | x) - ln p(y), an array (n,): minus the logarithm of the part of [0, 1] that y may come from.

        Minus infinity where the noise does not reach from x to y.
        """
        # Rounding may place y a little beyond the noise's reach; the part stays above 0 for any y at all.
        reached = np.abs(y - x) <= self.epsilon * (1 + 1e-9) + _ROUNDING
        part = np.minimum(y + self.epsilon, 1) - np.maximum(y - self.epsilon, 0)
        return np.where(reached, -np.log(np.maximum(part, np.finfo(float).tiny)), -np.inf)[:, 0]
