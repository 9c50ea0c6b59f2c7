"""One-to-one maps that bring a sample to the scale that networks are trained at. They do not change the mutual information."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def standardisation(sample: NDArray[Any], name: str = "X") -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the mean of every entry, and the standard deviation to divide by.

    Each column of vectors has its own scale, because columns may be in different units. The pixels of a channel share
    one scale, because the variance of a pixel shows how much it matters.

    Parameters
    ----------
    sample : array of shape (n, d), (n, height, width) or (n, channels, height, width)
    name : str
        What messages call the sample.

    Returns
    -------
    mean : array of shape (d,), (height, width) or (channels, height, width)
    scale : array of shape (d,), (1, 1) or (channels, 1, 1)
        1 where the standard deviation is 0.

    Raises
    ------
    ValueError
        If the sample is constant.
    """
    mean = sample.mean(axis=0)
    variance = ((sample - mean) ** 2).mean(axis=0)
    if variance.ndim > 1:
        variance = variance.mean(axis=(-2, -1), keepdims=True)
    if not variance.any():
        raise ValueError(f"{name} is constant over the rows to train on: there is nothing to learn from it.")
    return mean, np.where(variance > 0, np.sqrt(variance), 1.0)


def shrink_outliers(sample: NDArray[Any], reference: NDArray[Any]) -> NDArray[Any]:
    """Map each column by asinh((z - median) / half the interquartile range), so that no outlier dominates a batch.

    Parameters
    ----------
    sample : array of shape (n, d)
    reference : array of shape (m, d)
        The rows that median and quartiles are taken from.
    """
    low, middle, high = np.percentile(reference, [25, 50, 75], axis=0)
    half = (high - low) / 2
    return np.asarray(np.arcsinh((sample - middle) / np.where(half > 0, half, 1)))
