"""Handwritten digits as the images of two classes: the 8 x 8 pixels of scikit-learn's data set, which needs no download."""

from dataclasses import dataclass
from functools import lru_cache

from infoplane.distributions.protocol import Array

_LEVELS = 16.0


@dataclass(frozen=True)
class ScikitDigits:
    """Images (m, 8, 8) of two digits, floats in [0, 1].

    Parameters
    ----------
    zero, one : int
        The digits that stand for the bits 0 and 1.

    Raises
    ------
    ValueError
        If the two are equal, or no digits.

    Examples
    --------
    >>> from infoplane.distributions import ScikitDigits
    >>> zeros, ones = ScikitDigits(0, 1).images()
    >>> zeros.shape, ones.shape
    ((178, 8, 8), (182, 8, 8))
    """

    zero: int = 0
    one: int = 1

    def __post_init__(self) -> None:
        if self.zero == self.one or not {self.zero, self.one} <= set(range(10)):
            raise ValueError(f"Needs two different digits from 0 to 9; got {self.zero} and {self.one}.")

    def images(self) -> tuple[Array, Array]:
        """All images of the two digits: arrays (m, 8, 8)."""
        return _images(self.zero), _images(self.one)


@lru_cache(maxsize=10)
def _images(digit: int) -> Array:
    from sklearn.datasets import load_digits

    data = load_digits()
    return data.images[data.target == digit] / _LEVELS
