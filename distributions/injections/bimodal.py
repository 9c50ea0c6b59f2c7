"""Standard normal components become bimodal, through the quantile function of a normal mixture.

z -> F^-1(Phi(z)), elementwise, for F(x) = sum_k w_k Phi(x - m_k). The inverse is z = Phi^-1(F(x)); it works with the logarithm
of the smaller tail, F or 1 - F, and so stays exact far from the centre. Reference: P. Czyz et al., arXiv 2306.11078, whose two
maps are `BIMODAL_X` and `BIMODAL_Y`.
"""

from dataclasses import dataclass
from functools import reduce

import numpy as np
from scipy.special import log_ndtr, ndtri_exp

from infoplane.distributions.protocol import Array

from .monotone import invert_increasing


@dataclass(frozen=True)
class MixtureQuantile:
    """Injection of standard normal components (n, d) into components (n, d) distributed as a mixture of unit normals.

    Parameters
    ----------
    weights : tuple of float
        Positive, with sum 1.
    means : tuple of float
        Centre of each part of the mixture.

    Raises
    ------
    ValueError
        If the numbers of weights and means differ, or the weights are not positive with sum 1.

    Notes
    -----
    z -> F^-1(Phi(z)), elementwise, for F(x) = sum_k w_k Phi(x - m_k).

    References
    ----------
    P. Czyz et al., Beyond Normal, NeurIPS 2023, arXiv 2306.11078.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import MixtureQuantile
    >>> quantile = MixtureQuantile((0.5, 0.5), (-2.0, 2.0))
    >>> quantile(np.array([[-1.0], [0.0], [1.0]])).round(3).tolist()
    [[-2.475], [0.0], [2.475]]
    """

    weights: tuple[float, ...]
    means: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.weights) != len(self.means) or not self.weights:
            raise ValueError(f"Needs one mean for each weight, and at least one; got {self.weights} and {self.means}.")
        if min(self.weights) <= 0 or abs(sum(self.weights) - 1) > 1e-9:
            raise ValueError(f"Weights must be positive and sum to 1; got {self.weights}.")

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return shape

    def __call__(self, z: Array) -> Array:
        # No image lies farther than |z| + 1 from the outermost means: out there, one part makes up the mixture.
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
        """dz/dx: the density of the mixture over that of the normal."""
        parts = zip(self.weights, self.means, strict=True)
        return np.sum([weight * np.exp((z**2 - (x - mean) ** 2) / 2) for weight, mean in parts], axis=0)


BIMODAL_X = MixtureQuantile((0.3, 0.7), (0.0, 5.0))
BIMODAL_Y = MixtureQuantile((0.5, 0.5), (-1.0, 3.0))
