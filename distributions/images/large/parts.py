"""Images drawn and read a few at a time, so that memory grows by the result and not by what leads to it."""

from collections.abc import Callable

import numpy as np

from infoplane.distributions.protocol import Array

_PIXELS = 2**18  # of the images handled at once: what leads to them stays in the cache of a processor


def drawn_in_parts(draw: Callable[[Array], Array], z: Array, shape: tuple[int, ...], dtype: str) -> Array:
    """Images (n, *shape) of the parameters z (n, d), in the given precision."""
    images = np.empty((len(z), *shape), dtype)
    for part in _parts(len(z), shape):
        images[part] = draw(z[part])
    return images


def read_in_parts(read: Callable[[Array], Array], images: Array, dim: int) -> Array:
    """Parameters (n, dim) of images, computed in double precision."""
    parameters = np.empty((len(images), dim))
    for part in _parts(len(images), images.shape[1:]):
        parameters[part] = read(images[part].astype(np.float64))
    return parameters


def _parts(n: int, shape: tuple[int, ...]) -> list[slice]:
    step = max(1, _PIXELS // int(np.prod(shape)))
    return [slice(start, start + step) for start in range(0, n, step)]


def image_shape(size: int, channels: int, least: int, name: str) -> tuple[int, ...]:
    """(size, size), or (3, size, size) with three channels.

    Raises
    ------
    ValueError
        If the size is below the least one, or there are neither 1 nor 3 channels.
    """
    if size < least:
        raise ValueError(f"{name} needs a side of at least {least} pixels; got {size}.")
    if channels not in (1, 3):
        raise ValueError(f"{name} has 1 channel (grey) or 3 (colour); got {channels}.")
    return (size, size) if channels == 1 else (channels, size, size)
