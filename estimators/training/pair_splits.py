"""Samples of X and Y as networks take them: three disjoint splits of scaled float32 tensors."""

from typing import Literal, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from infoplane.estimators.validation import Sample, is_labels, refuse_constants

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
    x: Sample,
    y: Sample,
    shares: tuple[float, float],
    rng: np.random.Generator,
    images: Literal["auto", "dense", "convolutional"] = "dense",
) -> PairSplits:
    """Split the pairs (x, y) at random, and scale x and y by statistics of the training split.

    Every map is one to one on x alone or on y alone, so mutual information survives it.

    Parameters
    ----------
    x, y : checked samples of shape (n, *shape)
        Class labels become one-hot vectors.
    shares : (float, float)
        Shares of n to select by and to report on.
    rng : numpy.random.Generator
    images : {"auto", "dense", "convolutional"}
        "auto" keeps images as images, (n, channels, height, width); "dense" flattens them to rows of pixels;
        "convolutional" also refuses samples that are not images.

    Raises
    ------
    ValueError
        If x or y is constant, is not an image where images are required, or a split would be too small.
    """
    refuse_constants(x, y)
    splits = split(len(x), shares, rng)
    x, y = (_scaled(sample, name, splits[0], images) for sample, name in ((x, "x"), (y, "y")))
    return PairSplits(*((torch.from_numpy(x[rows]), torch.from_numpy(y[rows])) for rows in splits))


def _scaled(sample: Sample, name: str, train: NDArray[np.int64], images: str) -> NDArray[np.float32]:
    if is_labels(sample):
        sample = (sample[:, None] == np.unique(sample)).astype(np.float64)  # one-hot
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
