"""Independent laws side by side: their informations add up."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .protocol import Array, Distribution


def _check_vectors(law: Distribution) -> None:
    if len(law.x_shape) != 1 or len(law.y_shape) != 1:
        raise ValueError(
            f"Blocks join vectors; got sides of shape {law.x_shape} and {law.y_shape}. Give labels as columns of floats."
        )


def _pointwise(law: Distribution, x: Array, y: Array) -> Array:
    if not hasattr(law, "pointwise_mutual_information"):
        raise TypeError(f"{type(law).__name__} does not know its pointwise mutual information.")
    return np.asarray(law.pointwise_mutual_information(x, y))


def _stderr(law: Distribution) -> float:
    return float(getattr(law, "mutual_information_stderr", 0.0))


@dataclass(frozen=True)
class Blocks:
    """Vectors made of independent blocks, one law each.

    Parameters
    ----------
    laws : tuple of Distribution
        Laws of vectors, in the order of their components; I(X;Y) is the sum of theirs.
    """

    laws: tuple[Distribution, ...]

    def __post_init__(self) -> None:
        if not self.laws:
            raise ValueError("Blocks need at least one law.")
        for law in self.laws:
            _check_vectors(law)

    @property
    def x_shape(self) -> tuple[int, ...]:
        return (sum(law.x_shape[0] for law in self.laws),)

    @property
    def y_shape(self) -> tuple[int, ...]:
        return (sum(law.y_shape[0] for law in self.laws),)

    @property
    def mutual_information(self) -> float:
        return math.fsum(law.mutual_information for law in self.laws)

    @property
    def mutual_information_stderr(self) -> float:
        """Standard error of the sum; equal laws share one truth, whose errors so add up."""
        return math.hypot(*(_stderr(law) * self.laws.count(law) for law in dict.fromkeys(self.laws)))

    def sample(self, n: int, rng: Any = None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Draw n independent pairs: the blocks' components one after the other."""
        rng = np.random.default_rng(rng)
        xs, ys = zip(*(law.sample(n, rng) for law in self.laws), strict=True)
        return np.hstack(xs), np.hstack(ys)

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """Sum of the blocks' own, an array (n,)."""
        x_ends = np.cumsum([law.x_shape[0] for law in self.laws])[:-1]
        y_ends = np.cumsum([law.y_shape[0] for law in self.laws])[:-1]
        parts = zip(self.laws, np.split(x, x_ends, axis=1), np.split(y, y_ends, axis=1), strict=True)
        return np.sum([_pointwise(law, of_x, of_y) for law, of_x, of_y in parts], axis=0)


@dataclass(frozen=True)
class Repeated:
    """Vectors made of independent blocks of one law, drawn in one go.

    Parameters
    ----------
    law : Distribution
        A law of vectors.
    times : int
        Number of blocks, at least 1; I(X;Y) is as many times that of the law.
    """

    law: Distribution
    times: int

    def __post_init__(self) -> None:
        if self.times < 1:
            raise ValueError(f"A law is repeated at least once; got {self.times}.")
        _check_vectors(self.law)

    @property
    def x_shape(self) -> tuple[int, ...]:
        return (self.times * self.law.x_shape[0],)

    @property
    def y_shape(self) -> tuple[int, ...]:
        return (self.times * self.law.y_shape[0],)

    @property
    def mutual_information(self) -> float:
        return self.times * self.law.mutual_information

    @property
    def mutual_information_stderr(self) -> float:
        """Standard error of the truth: 0 for closed forms."""
        return self.times * _stderr(self.law)

    def sample(self, n: int, rng: Any = None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Draw n independent pairs: the blocks' components one after the other."""
        x, y = self.law.sample(n * self.times, rng)
        return x.reshape(n, -1), y.reshape(n, -1)

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """Sum of the blocks' own, an array (n,)."""
        parts = _pointwise(self.law, x.reshape(-1, *self.law.x_shape), y.reshape(-1, *self.law.y_shape))
        return parts.reshape(-1, self.times).sum(axis=1)
