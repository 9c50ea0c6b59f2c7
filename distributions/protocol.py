"""What a distribution with known mutual information (MI) is, and what a one-to-one map is.

`isinstance(x, Distribution)` checks only that `x` has attributes of these names; it does not compute them.
"""

from inspect import getattr_static
from typing import Any, Protocol, runtime_checkable

from numpy.typing import NDArray

Array = NDArray[Any]


class _ByName(type(Protocol)):  # type: ignore[misc]
    """`isinstance` by the names of attributes alone, for the protocols of this file; that of Python 3.11 computes them."""

    def __instancecheck__(cls, instance: object) -> bool:
        if cls.__module__ != __name__:  # a class that derives from a protocol
            return bool(super().__instancecheck__(instance))
        names = {name for base in cls.__mro__ if base.__module__ == __name__ for name in vars(base)}
        missing = object()
        return all(
            getattr_static(instance, name, missing) is not missing
            for name in names
            if name == "__call__" or not name.startswith("_")
        )


@runtime_checkable
class Distribution(Protocol, metaclass=_ByName):
    """Distribution of a pair (X, Y) whose mutual information is known.

    Attributes
    ----------
    x_shape, y_shape : tuple of int
        (d,) for vectors, (height, width) for images; () if and only if the variable is an integer label.
    mutual_information : float
        I(X;Y) in nats, by closed form, converged quadrature or Monte Carlo.
    mutual_information_stderr : float, optional
        Standard error of `mutual_information` in nats, where it is a Monte Carlo value.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal, Distribution
    >>> isinstance(CorrelatedNormal(1, 1, (0.5,)), Distribution)
    True
    """

    @property
    def x_shape(self) -> tuple[int, ...]: ...
    @property
    def y_shape(self) -> tuple[int, ...]: ...
    @property
    def mutual_information(self) -> float: ...

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: arrays (n, *x_shape) and (n, *y_shape)."""
        ...


@runtime_checkable
class PointwiseDistribution(Distribution, Protocol, metaclass=_ByName):
    """A distribution whose pointwise mutual information is known: its mean over samples checks the MI and the sampler.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal, PointwiseDistribution
    >>> normal = CorrelatedNormal(1, 1, (0.5,))
    >>> isinstance(normal, PointwiseDistribution)
    True
    >>> x, y = normal.sample(10_000, rng=0)
    >>> round(normal.mutual_information, 1), round(float(normal.pointwise_mutual_information(x, y).mean()), 1)
    (0.1, 0.1)
    """

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln p(x, y) - ln p(x) - ln p(y) of n pairs, an array (n,) in nats."""
        ...


@runtime_checkable
class Injection(Protocol, metaclass=_ByName):
    """A one-to-one map of samples. Its inverse proves that the map keeps mutual information; tests run this proof.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import HALF_CUBE, Injection
    >>> isinstance(HALF_CUBE, Injection)
    True
    >>> z = np.array([[4.0], [-1.0]])
    >>> HALF_CUBE(z).tolist()
    [[8.0], [-1.0]]
    >>> np.allclose(HALF_CUBE.inverse(HALF_CUBE(z)), z)
    True
    """

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Shape of f(z) for one z of the given shape.

        Raises
        ------
        ValueError
            If the map does not take samples of that shape.
        """
        ...

    def __call__(self, z: Array) -> Array:
        """Map (n, *shape) to (n, *output_shape(shape))."""
        ...

    def inverse(self, x: Array) -> Array:
        """Return the z with f(z) = x."""
        ...


def standard_error(distribution: Distribution) -> float:
    """Standard error of the distribution's mutual information in nats: 0 for closed forms and quadrature."""
    return float(getattr(distribution, "mutual_information_stderr", 0.0))


def share_pointwise(whole: Any, *parts: Distribution) -> None:
    """Give `whole` the method `pointwise_mutual_information`, which is its `_pointwise`, if each of its parts has one.

    The method belongs to the object, not to its class: a class would promise it also for parts whose density is unknown.
    """
    if all(isinstance(part, PointwiseDistribution) for part in parts):
        object.__setattr__(whole, "pointwise_mutual_information", whole._pointwise)
