"""The coordinates in which neighbours are searched: columns in like units, and labels farther apart than anything else."""

import math
from typing import Literal, get_args

import numpy as np

from infoplane.estimators.kernels.threads import run_chunks
from infoplane.estimators.validation import Array, Labels

Standardize = Literal["columns", "side", "none"]


def check_standardize(standardize: str) -> None:
    """Refuse a string that `scaled` does not know."""
    if standardize not in get_args(Standardize):
        raise ValueError(f'standardize must be "columns", "side" or "none"; got {standardize!r}.')


# Up to a tenth of the rows may be outliers. They make the standard deviation where it is six times the spread of the others. It
# is 1.3 times that for a normal column, 3 times for its cube and for Student with 2 degrees of freedom (1,000 rows), above 10
# times for a Cauchy column, and 100 times with one outlier of 1,000 among 150 normal rows.
_OUTLIERS = 0.1
_FACTOR = 6.0


def scaled(standardize: Standardize, *samples: Array) -> list[Array]:
    """Samples (n, d) with unit spread of every column ("columns"), or each divided by one factor ("side"), or as they are.

    The spread is the standard deviation. If that of any column, or sample, is more than six times its inner spread, the inner
    spread serves for all: the root mean squared distance from the median of the nine tenths of the rows that are nearest to it.
    Otherwise a few outliers would press all other rows of a column together, and the column would no longer count in the joint
    distance.

    Equal values stay equal, and a constant column stays as it is.
    """
    if standardize == "none":
        return list(samples)
    outer, inner = [np.empty(0)] * len(samples), [np.empty(0)] * len(samples)

    def fill(first: int, last: int) -> None:
        for which in range(first, last):
            outer[which], inner[which] = _spread(samples[which], standardize), _inner_spread(samples[which], standardize)

    run_chunks(fill, len(samples))
    by_outliers = any(((low > 0) & (low < high / _FACTOR)).any() for low, high in zip(inner, outer, strict=True))
    spreads = [np.where(low > 0, low, high) for low, high in zip(inner, outer, strict=True)] if by_outliers else outer
    return [points / np.where(spread > 0, spread, 1.0) for points, spread in zip(samples, spreads, strict=True)]


def _spread(points: Array, standardize: Standardize) -> Array:
    """Standard deviations of the columns (d,), or their root mean square (1,)."""
    varies = points[-1] != points[0]  # in most columns; to save time
    varies = varies if varies.all() else np.ptp(points, axis=0) > 0
    deviations = np.where(varies, points.std(axis=0), 0.0)  # rounding can hide that a column is constant
    return deviations if standardize == "columns" else np.sqrt((deviations**2).mean(keepdims=True))


def _inner_spread(points: Array, standardize: Standardize) -> Array:
    """The same without the rows that are farthest from the median."""
    squares = (points - np.median(points, axis=0)) ** 2
    if standardize == "side":
        squares = squares.mean(axis=1, keepdims=True)
    kept = math.ceil((1 - _OUTLIERS) * len(points))
    return np.sqrt(np.partition(squares, kept - 1, axis=0)[:kept].mean(axis=0))


def beyond(*samples: Array) -> float:
    """A power of two larger than any maximum-norm distance within one of the samples."""
    return 2.0 ** np.ceil(1 + np.log2(1 + max((np.abs(points).max() for points in samples), default=0)))


def label_column(labels: Labels, far: float) -> Array:
    """Labels as a column (n, 1) in which equal ones coincide and others are at least `far`, a power of two, apart."""
    # Whole multiples of a power of two: neither they nor their differences are rounded.
    return far * np.unique(labels, return_inverse=True)[1].astype(np.float64)[:, None]
