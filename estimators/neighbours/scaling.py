"""The coordinates in which neighbours are searched: columns in like units, and labels farther apart than anything else."""

from typing import Literal, get_args

import numpy as np

from infoplane.estimators.validation import Array, Labels

Standardize = Literal["columns", "side", "none"]


def check_standardize(standardize: str) -> None:
    """Refuse a string that `scaled` does not know."""
    if standardize not in get_args(Standardize):
        raise ValueError(f'standardize must be "columns", "side" or "none"; got {standardize!r}.')


def scaled(points: Array, standardize: Standardize) -> Array:
    """Points (n, d) with unit variance in every column ("columns"), or divided by one factor ("side"), or as they are ("none").

    Equal values stay equal, and a constant column stays as it is.
    """
    deviations = points.std(axis=0)
    if standardize == "columns":
        return points / np.where(deviations > 0, deviations, 1.0)
    if standardize == "side":
        return points / (np.sqrt((deviations**2).mean()) or 1.0)
    return points


def beyond(*samples: Array) -> float:
    """A power of two larger than any maximum-norm distance within one of the samples."""
    return 2.0 ** np.ceil(1 + np.log2(1 + max((np.abs(points).max() for points in samples), default=0)))


def label_column(labels: Labels, far: float) -> Array:
    """Labels as a column (n, 1) in which equal ones coincide and others are at least `far`, a power of two, apart."""
    # Whole multiples of a power of two: neither they nor their differences are rounded.
    return far * np.unique(labels, return_inverse=True)[1].astype(np.float64)[:, None]
