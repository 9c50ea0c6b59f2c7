"""Vectors made of independent blocks: their mutual informations add up, I(X;Y) = sum_k I(X_k;Y_k)."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from .protocol import Array, Distribution, share_pointwise, standard_error


def _check_vectors(distribution: Distribution) -> None:
    if len(distribution.x_shape) != 1 or len(distribution.y_shape) != 1:
        raise ValueError(
            f"Blocks join vectors; got shapes {distribution.x_shape} and {distribution.y_shape}. "
            "Give labels as columns of floats."
        )


@dataclass(frozen=True)
class Blocks:
    """Vectors made of independent blocks, one distribution each.

    If every block has `pointwise_mutual_information`, the whole has it too: the sum of theirs.

    Parameters
    ----------
    distributions : tuple of Distribution
        Distributions of vectors, in the order of their components; I(X;Y) is the sum of theirs.

    Raises
    ------
    ValueError
        If there is no distribution, or one of labels or images.

    Notes
    -----
    I(X;Y) = sum_k I(X_k; Y_k).

    References
    ----------
    T. M. Cover and J. A. Thomas, Elements of Information Theory (2006), section 2.5.

    Examples
    --------
    >>> from infoplane.distributions import Blocks, CorrelatedNormal, SmoothedUniform
    >>> distribution = Blocks((SmoothedUniform(0.5), CorrelatedNormal(2, 1)))
    >>> distribution.x_shape, distribution.y_shape, distribution.mutual_information
    ((3,), (2,), 0.5)
    """

    distributions: tuple[Distribution, ...]

    def __post_init__(self) -> None:
        if not self.distributions:
            raise ValueError("Blocks need at least one distribution; got none.")
        for distribution in self.distributions:
            _check_vectors(distribution)
        share_pointwise(self, *self.distributions)

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
        """Standard error of the sum. Equal distributions have the same Monte Carlo error, so their errors add up."""
        counts = {distribution: self.distributions.count(distribution) for distribution in self.distributions}
        return math.hypot(*(standard_error(distribution) * count for distribution, count in counts.items()))

    def sample(self, n: int, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: the components of the blocks, block after block."""
        rng = np.random.default_rng(rng)
        xs, ys = zip(*(distribution.sample(n, rng=rng) for distribution in self.distributions), strict=True)
        return np.hstack(xs), np.hstack(ys)

    def _pointwise(self, x: Array, y: Array) -> Array:
        blocks: Any = self.distributions
        x_ends = np.cumsum([block.x_shape[0] for block in blocks])[:-1]
        y_ends = np.cumsum([block.y_shape[0] for block in blocks])[:-1]
        parts = zip(blocks, np.split(x, x_ends, axis=1), np.split(y, y_ends, axis=1), strict=True)
        return np.sum([block.pointwise_mutual_information(block_x, block_y) for block, block_x, block_y in parts], axis=0)


@dataclass(frozen=True)
class Repeated:
    """Vectors made of independent blocks of one distribution, all drawn in one call.

    If the block has `pointwise_mutual_information`, the whole has it too: the sum over the blocks.

    Parameters
    ----------
    distribution : Distribution
        A distribution of vectors.
    times : int
        Number of blocks, at least 1; I(X;Y) is this many times that of the distribution.

    Raises
    ------
    ValueError
        If `times` is below 1, or the distribution is one of labels or images.

    Notes
    -----
    I(X;Y) = times I(X_1; Y_1).

    References
    ----------
    T. M. Cover and J. A. Thomas, Elements of Information Theory (2006), section 2.5.

    Examples
    --------
    >>> from infoplane.distributions import Repeated, SmoothedUniform
    >>> distribution = Repeated(SmoothedUniform(0.5), 3)
    >>> distribution.x_shape, distribution.mutual_information
    ((3,), 1.5)
    """

    distribution: Distribution
    times: int

    def __post_init__(self) -> None:
        if self.times < 1:
            raise ValueError(f"A distribution is repeated at least once; got {self.times}.")
        _check_vectors(self.distribution)
        share_pointwise(self, self.distribution)

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
        """Standard error: all blocks have the same Monte Carlo error, so it is `times` that of one."""
        return self.times * standard_error(self.distribution)

    def sample(self, n: int, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: the components of the blocks, block after block."""
        x, y = self.distribution.sample(n * self.times, rng=rng)
        return x.reshape(n, -1), y.reshape(n, -1)

    def _pointwise(self, x: Array, y: Array) -> Array:
        block: Any = self.distribution
        values = block.pointwise_mutual_information(x.reshape(-1, *block.x_shape), y.reshape(-1, *block.y_shape))
        return np.asarray(values.reshape(-1, self.times).sum(axis=1))
