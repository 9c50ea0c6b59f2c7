"""What a distribution with known mutual information is, and how one-to-one maps carry it on."""

from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@runtime_checkable
class Distribution(Protocol):
    """Distribution of a pair (X, Y) whose mutual information is known.

    Attributes
    ----------
    x_shape, y_shape : tuple of int
        (d,) for vectors, (height, width) for images; () if and only if the variable is an integer label.
    mutual_information : float
        I(X;Y) in nats, by closed form or converged quadrature.
    """

    @property
    def x_shape(self) -> tuple[int, ...]: ...
    @property
    def y_shape(self) -> tuple[int, ...]: ...
    @property
    def mutual_information(self) -> float: ...

    def sample(self, n: int, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: arrays (n, *x_shape) and (n, *y_shape)."""
        ...


@runtime_checkable
class PointwiseDistribution(Distribution, Protocol):
    """A distribution whose pointwise mutual information is known: its mean over samples proves the truth and the sampler."""

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln p(x, y) - ln p(x) - ln p(y) of n pairs, an array (n,) in nats."""
        ...


@runtime_checkable
class Injection(Protocol):
    """A one-to-one map of samples. Its inverse is the testable proof that mutual information survives it."""

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Shape of one image f(z) for one z of the given shape; ValueError where the map does not take it."""
        ...

    def __call__(self, z: Array) -> Array:
        """Map (n, *shape) to (n, *output_shape(shape))."""
        ...

    def inverse(self, x: Array) -> Array:
        """Return the z with f(z) = x."""
        ...


@dataclass(frozen=True)
class Identity:
    """The map that changes nothing."""

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return shape

    def __call__(self, z: Array) -> Array:
        return z

    def inverse(self, x: Array) -> Array:
        return x


@dataclass(frozen=True)
class Chain:
    """Injections applied one after the other, first to last."""

    steps: tuple[Injection, ...]

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        for step in self.steps:
            shape = step.output_shape(shape)
        return shape

    def __call__(self, z: Array) -> Array:
        for step in self.steps:
            z = step(z)
        return z

    def inverse(self, x: Array) -> Array:
        for step in reversed(self.steps):
            x = step.inverse(x)
        return x


@dataclass(frozen=True)
class Pushforward:
    """Distribution of (f(X), g(Y)) for a distribution of (X, Y) and injections f, g: I(f(X); g(Y)) = I(X; Y).

    It draws from its base and maps, so with one seed it gives the images of the very samples its base gives.
    """

    base: Distribution
    x: Injection = Identity()
    y: Injection = Identity()

    def __post_init__(self) -> None:
        self.x.output_shape(self.base.x_shape)
        self.y.output_shape(self.base.y_shape)

    @property
    def x_shape(self) -> tuple[int, ...]:
        return self.x.output_shape(self.base.x_shape)

    @property
    def y_shape(self) -> tuple[int, ...]:
        return self.y.output_shape(self.base.y_shape)

    @property
    def mutual_information(self) -> float:
        return self.base.mutual_information

    @property
    def mutual_information_stderr(self) -> float:
        """Standard error of the base's truth: 0 for closed forms."""
        return float(getattr(self.base, "mutual_information_stderr", 0.0))

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """That of the base at the points the inverses lead back to.

        Raises
        ------
        TypeError
            If the base does not know its own.
        """
        if not hasattr(self.base, "pointwise_mutual_information"):
            raise TypeError(f"{type(self.base).__name__} does not know its pointwise mutual information.")
        return self.base.pointwise_mutual_information(self.x.inverse(x), self.y.inverse(y))

    def sample(self, n: int, rng: Any = None) -> tuple[Array, Array]:
        """Draw n pairs of the base and map each side."""
        x, y = self.base.sample(n, np.random.default_rng(rng))
        return self.x(x), self.y(y)
