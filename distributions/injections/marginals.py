"""Elementwise injections that change the marginal distributions of a vector."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from infoplane.distributions.protocol import Array


@dataclass(frozen=True)
class NormalCDF:
    """Standard normal distribution function Phi, elementwise: standard normal components become uniform on [0, 1].

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import NormalCDF
    >>> NormalCDF()(np.array([[0.0]])).tolist()
    [[0.5]]
    """

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return shape

    def __call__(self, z: Array) -> Array:
        return ndtr(z)

    def inverse(self, x: Array) -> Array:
        return ndtri(x)


@dataclass(frozen=True)
class NormalQuantile:
    """Standard normal quantile function Phi^-1, elementwise: uniform components become standard normal.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import NormalQuantile
    >>> NormalQuantile()(np.array([[0.5]])).tolist()
    [[0.0]]
    """

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return shape

    def __call__(self, z: Array) -> Array:
        return ndtri(z)

    def inverse(self, x: Array) -> Array:
        return ndtr(x)


@dataclass(frozen=True)
class Asinh:
    """Inverse hyperbolic sine ln(z + sqrt(z^2 + 1)), elementwise: it shortens heavy tails to their logarithm.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import Asinh
    >>> Asinh()(np.array([[0.0], [1e6]])).round(3).tolist()
    [[0.0], [14.509]]
    """

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return shape

    def __call__(self, z: Array) -> Array:
        return np.arcsinh(z)

    def inverse(self, x: Array) -> Array:
        return np.sinh(x)


@dataclass(frozen=True)
class SinhArcsinh:
    """sinh(skew + tail arcsinh(z)), elementwise: far from 0 it grows like the power `tail` of |z|.

    A tail above 1 gives heavy tails, one below 1 light ones; a skew other than 0 makes one tail longer.

    Parameters
    ----------
    skew : float
    tail : float
        Positive.

    Raises
    ------
    ValueError
        If the tail is not positive.

    Notes
    -----
    z -> sinh(skew + tail arcsinh(z)).

    References
    ----------
    M. C. Jones, A. Pewsey, Sinh-arcsinh distributions, Biometrika 96 (2009), doi 10.1093/biomet/asp053.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import SinhArcsinh
    >>> SinhArcsinh(0.0, 2.0)(np.array([[0.0], [10.0]])).round(1).tolist()
    [[0.0], [201.0]]
    """

    skew: float
    tail: float

    def __post_init__(self) -> None:
        if not self.tail > 0:
            raise ValueError(f"The tail of a one-to-one map must be positive; got {self.tail}.")

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return shape

    def __call__(self, z: Array) -> Array:
        return np.sinh(self.skew + self.tail * np.arcsinh(z))

    def inverse(self, x: Array) -> Array:
        return np.sinh((np.arcsinh(x) - self.skew) / self.tail)


@dataclass(frozen=True)
class SignedPower:
    """sign(z) |z|^exponent, elementwise: exponents above 1 stretch the tails; `HALF_CUBE` has the exponent 3/2.

    Parameters
    ----------
    exponent : float
        Positive.

    Raises
    ------
    ValueError
        If the exponent is not positive.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import SignedPower
    >>> SignedPower(2.0)(np.array([[-3.0], [3.0]])).tolist()
    [[-9.0], [9.0]]
    """

    exponent: float

    def __post_init__(self) -> None:
        if not self.exponent > 0:
            raise ValueError(f"The exponent of a one-to-one power must be positive; got {self.exponent}.")

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return shape

    def __call__(self, z: Array) -> Array:
        size = np.abs(z)
        # For the exponents in use, products are several times faster than a general power.
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
