"""A sine with normal noise: Y = sin(2 pi waves X) + noise N, with X ~ U(0, 1) and N ~ N(0, 1).

    I(X;Y) = h(Y) - ln(noise sqrt(2 pi e)),

where the density of Y is a mean of normal densities over X. It is the same for every whole number of waves. The mean over a
period and the integral over y are trapezoidal sums of analytic functions, which converge geometrically. A design of our own.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from infoplane.distributions.protocol import Array

_LEAST_NOISE = 1e-3
_STEPS = 4  # nodes in one standard deviation of the noise
_REACH = 8.5  # standard deviations beyond the sine: probability 2e-17 lies outside


@dataclass(frozen=True)
class NoisySine:
    """Uniform X (n, 1), and Y (n, 1): a sine of X with normal noise.

    Parameters
    ----------
    waves : int
        Periods of the sine in the range of X, at least 1.
    noise : float
        Standard deviation of the noise; the sine has amplitude 1. At least 0.001.

    Raises
    ------
    ValueError
        If `waves` or `noise` is out of its range.

    Notes
    -----
    I(X;Y) = h(Y) - ln(noise sqrt(2 pi e)), by quadrature.

    References
    ----------
    A design of our own.

    Examples
    --------
    >>> from infoplane.distributions import NoisySine
    >>> round(NoisySine(3, 0.1).mutual_information, 3)
    1.699
    """

    waves: int
    noise: float
    x_shape = y_shape = (1,)

    def __post_init__(self) -> None:
        if self.waves < 1 or not _LEAST_NOISE <= self.noise < math.inf:
            raise ValueError(f"Needs at least one wave and a noise of {_LEAST_NOISE} or more; got {self.waves}, {self.noise}.")

    @property
    def mutual_information(self) -> float:
        return _information(self.noise)

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: arrays (n, 1)."""
        rng = np.random.default_rng(rng)
        x = rng.random((n, 1))
        return x, np.sin(2 * np.pi * self.waves * x) + self.noise * rng.standard_normal((n, 1))

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln p(y | x) - ln p(y), an array (n,)."""
        distance = (y - np.sin(2 * np.pi * self.waves * x))[:, 0] / self.noise
        return -(distance**2) / 2 - _log_mean_kernel(y[:, 0], self.noise)


def _log_mean_kernel(y: Array, noise: float) -> Array:
    """ln of the mean of exp(-(y - sine)^2 / (2 noise^2)) over the sine, an array (n,)."""
    nodes = np.sin(2 * np.pi * np.arange(int(2 * math.pi * _STEPS / noise) + 50) / (int(2 * math.pi * _STEPS / noise) + 50))
    result = np.empty(len(y))
    for start in range(0, len(y), chunk := max(1, 5_000_000 // len(nodes))):
        exponents = -(((y[start : start + chunk, None] - nodes) / noise) ** 2) / 2
        largest = exponents.max(axis=1)
        result[start : start + chunk] = largest + np.log(np.exp(exponents - largest[:, None]).mean(axis=1))
    return result


@lru_cache(maxsize=256)
def _information(noise: float) -> float:
    reach = 1 + _REACH * noise
    y, step = np.linspace(-reach, reach, int(2 * _STEPS * reach / noise) + 1, retstep=True)
    log_kernel = _log_mean_kernel(y, noise)
    density = np.exp(log_kernel) / (noise * math.sqrt(2 * math.pi))
    # h(Y) - h(noise) = E[-ln kernel] - 1/2: the normalising factors of both densities cancel.
    return float(-np.sum(density * log_kernel) * step) - 0.5
