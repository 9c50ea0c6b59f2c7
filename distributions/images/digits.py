"""Handwritten digits as the images of two classes: those of scikit-learn's data set, which needs no download.

They have 8 x 8 pixels; an enlarged digit repeats each, which adds nothing to see.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from infoplane.distributions.protocol import Array

_LEVELS = 16.0


@dataclass(frozen=True)
class ScikitDigits:
    """Images (m, 8, 8) of two digits, floats in [0, 1].

    Parameters
    ----------
    zero, one : int
        The digits that stand for the bits 0 and 1.
    enlarged : int
        How often each pixel is repeated in both directions: images of 8 `enlarged` pixels a side.

    Raises
    ------
    ValueError
        If the two are equal, or no digits, or pixels are repeated less than once.

    Examples
    --------
    >>> from infoplane.distributions import ScikitDigits
    >>> zeros, ones = ScikitDigits(0, 1).images()
    >>> zeros.shape, ones.shape
    ((178, 8, 8), (182, 8, 8))
    """

    zero: int = 0
    one: int = 1
    enlarged: int = 1

    def __post_init__(self) -> None:
        if self.zero == self.one or not {self.zero, self.one} <= set(range(10)):
            raise ValueError(f"Needs two different digits from 0 to 9; got {self.zero} and {self.one}.")
        if self.enlarged < 1:
            raise ValueError(f"Pixels are repeated at least once; got enlarged={self.enlarged}.")

    def images(self) -> tuple[Array, Array]:
        """All images of the two digits: arrays (m, side, side)."""
        return _images(self.zero, self.enlarged), _images(self.one, self.enlarged)


@lru_cache(maxsize=10)
def _images(digit: int, enlarged: int) -> Array:
    from sklearn.datasets import load_digits

    data = load_digits()
    images = data.images[data.target == digit] / _LEVELS
    return np.kron(images, np.ones((1, enlarged, enlarged)))
