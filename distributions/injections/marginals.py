"""Elementwise injections that reshape the marginals of a vector."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from infoplane.distributions.protocol import Array


@dataclass(frozen=True)
class NormalCDF:
    """Standard normal distribution function, elementwise: standard normal components become uniform on [0, 1]."""

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return shape

    def __call__(self, z: Array) -> Array:
        return ndtr(z)

    def inverse(self, x: Array) -> Array:
        return ndtri(x)


@dataclass(frozen=True)
class NormalQuantile:
    """Standard normal quantiles, elementwise: uniform components become standard normal."""

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return shape

    def __call__(self, z: Array) -> Array:
        return ndtri(z)

    def inverse(self, x: Array) -> Array:
        return ndtr(x)


@dataclass(frozen=True)
class Asinh:
    """Inverse hyperbolic sine, elementwise: it shortens heavy tails to their logarithm."""

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return shape

    def __call__(self, z: Array) -> Array:
        return np.arcsinh(z)

    def inverse(self, x: Array) -> Array:
        return np.sinh(x)


@dataclass(frozen=True)
class SignedPower:
    """sign(z) |z|^exponent, elementwise: it stretches the tails; the exponent 3/2 is the half-cube z sqrt|z|.

    Parameters
    ----------
    exponent : float
        Positive.
    """

    exponent: float

    def __post_init__(self) -> None:
        if not self.exponent > 0:
            raise ValueError(f"The exponent of a one-to-one power must be positive; got {self.exponent}.")

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return shape

    def __call__(self, z: Array) -> Array:
        size = np.abs(z)
        # Several times faster than a general power, for the exponents in use.
        match self.exponent:
            case 1.5:
                return z * np.sqrt(size)
            case 2:
                return z * size
            case 3:
                return z * size * size
        return np.sign(z) * size**self.exponent

    def inverse(self, x: Array) -> Array:
        return np.sign(x) * np.abs(x) ** (1 / self.exponent)


HALF_CUBE = SignedPower(1.5)
