"""Samples of X and Y as networks take them: three disjoint splits of scaled float32 tensors."""

from typing import Any, Literal, NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from infoplane.estimators.validation import as_pair, continuous_pair, is_labels

from .rows import split
from .scaling import shrink_outliers, standardisation

Pairs = tuple[Tensor, Tensor]


class PairSplits(NamedTuple):
    """The pairs to train on, to select the weights by, and to report on; each x and y with the same rows."""

    train: Pairs
    select: Pairs
    report: Pairs

    def to(self, device: torch.device) -> "PairSplits":
        """The same pairs on a device."""
        return PairSplits(*((x.to(device), y.to(device)) for x, y in self))


def pair_splits(
    x: ArrayLike,
    y: ArrayLike,
    shares: tuple[float, float],
    rng: np.random.Generator,
    name: str,
    images: Literal["auto", "dense", "convolutional"] = "dense",
) -> PairSplits:
    """Split the pairs (x, y) at random, and scale x and y by what the training split shows.

    Every map is one to one on x alone or on y alone, so mutual information survives it.

    Parameters
    ----------
    x, y : array of shape (n, *shape)
        Class labels become one-hot vectors.
    shares : (float, float)
        Shares of n to select by and to report on.
    rng : numpy.random.Generator
    name : str
        The estimator, for messages.
    images : {"auto", "dense", "convolutional"}
        "auto" keeps images as images, (n, channels, height, width); "dense" flattens them to rows of pixels;
        "convolutional" also refuses what is no image.

    Raises
    ------
    ValueError
        If x or y is constant, is no image where images are asked for, or a split would be too small.
    """
    samples = [_one_hot(sample) if is_labels(sample) else sample for sample in as_pair(x, y)]
    continuous_pair(*samples, name)
    splits = split(len(samples[0]), shares, rng)
    x, y = (_scaled(sample, name, splits[0], images) for sample, name in zip(samples, "xy", strict=True))
    return PairSplits(*((torch.from_numpy(x[rows]), torch.from_numpy(y[rows])) for rows in splits))


def _scaled(sample: NDArray[Any], name: str, train: NDArray[np.int64], images: str) -> NDArray[np.float32]:
    is_image = sample.ndim in (3, 4)
    if images == "convolutional" and not is_image:
        raise ValueError(
            f'critic="convolutional" needs images (n, height, width); {name} has shape {sample.shape}. Take "auto".'
        )
    mean, scale = standardisation(sample[train], name)
    sample = (sample - mean) / scale
    if not is_image:
        sample = shrink_outliers(sample, sample[train])
    sample = sample.astype(np.float32)
    if images == "dense" or not is_image:
        return sample.reshape(len(sample), -1)
    return sample[:, None] if sample.ndim == 3 else sample


def _one_hot(labels: NDArray[Any]) -> NDArray[np.float64]:
    return (labels[:, None] == np.unique(labels)).astype(np.float64)
