"""Independent distributions side by side: their informations add up."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .protocol import Array, Distribution


def _check_vectors(distribution: Distribution) -> None:
    if len(distribution.x_shape) != 1 or len(distribution.y_shape) != 1:
        raise ValueError(
            f"Blocks join vectors; got shapes {distribution.x_shape} and {distribution.y_shape}. "
            "Give labels as columns of floats."
        )


def _pointwise(distribution: Distribution, x: Array, y: Array) -> Array:
    if not hasattr(distribution, "pointwise_mutual_information"):
        raise TypeError(f"{type(distribution).__name__} does not know its pointwise mutual information.")
    return np.asarray(distribution.pointwise_mutual_information(x, y))


def _stderr(distribution: Distribution) -> float:
    return float(getattr(distribution, "mutual_information_stderr", 0.0))


@dataclass(frozen=True)
class Blocks:
    """Vectors made of independent blocks, one distribution each.

    Parameters
    ----------
    distributions : tuple of Distribution
        Distributions of vectors, in the order of their components; I(X;Y) is the sum of theirs.
    """

    distributions: tuple[Distribution, ...]

    def __post_init__(self) -> None:
        if not self.distributions:
            raise ValueError("Blocks need at least one distribution.")
        for distribution in self.distributions:
            _check_vectors(distribution)

    @property
    def x_shape(self) -> tuple[int, ...]:
        return (sum(distribution.x_shape[0] for distribution in self.distributions),)

    @property
    def y_shape(self) -> tuple[int, ...]:
        return (sum(distribution.y_shape[0] for distribution in self.distributions),)

    @property
    def mutual_information(self) -> float:
        return math.fsum(distribution.mutual_information for distribution in self.distributions)

    @property
    def mutual_information_stderr(self) -> float:
        """Standard error of the sum; equal distributions share one truth, whose errors so add up."""
        return math.hypot(
            *(
                _stderr(distribution) * self.distributions.count(distribution)
                for distribution in dict.fromkeys(self.distributions)
            )
        )

    def sample(self, n: int, rng: Any = None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Draw n independent pairs: the blocks' components one after the other."""
        rng = np.random.default_rng(rng)
        xs, ys = zip(*(distribution.sample(n, rng) for distribution in self.distributions), strict=True)
        return np.hstack(xs), np.hstack(ys)

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """Sum of the blocks' own, an array (n,)."""
        x_ends = np.cumsum([distribution.x_shape[0] for distribution in self.distributions])[:-1]
        y_ends = np.cumsum([distribution.y_shape[0] for distribution in self.distributions])[:-1]
        parts = zip(self.distributions, np.split(x, x_ends, axis=1), np.split(y, y_ends, axis=1), strict=True)
        return np.sum([_pointwise(distribution, of_x, of_y) for distribution, of_x, of_y in parts], axis=0)


@dataclass(frozen=True)
class Repeated:
    """Vectors made of independent blocks of one distribution, drawn in one go.

    Parameters
    ----------
    distribution : Distribution
        A distribution of vectors.
    times : int
        Number of blocks, at least 1; I(X;Y) is as many times that of the distribution.
    """

    distribution: Distribution
    times: int

    def __post_init__(self) -> None:
        if self.times < 1:
            raise ValueError(f"A distribution is repeated at least once; got {self.times}.")
        _check_vectors(self.distribution)

    @property
    def x_shape(self) -> tuple[int, ...]:
        return (self.times * self.distribution.x_shape[0],)

    @property
    def y_shape(self) -> tuple[int, ...]:
        return (self.times * self.distribution.y_shape[0],)

    @property
    def mutual_information(self) -> float:
        return self.times * self.distribution.mutual_information

    @property
    def mutual_information_stderr(self) -> float:
        """Standard error of the truth: 0 for closed forms."""
        return self.times * _stderr(self.distribution)

    def sample(self, n: int, rng: Any = None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Draw n independent pairs: the blocks' components one after the other."""
        x, y = self.distribution.sample(n * self.times, rng)
        return x.reshape(n, -1), y.reshape(n, -1)

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """Sum of the blocks' own, an array (n,)."""
        parts = _pointwise(
            self.distribution, x.reshape(-1, *self.distribution.x_shape), y.reshape(-1, *self.distribution.y_shape)
        )
        return parts.reshape(-1, self.times).sum(axis=1)
