"""The two sides of a sample as networks take them: three disjoint parts, tamed columns, images with channels.

Every map is one to one on each side, so mutual information survives it.
"""

from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from infoplane.estimators.validation import as_pair, continuous_pair, is_labels

from .preparation import split, standardisation

Parts = list[tuple[Tensor, Tensor]]


def three_parts(
    x: ArrayLike,
    y: ArrayLike,
    shares: tuple[float, float],
    rng: np.random.Generator,
    name: str,
    images: Literal["auto", "dense", "convolutional"] = "dense",
) -> Parts:
    """The pairs (x, y) to train on, to select by and to report on, as float32 tensors.

    Parameters
    ----------
    x, y : array of shape (n, *shape)
        Class labels, (n,) of integers, enter one-hot.
    shares : (float, float)
        Shares of n to select by and to report on.
    rng : numpy.random.Generator
    name : str
        The estimator, for messages.
    images : {"auto", "dense", "convolutional"}
        Whether images keep their shape, (n, channels, height, width), or are rows of pixels.

    Raises
    ------
    ValueError
        If a side is constant, has no images where they are asked for, or a part would be too small.
    """
    x, y = (_one_hot(side) if is_labels(side) else side for side in as_pair(x, y))
    continuous_pair(x, y, name)
    parts = split(len(x), shares, rng)
    x, y = (_shaped(side, which, parts[0], images) for side, which in ((x, "x"), (y, "y")))
    return [(torch.from_numpy(x[rows]), torch.from_numpy(y[rows])) for rows in parts]


def _shaped(side: NDArray[Any], name: str, rows: NDArray[np.int64], images: str) -> NDArray[np.float32]:
    image = side.ndim in (3, 4)
    if images == "convolutional" and not image:
        raise ValueError(f'critic="convolutional" needs images (n, height, width); {name} has shape {side.shape}. Take "auto".')
    mean, scale = standardisation(side[rows], name)
    side = (side - mean) / scale
    if not image:
        side = _tame(side, rows)
    side = side.astype(np.float32)
    if images == "dense" or not image:
        return side.reshape(len(side), -1)
    return side[:, None] if side.ndim == 3 else side


def _tame(side: NDArray[Any], rows: NDArray[np.int64]) -> NDArray[Any]:
    """Columns by their median and quartiles, then asinh: a one-to-one map that leaves no outlier to dominate a batch."""
    low, middle, high = np.percentile(side[rows], [25, 50, 75], axis=0)
    half = (high - low) / 2
    return np.asarray(np.arcsinh((side - middle) / np.where(half > 0, half, 1)))


def _one_hot(labels: NDArray[Any]) -> NDArray[np.float64]:
    return (labels[:, None] == np.unique(labels)).astype(np.float64)
