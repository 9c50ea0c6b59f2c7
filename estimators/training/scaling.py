"""One-to-one maps that bring a sample to the scale that networks are trained at. They do not change the mutual information."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .parts import parts


def standardisation(
    sample: NDArray[Any],
    name: str = "X",
    rows: NDArray[np.int64] | None = None,
    of: Callable[[NDArray[Any]], NDArray[Any]] = lambda part: part,
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the mean of every entry, and the standard deviation to divide by, in double precision.

    Each column of vectors has its own scale, because columns may be in different units. The pixels of a channel share
    one scale, because the variance of a pixel shows how much it matters.

    Parameters
    ----------
    sample : array of shape (n, d), (n, height, width) or (n, channels, height, width)
    name : str
        What messages call the sample.
    rows : array of int, optional
        The rows that count; all by default.
    of : callable
        What is standardised, of a part of the sample; the sample itself by default.

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
    rows = np.arange(len(sample)) if rows is None else np.sort(rows)  # in the order in which a file is read
    mean = mean_in_parts(sample, rows, of)
    variance = mean_in_parts(sample, rows, lambda part: (of(part) - mean) ** 2)
    if variance.ndim > 1:
        variance = variance.mean(axis=(-2, -1), keepdims=True)
    if not variance.any():
        raise ValueError(f"{name} is constant over the rows to train on: there is nothing to learn from it.")
    return mean, np.where(variance > 0, np.sqrt(variance), 1.0)


def mean_in_parts(
    sample: NDArray[Any], rows: NDArray[np.int64], of: Callable[[NDArray[Any]], NDArray[Any]]
) -> NDArray[np.float64]:
    """The mean over the rows of a function of them, which is given a part of them at a time, in double precision."""
    total = sum(
        of(sample[rows[part]].astype(np.float64, copy=False)).sum(axis=0) for part in parts(len(rows), sample.shape[1:])
    )
    return np.asarray(total / len(rows))


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
