"""Distributions mapped by injections: I(f(X); g(Y)) = I(X; Y) for one-to-one maps f and g.

The density changes by factors that cancel in p(x, y) / (p(x) p(y)), so the pointwise mutual information is kept as well.
Reference: T. M. Cover and J. A. Thomas, Elements of Information Theory (2006), section 8.6.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .protocol import Array, Distribution, Injection, share_pointwise, standard_error


@dataclass(frozen=True)
class Identity:
    """The map that changes nothing.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import Identity
    >>> Identity()(np.array([[1.0, 2.0]])).tolist()
    [[1.0, 2.0]]
    """

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return shape

    def __call__(self, z: Array) -> Array:
        return z

    def inverse(self, x: Array) -> Array:
        return x


@dataclass(frozen=True)
class Chain:
    """Injections applied one after the other, the first one first.

    Parameters
    ----------
    steps : tuple of Injection

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import Chain, NormalCDF, SwissRoll
    >>> roll = Chain((NormalCDF(), SwissRoll()))
    >>> roll.output_shape((1,))
    (2,)
    >>> np.allclose(roll.inverse(roll(np.array([[0.3]]))), 0.3)
    True
    """

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

    It draws samples of its base and maps them: with the same seed, its samples are the images of those of its base. If the base
    has `pointwise_mutual_information`, the pushforward has it too: that of the base at the inverse images of x and y.

    Parameters
    ----------
    base : Distribution
        Distribution of (X, Y).
    x, y : Injection
        The maps f and g; each is the identity by default.

    Raises
    ------
    ValueError
        If a map does not take samples of the base.

    Notes
    -----
    I(f(X); g(Y)) = I(X; Y) for one-to-one f and g.

    References
    ----------
    T. M. Cover and J. A. Thomas, Elements of Information Theory (2006), section 8.6.

    Examples
    --------
    >>> from infoplane.distributions import WIGGLY_X, CorrelatedNormal, Pushforward, SignedPower
    >>> distribution = Pushforward(CorrelatedNormal(1, 1, (0.8,)), SignedPower(3.0), WIGGLY_X)
    >>> round(distribution.mutual_information, 4)
    0.5108
    """

    base: Distribution
    x: Injection = Identity()
    y: Injection = Identity()

    def __post_init__(self) -> None:
        self.x.output_shape(self.base.x_shape)
        self.y.output_shape(self.base.y_shape)
        share_pointwise(self, self.base)

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
        """Standard error of the base's mutual information."""
        return standard_error(self.base)

    def sample(self, n: int, rng: Any = None) -> tuple[Array, Array]:
        """Draw n pairs of the base, then map x and y."""
        x, y = self.base.sample(n, rng=np.random.default_rng(rng))
        return self.x(x), self.y(y)

    def _pointwise(self, x: Array, y: Array) -> Array:
        base: Any = self.base
        return np.asarray(base.pointwise_mutual_information(self.x.inverse(x), self.y.inverse(y)))
