"""The coordinates in which neighbours are searched: columns in like units, and labels farther apart than anything else."""

import math
from typing import Literal, get_args

import numpy as np

from infoplane.estimators.kernels.passes.deviations import deviations, least_inner
from infoplane.estimators.kernels.threads import each
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
_CLEARLY = 1.01  # times a bound: far more than rounding


def scaled(standardize: Standardize, *samples: Array) -> list[Array]:
    """Samples (n, d) with unit spread of every column ("columns"), or each divided by one factor ("side"), or as they are.

    The spread is the standard deviation. If that of any column, or sample, is more than six times its inner spread, the inner
    spread serves for all: the root mean squared distance from the median of the nine tenths of the rows that are nearest to it.
    Otherwise a few outliers would press all other rows of a column together, and the column would no longer count in the joint
    distance.

    Equal values stay equal, and a constant column stays as it is.
    """
    if standardize == "none" or not samples:
        return list(samples)
    n = len(samples[0])
    outer = each(lambda points: _spread(points, standardize), samples, n)
    spreads = outer
    if standardize == "side" or not all(each(lambda pair: _without_outliers(*pair), zip(samples, outer, strict=True), n)):
        inner = each(lambda points: _inner_spread(points, standardize), samples, n)
        if any(((low > 0) & (low < high / _FACTOR)).any() for low, high in zip(inner, outer, strict=True)):
            spreads = [np.where(low > 0, low, high) for low, high in zip(inner, outer, strict=True)]
    return each(lambda pair: pair[0] / np.where(pair[1] > 0, pair[1], 1.0), zip(samples, spreads, strict=True), n)


def _spread(points: Array, standardize: Standardize) -> Array:
    """Standard deviations of the columns (d,), or their root mean square (1,)."""
    varies = points[-1] != points[0]  # in most columns; to save time
    varies = varies if varies.all() else np.ptp(points, axis=0) > 0
    found = np.where(varies, deviations(points), 0.0)  # rounding can hide that a column is constant
    return found if standardize == "columns" else np.sqrt((found**2).mean(keepdims=True))


def _inner_spread(points: Array, standardize: Standardize) -> Array:
    """The same without the rows that are farthest from the median."""
    squares = (points - np.median(points, axis=0)) ** 2
    if standardize == "side":
        squares = squares.mean(axis=1, keepdims=True)
    kept = _kept(len(points))
    return np.sqrt(np.partition(squares, kept - 1, axis=0)[:kept].mean(axis=0))


def _without_outliers(points: Array, spreads: Array) -> bool:
    """Whether a bound shows, in a tenth of the time, that no inner spread is below a sixth of the spread of its column."""
    return bool((least_inner(points, spreads, _kept(len(points))) >= _CLEARLY * spreads / _FACTOR).all())


def _kept(n: int) -> int:
    return math.ceil((1 - _OUTLIERS) * n)


def beyond(*samples: Array) -> float:
    """A power of two larger than any maximum-norm distance within one of the samples."""
    return 2.0 ** np.ceil(1 + np.log2(1 + max((np.abs(points).max() for points in samples), default=0)))


def label_column(labels: Labels, far: float) -> Array:
    """Labels as a column (n, 1) in which equal ones coincide and others are at least `far`, a power of two, apart."""
    # Whole multiples of a power of two: neither they nor their differences are rounded.
    return far * np.unique(labels, return_inverse=True)[1].astype(np.float64)[:, None]
