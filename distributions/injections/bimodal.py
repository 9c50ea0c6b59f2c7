"""Standard normal components made bimodal by the quantile function of a normal mixture.

z -> F^-1(Phi(z)), elementwise, for F = sum_k w_k Phi(x - m_k). Inverse: z = Phi^-1(F(x)), taken in the nearer tail and in
logarithms, so that it stays exact far out. Reference: P. Czyz et al., arXiv 2306.11078, whose two maps are `BIMODAL_X` and
`BIMODAL_Y`.
"""

from dataclasses import dataclass
from functools import reduce

import numpy as np
from scipy.special import log_ndtr, ndtri_exp

from infoplane.distributions.protocol import Array

from .monotone import invert_increasing


@dataclass(frozen=True)
class MixtureQuantile:
    """Injection of standard normal components into a mixture of unit normals.

    Parameters
    ----------
    weights : tuple of float
        Positive, sum 1.
    means : tuple of float
        Centre of each part.
    """

    weights: tuple[float, ...]
    means: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.weights) != len(self.means) or not self.weights:
            raise ValueError(f"Needs a mean for every weight; got {self.weights} and {self.means}.")
        if min(self.weights) <= 0 or abs(sum(self.weights) - 1) > 1e-9:
            raise ValueError(f"Weights must be positive and sum to 1; got {self.weights}.")

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return shape

    def __call__(self, z: Array) -> Array:
        # Far out the mixture is one of its parts: beyond |z| + 1 of the outer means nothing can lie.
        reach = np.abs(z).max(initial=0.0) + 1
        low, high = min(self.means) - reach, max(self.means) + reach
        return invert_increasing(self.inverse, self._slope, z, low, high)

    def inverse(self, x: Array) -> Array:
        lower, upper = self._log_tail(x, 1.0), self._log_tail(x, -1.0)
        return np.where(lower < upper, 1.0, -1.0) * ndtri_exp(np.minimum(lower, upper))

    def _log_tail(self, x: Array, sign: float) -> Array:
        """Logarithm of F(x) for sign 1, of 1 - F(x) for sign -1."""
        parts = zip(self.weights, self.means, strict=True)
        return reduce(np.logaddexp, (log_ndtr(sign * (x - mean)) + np.log(weight) for weight, mean in parts))

    def _slope(self, x: Array, z: Array) -> Array:
        """dz/dx: ratio of the mixture's density to the normal's."""
        parts = zip(self.weights, self.means, strict=True)
        return np.sum([weight * np.exp((z**2 - (x - mean) ** 2) / 2) for weight, mean in parts], axis=0)


BIMODAL_X = MixtureQuantile((0.3, 0.7), (0.0, 5.0))
BIMODAL_Y = MixtureQuantile((0.5, 0.5), (-1.0, 3.0))
