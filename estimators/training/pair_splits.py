"""Samples of X and Y as networks take them: three disjoint splits of scaled float32 tensors."""

from typing import Literal, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from infoplane.estimators.validation import Sample, is_constant, is_labels, is_mixed, refuse_constants

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
    images: Literal["auto", "dense", "convolutional", "strided"] = "dense",
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
    images : {"auto", "dense", "convolutional", "strided"}
        "auto" and "strided" keep images as images, (n, channels, height, width); "dense" flattens them to rows of pixels;
        "convolutional" also refuses samples that are not images.

    Raises
    ------
    ValueError
        If x or y is constant, is not an image where images are required, or a split would be too small.
    """
    refuse_constants(x, y)
    return split_by(x, y, split(len(x), shares, rng), images)


def split_by(x: Sample, y: Sample, rows: list[NDArray[np.int64]], images: str = "dense") -> PairSplits:
    """The pairs of three sets of rows: to train on, to select by, to report on. See `pair_splits`."""
    x, y = (scaled(sample, name, rows[0], images) for sample, name in ((x, "x"), (y, "y")))
    return PairSplits(*((torch.from_numpy(x[part]), torch.from_numpy(y[part])) for part in rows))


def scaled(sample: Sample, name: str, train: NDArray[np.int64], images: str = "dense") -> NDArray[np.float32]:
    """A checked sample at the scale that networks take, by statistics of the rows `train` alone.

    Parameters
    ----------
    sample : checked sample of shape (n, *shape)
        Class labels become one-hot vectors of the levels among those rows, and a level that is not among them a row of zeros.
        Of numbers beside labels, the part that is constant over those rows is left out.
    name : str
        What messages call the sample.
    train : array of int
    images : {"auto", "dense", "convolutional", "strided"}
        As `pair_splits` takes it.

    Raises
    ------
    ValueError
        If the sample is constant over those rows, or is not images where images are required.
    """
    if is_mixed(sample):
        fields = [field for field in ("numbers", "labels") if not is_constant(sample[field][train])] or ["numbers"]
        return np.concatenate([scaled(sample[field], name, train, "dense") for field in fields], axis=1)
    if is_labels(sample):
        sample = (sample[:, None] == np.unique(sample[train])).astype(np.float64)
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
