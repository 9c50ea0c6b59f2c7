"""Pictures tiled from images of two classes; the classes are bits sent through a noisy channel.

d fair bits X go through a binary symmetric channel that flips a bit with probability p. Each bit of X and of Y becomes a
random image of its class, and the images are tiled into one picture, with a random background if `background` is positive. If
the class can be read off an image without error,

    I(X;Y) = d (ln 2 - H2(p)),

otherwise this is an upper bound. If a classifier reads each bit from the images with error probability e, a lower bound is d
(ln 2 - H2(p * e * e)), where a * b = a (1 - b) + b (1 - a). Without background, the images of the two classes are finite sets
without a common member, so the classifier `read` makes no error. With a background, it takes the class of the nearest image;
`reading_error` is the measured probability that this is wrong. Reference: K. Lee and W. Rhee, A benchmark suite for
evaluating neural mutual information estimators on unstructured datasets, NeurIPS 2024, arXiv 2410.10924; we add the lower
bound.
"""

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

import numpy as np

from infoplane.distributions.discrete.binary_channel import BinarySymmetricChannel
from infoplane.distributions.label_entropies import binary_entropy
from infoplane.distributions.protocol import Array

from .digits import ScikitDigits
from .image_classes import ImageClasses

_WAVES = 3  # cosines per axis of a background


@dataclass(frozen=True)
class ClassChannel:
    """Pictures X and Y (n, height, width) of bits and of their noisy copies.

    Parameters
    ----------
    bits : int
        Number d of bits; each is a tile.
    flip : float
        Probability p that a bit differs between X and Y.
    source : ImageClasses
        The images; scikit-learn's digits 0 and 1 by default.
    background : float
        Largest brightness of the random background, in [0, 1).
    reading_error : float
        Measured probability that `read` is wrong about a bit, in [0, 1/2].
    tiles : tuple of two int, optional
        Rows and columns of tiles; by default as few as hold the bits, in nearly a square. Tiles without a bit stay empty.

    Raises
    ------
    ValueError
        If a parameter is out of its range.

    Notes
    -----
    I(X;Y) = d (ln 2 - H2(p)) if the class can be read off an image.

    References
    ----------
    K. Lee and W. Rhee, NeurIPS 2024, arXiv 2410.10924.

    Examples
    --------
    >>> from infoplane.distributions import ClassChannel
    >>> channel = ClassChannel(4, 0.1)
    >>> channel.x_shape, round(channel.mutual_information, 4)
    ((16, 16), 1.4723)
    """

    bits: int
    flip: float
    source: ImageClasses = field(default_factory=ScikitDigits)
    background: float = 0.0
    reading_error: float = 0.0
    tiles: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        _ = self._channel
        if self.tiles is not None and (min(self.tiles) < 1 or math.prod(self.tiles) < self.bits):
            raise ValueError(f"{self.bits} bits need as many tiles; got {self.tiles[0]} x {self.tiles[1]}.")
        if not 0 <= self.background < 1 or not 0 <= self.reading_error <= 0.5:
            raise ValueError(
                f"Needs a background in [0, 1) and a reading error in [0, 1/2]; got {self.background}, {self.reading_error}."
            )

    @classmethod
    def with_mutual_information(
        cls,
        nats: float,
        bits: int,
        source: ImageClasses | None = None,
        background: float = 0.0,
        reading_error: float = 0.0,
        tiles: tuple[int, int] | None = None,
    ) -> Self:
        """The pictures of `bits` bits with I(X;Y) = `nats`.

        Raises
        ------
        ValueError
            If `nats` is negative or above bits ln 2.
        """
        flip = BinarySymmetricChannel.with_mutual_information(nats, bits).flip
        return cls(bits, flip, source or ScikitDigits(), background, reading_error, tiles)

    @property
    def _channel(self) -> BinarySymmetricChannel:
        return BinarySymmetricChannel(self.bits, self.flip)

    @cached_property
    def _pool(self) -> tuple[Array, int]:
        """The images of both classes in one array, and the number of those of class 0."""
        zeros, ones = self.source.images()
        return np.concatenate([zeros, ones]), len(zeros)

    @property
    def _tiles(self) -> tuple[int, int]:
        """Rows and columns of tiles; if the bits do not fill them, the last tiles stay empty."""
        if self.tiles is not None:
            return self.tiles
        columns = math.ceil(math.sqrt(self.bits))
        return math.ceil(self.bits / columns), columns

    @property
    def x_shape(self) -> tuple[int, ...]:
        side, (rows, columns) = self._pool[0].shape[1], self._tiles
        return (rows * side, columns * side)

    @property
    def y_shape(self) -> tuple[int, ...]:
        return self.x_shape

    @property
    def mutual_information(self) -> float:
        return self._channel.mutual_information

    @property
    def lower_bound(self) -> float:
        """Information in nats that remains if each bit is read wrongly with probability `reading_error`."""
        error = _either(_either(self.flip, self.reading_error), self.reading_error)
        return self.bits * (math.log(2) - binary_entropy(error))

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs of pictures: arrays (n, height, width)."""
        rng = np.random.default_rng(rng)
        x, y = self._channel.draw_bits(n, rng=rng)
        return self._picture(x, rng), self._picture(y, rng)

    def _picture(self, bits: Array, rng: np.random.Generator) -> Array:
        pool, zeros = self._pool
        chosen = np.where(bits == 0, rng.integers(zeros, size=bits.shape), rng.integers(zeros, len(pool), size=bits.shape))
        (rows, columns), side = self._tiles, pool.shape[1]
        picture = np.zeros((len(bits), rows * side, columns * side))
        for tile in range(self.bits):
            row, column = (side * place for place in divmod(tile, columns))
            picture[:, row : row + side, column : column + side] = pool[chosen[:, tile]]
        if self.background == 0:
            return picture
        # A random sum of slow cosines; its weights keep it between -1 and 1.
        weights = rng.standard_normal((len(bits), _WAVES, _WAVES))
        weights /= np.abs(weights).sum(axis=(1, 2), keepdims=True)
        vertical, horizontal = (
            np.cos(np.pi * np.outer(np.arange(1, _WAVES + 1), (np.arange(size) + 0.5) / size)) for size in picture.shape[1:]
        )
        brightness = vertical.T @ (self.background / 2 * weights @ horizontal)
        brightness += self.background / 2
        return np.maximum(picture, brightness, out=picture)

    def read(self, picture: Array) -> Array:
        """The bits (n, bits) of pictures (n, height, width): for each tile the class of the nearest image."""
        pool, zeros = self._pool
        (rows, columns), side, n = self._tiles, pool.shape[1], len(picture)
        tiles = picture.reshape(n, rows, side, columns, side).swapaxes(2, 3).reshape(n, rows * columns, -1)[:, : self.bits]
        flat = pool.reshape(len(pool), -1)
        distances = (flat**2).sum(axis=1) - 2 * tiles.reshape(-1, side * side) @ flat.T
        return (distances.argmin(axis=1) >= zeros).astype(np.int64).reshape(n, self.bits)

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """Pointwise mutual information of the bits that `read` returns for the pictures, an array (n,)."""
        return self._channel.pointwise_mutual_information(self.read(x), self.read(y))


def _either(a: float, b: float) -> float:
    """Probability that exactly one of two independent events happens."""
    return a * (1 - b) + b * (1 - a)
