"""A uniform variable with additive uniform noise.

X ~ U(0, 1), Y = X + U(-epsilon, epsilon). With the inverse noise width s = 1 / (2 epsilon)

    I(X;Y) = 1 / (4 epsilon)             = s / 2             if epsilon >= 1/2,
             epsilon - ln(2 epsilon)     = ln s + 1 / (2 s)  otherwise.

References: the additive noise of P. Czyz et al., arXiv 2306.11078, and, up to a shift of Y, the smoothed uniform of I. Butakov
et al., arXiv 2403.02187.
"""

import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from scipy.special import lambertw

from infoplane.distributions.protocol import Array
from infoplane.distributions.targets import check_target

_ROUNDING = 1e-14
MAX_NATS = 25.0  # above it, the noise is lost in the rounding of the sum


@dataclass(frozen=True)
class SmoothedUniform:
    """A uniform signal X (n, 1), and Y (n, 1): the signal plus uniform noise. For more dimensions, see `Repeated`.

    Parameters
    ----------
    epsilon : float
        Half-width of the noise, positive.

    Raises
    ------
    ValueError
        If the half-width is not positive and finite.

    Notes
    -----
    I(X;Y) = 1 / (4 epsilon) if epsilon >= 1/2, else epsilon - ln(2 epsilon).

    References
    ----------
    P. Czyz et al., Beyond Normal, NeurIPS 2023, arXiv 2306.11078; I. Butakov et al., arXiv 2403.02187.

    Examples
    --------
    >>> from infoplane.distributions import SmoothedUniform
    >>> round(SmoothedUniform(0.1).mutual_information, 4)
    1.7094
    """

    epsilon: float
    x_shape = y_shape = (1,)

    def __post_init__(self) -> None:
        if not 0 < self.epsilon < math.inf:
            raise ValueError(f"The half-width of the noise must be positive; got {self.epsilon}.")

    @classmethod
    def with_mutual_information(cls, nats: float) -> Self:
        """The distribution with I(X;Y) = `nats`: epsilon follows from Lambert's W function.

        Raises
        ------
        ValueError
            If `nats` is below 1e-9 or above 25; 0 would need infinite noise.
        """
        check_target("Smoothed uniforms", nats, 1e-9, MAX_NATS)
        if nats <= 0.5:
            return cls(1 / (4 * nats))
        return cls(-float(lambertw(-math.exp(-nats) / 2).real))

    @property
    def mutual_information(self) -> float:
        if self.epsilon >= 0.5:
            return 1 / (4 * self.epsilon)
        return self.epsilon - math.log(2 * self.epsilon)

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: arrays (n, 1)."""
        x, noise = np.random.default_rng(rng).random((2, n, 1))
        return x, x + self.epsilon * (2 * noise - 1)

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln p(y | x) - ln p(y), an array (n,): minus the logarithm of the length of [0, 1] that y can come from.

        Minus infinity where the noise does not reach from x to y.
        """
        # Rounding may place y slightly farther than the noise reaches; the maximum keeps the logarithm finite for any y.
        reached = np.abs(y - x) <= self.epsilon * (1 + 1e-9) + _ROUNDING
        part = np.minimum(y + self.epsilon, 1) - np.maximum(y - self.epsilon, 0)
        return np.where(reached, -np.log(np.maximum(part, np.finfo(float).tiny)), -np.inf)[:, 0]
