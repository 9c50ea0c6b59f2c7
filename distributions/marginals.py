"""Elementwise injections that reshape the marginals of a vector."""

from dataclasses import dataclass

from scipy.special import ndtr, ndtri

from .protocol import Array


@dataclass(frozen=True)
class NormalCDF:
    """Standard normal distribution function, elementwise: standard normal components become uniform on [0, 1]."""

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return shape

    def __call__(self, z: Array) -> Array:
        return ndtr(z)

    def inverse(self, x: Array) -> Array:
        return ndtri(x)
