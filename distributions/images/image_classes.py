"""Images of two classes of any labelled set, from which `ClassChannel` makes pictures of bits."""

from dataclasses import dataclass
from typing import Protocol

from infoplane.distributions.protocol import Array


class ImageClasses(Protocol):
    """A source of images for the bits 0 and 1."""

    def images(self) -> tuple[Array, Array]:
        """Images (m, side, side) of class 0 and of class 1, floats in [0, 1]."""
        ...


@dataclass(frozen=True, eq=False)
class GivenImages:
    """Images of two classes of a labelled set: MNIST, Fashion-MNIST, your own.

    Parameters
    ----------
    pictures : array (m, side, side)
        Square images with values in [0, 1].
    labels : array (m,)
        The class of each.
    zero, one : int
        The labels that stand for the bits 0 and 1.

    Raises
    ------
    ValueError
        If images and labels do not fit together, pixels lie outside [0, 1], a class is empty, or the classes share an image.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import ClassChannel, GivenImages
    >>> pictures = np.random.default_rng(0).random((40, 6, 6))
    >>> source = GivenImages(pictures, np.arange(40) % 10, zero=3, one=7)
    >>> ClassChannel(4, 0.1, source).x_shape
    (12, 12)
    """

    pictures: Array
    labels: Array
    zero: int = 0
    one: int = 1

    def __post_init__(self) -> None:
        if self.pictures.ndim != 3 or self.pictures.shape[1] != self.pictures.shape[2]:
            raise ValueError(f"Needs square images (m, side, side); got shape {self.pictures.shape}.")
        if self.labels.shape != self.pictures.shape[:1]:
            raise ValueError(f"Needs one label for each of {len(self.pictures)} images; got shape {self.labels.shape}.")
        if self.pictures.min() < 0 or self.pictures.max() > 1:
            lowest, highest = self.pictures.min(), self.pictures.max()
            raise ValueError(f"Pixels must lie in [0, 1]; got {lowest:g} to {highest:g}. Divide by the largest value possible.")
        first, second = ({picture.tobytes() for picture in images} for images in self.images())
        if not first or not second or first & second:
            common = len(first & second)
            raise ValueError(
                f"Classes {self.zero} and {self.one} must both have images, and none in common; "
                f"got {len(first)} and {len(second)} different images, {common} of them in both."
            )

    def images(self) -> tuple[Array, Array]:
        """The images of the two classes."""
        return self.pictures[self.labels == self.zero], self.pictures[self.labels == self.one]
