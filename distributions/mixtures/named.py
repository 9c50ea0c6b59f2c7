"""Mixtures that carry a name in the literature, with their published parameters.

Reference: P. Czyz et al., On the properties and estimation of pointwise mutual information profiles, arXiv 2310.10240.
"""

import math
from dataclasses import dataclass

import numpy as np

from infoplane.distributions.injections.spiral import Spiral
from infoplane.distributions.protocol import Array, Chain, Pushforward

from .normal_mixture import Matrix, NormalMixture

WAVES_SHIFT = 5.0
WAVES_FREQUENCY = 3.0


def _diagonal(*variances: float) -> Matrix:
    return tuple(tuple(row) for row in np.diag(variances).tolist())


def _correlated(x_variance: float, y_variance: float, correlation: float) -> Matrix:
    covariance = correlation * math.sqrt(x_variance * y_variance)
    return ((x_variance, covariance), (covariance, y_variance))


def cross_mixture(correlation: float = 0.9) -> NormalMixture:
    """The letter X: equal mixture of two bivariate normals of correlations +-`correlation`."""
    return NormalMixture(
        1, (0.5, 0.5), ((0.0, 0.0), (0.0, 0.0)), (_correlated(1, 1, correlation), _correlated(1, 1, -correlation))
    )


def ai_mixture() -> NormalMixture:
    """The letters A and I: six equal bivariate normals."""
    means = ((1.0, 0.0), (1.0, 1.0), (1.0, -1.0), (-0.8, -0.2), (-1.2, 0.0), (-0.4, 0.0))
    covariances = (
        _diagonal(0.01, 0.2),
        _diagonal(0.05, 0.001),
        _diagonal(0.05, 0.001),
        _diagonal(0.03, 0.001),
        _correlated(0.04, 0.2, 0.95),
        _correlated(0.04, 0.2, -0.95),
    )
    return NormalMixture(1, (1 / 6,) * 6, means, covariances)


@dataclass(frozen=True)
class Wave:
    """Injection of the plane: x_0 += shift sin(frequency x_1)."""

    shift: float = WAVES_SHIFT
    frequency: float = WAVES_FREQUENCY

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if shape != (2,):
            raise ValueError(f"Waves bend the plane; got samples of shape {shape}.")
        return shape

    def __call__(self, z: Array) -> Array:
        return np.column_stack([z[:, 0] + self.shift * np.sin(self.frequency * z[:, 1]), z[:, 1]])

    def inverse(self, x: Array) -> Array:
        return np.column_stack([x[:, 0] - self.shift * np.sin(self.frequency * x[:, 1]), x[:, 1]])


@dataclass(frozen=True)
class Affine:
    """Injection z -> scale z + offset, elementwise."""

    scale: tuple[float, ...]
    offset: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.scale) != len(self.offset) or 0 in self.scale:
            raise ValueError(f"Needs one offset a scale, and no scale 0; got {self.scale} and {self.offset}.")

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if shape != (len(self.scale),):
            raise ValueError(f"Takes vectors of {len(self.scale)} components; got samples of shape {shape}.")
        return shape

    def __call__(self, z: Array) -> Array:
        return z * np.array(self.scale) + np.array(self.offset)

    def inverse(self, x: Array) -> Array:
        return (x - np.array(self.offset)) / np.array(self.scale)


def waves_mixture(components: int = 12) -> Pushforward:
    """Points along a rising line, seen through a wave: X in the plane, Y on four levels."""
    means = tuple((1.5 * i, 0.0, 1.5 * (i % 4)) for i in range(components))
    base = NormalMixture(2, (1 / components,) * components, means, (_diagonal(0.1, 1.0, 0.1),) * components)
    return Pushforward(base, Chain((Wave(), Affine((0.1, 0.5), (-0.8, 0.0)))))


def galaxy_mixture(speed: float = 0.5, distance: float = 3.0) -> Pushforward:
    """Two normal clouds on the diagonal of space, their X wound into a spiral galaxy; Y tells which."""
    half = distance / 2
    base = NormalMixture(2, (0.5, 0.5), ((half,) * 3, (-half,) * 3), (_diagonal(1.0, 1.0, 1.0),) * 2)
    return Pushforward(base, Spiral(speed))
