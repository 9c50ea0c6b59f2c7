"""Images of more than 64 pixels as patches of 4 x 4 pixels, whose pixels become channels: (c, h, w) -> (16 c, h/4, w/4).

Most of the time that a network takes goes into its layers of full size, where channels are few and pixels many. The same
numbers as patches have a sixteenth of the places, with sixteen times the channels, which processors handle several times as
fast. No pixel is lost. Where a height or a width is no multiple of 4, zeros are appended.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

SIDE = 4  # of a patch
_LARGE = 64  # pixels: the largest height and width of images that stay as they are


def is_large(shape: tuple[int, ...]) -> bool:
    """Whether images (channels, height, width) become patches; vectors never do."""
    return len(shape) == 3 and max(shape[1:]) > _LARGE


def patched_shape(shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of images (channels, height, width) as patches.

    >>> patched_shape((3, 128, 130))
    (48, 32, 33)
    """
    channels, *sides = shape
    return (SIDE**2 * channels, *(-(-length // SIDE) for length in sides))


def to_patches(images: NDArray[np.float32]) -> Tensor:
    """Patches (n, 16 channels, rows, columns) of images (n, channels, height, width), with the channels last in memory."""
    _, rows, columns = patched_shape(images.shape[1:])
    n, channels, height, width = images.shape
    if (height, width) != (SIDE * rows, SIDE * columns):
        images = np.pad(images, ((0, 0), (0, 0), (0, SIDE * rows - height), (0, SIDE * columns - width)))
    split = images.reshape(n, channels, rows, SIDE, columns, SIDE).transpose(0, 2, 4, 1, 3, 5)
    return torch.from_numpy(split.reshape(n, rows, columns, -1)).permute(0, 3, 1, 2)


def from_patches(patches: Tensor, shape: tuple[int, ...]) -> Tensor:
    """Images (n, *shape) of patches."""
    channels, height, width = shape
    n, _, rows, columns = patches.shape
    split = patches.reshape(n, channels, SIDE, SIDE, rows, columns).permute(0, 1, 4, 2, 5, 3)
    return split.reshape(n, channels, SIDE * rows, SIDE * columns)[..., :height, :width]
