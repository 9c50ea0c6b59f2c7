"""The coordinates in which neighbours are sought: columns in like units, and labels farther apart than anything else."""

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float64]
Standardize = Literal["columns", "side", "none"]


def check_standardize(standardize: str) -> None:
    """Refuse a word that `scaled` does not know."""
    if standardize not in get_args(Standardize):
        raise ValueError(f'standardize must be "columns", "side" or "none"; got {standardize!r}.')


def scaled(side: Vectors, standardize: Standardize) -> Vectors:
    """Points (n, d) with every column of unit variance, or all divided by one factor, or as they are.

    Equal values stay equal, and a constant column stays as it is.
    """
    deviations = side.std(axis=0)
    if standardize == "columns":
        return side / np.where(deviations > 0, deviations, 1.0)
    if standardize == "side":
        return side / (np.sqrt((deviations**2).mean()) or 1.0)
    return side


def beyond(*sides: Vectors) -> float:
    """A power of two larger than any maximum-norm distance within one of the sides."""
    return 2.0 ** np.ceil(1 + np.log2(1 + max((np.abs(side).max() for side in sides), default=0)))


def label_column(labels: NDArray[np.int64], far: float) -> Vectors:
    """Labels as a column (n, 1) in which equal ones coincide and others are at least `far`, a power of two, apart."""
    # Whole multiples of a power of two: neither they nor their differences are rounded.
    return far * np.unique(labels, return_inverse=True)[1].astype(np.float64)[:, None]
