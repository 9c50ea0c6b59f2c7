"""Images drawn and read a few at a time, so that memory grows by the result and not by what leads to it."""

from collections.abc import Callable

import numpy as np

from infoplane.distributions.protocol import Array

_PIXELS = 2**18  # of the images handled at once: what leads to them stays in the cache of a processor


def drawn_in_parts(draw: Callable[[Array, Array, Array], None], z: Array, shape: tuple[int, ...], dtype: str) -> Array:
    """Images (n, *shape) of the parameters z (n, d), in the given precision.

    Parameters
    ----------
    draw : callable
        Writes images. It is given their parameters, the images (n, channels, height, width) to write, and three planes (3, n,
        height, width) for what leads to them. The planes are the same memory for every part: a system hands out new memory page
        by page, and clears it, which takes longer than the arithmetic.
    z : array (n, d)
    shape : tuple of int
        Of one image.
    dtype : str
        Of images and planes.
    """
    images = np.empty((len(z), *shape), dtype)
    planes = np.empty((3, min(len(z), _rows(shape)), *shape[-2:]), dtype)
    with_channels = images if len(shape) == 3 else images[:, None]
    for part in _parts(len(z), shape):
        draw(z[part], with_channels[part], planes[:, : len(z[part])])
    return images


def read_in_parts(read: Callable[[Array], Array], images: Array, dim: int) -> Array:
    """Parameters (n, dim) of images, computed in double precision."""
    parameters = np.empty((len(images), dim))
    for part in _parts(len(images), images.shape[1:]):
        parameters[part] = read(images[part].astype(np.float64))
    return parameters


def _parts(n: int, shape: tuple[int, ...]) -> list[slice]:
    return [slice(start, start + _rows(shape)) for start in range(0, n, _rows(shape))]


def _rows(shape: tuple[int, ...]) -> int:
    return max(1, _PIXELS // int(np.prod(shape)))


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
