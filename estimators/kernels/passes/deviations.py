"""Standard deviations of columns, and a bound on what they are without the rows that are farthest from the median."""

import numpy as np

from infoplane.estimators.kernels.compilation import compiled
from infoplane.estimators.validation import Array

_FAR = 0.75  # standard deviations: near the best for normal, uniform and exponential columns


def deviations(points: Array) -> Array:
    """The standard deviations (d,) of the columns of points (n, d), equal to `points.std(axis=0)` to the last bit.

    numpy too adds row by row where a row holds several numbers. Of a single column it adds pairs, and is fast.

    Examples
    --------
    >>> deviations(np.array([[0.0, 1.0], [2.0, 1.0]]))
    array([1., 0.])
    """
    if points.shape[1] == 1 or not points.flags.c_contiguous:
        return np.asarray(points.std(axis=0))
    n = len(points)
    return np.asarray(np.sqrt(_squares(points, _sums(points) / n) / n))


def least_inner(points: Array, spreads: Array, kept: int) -> Array:
    """Numbers (d,) that are not above the root mean squared distances of the `kept` rows nearest to the median, by columns.

    With the mean m and a spread s, the median is on one side of m. So at least as many rows as there are beyond m - c s, or
    beyond m + c s if these are fewer, are at least c s away from it. The n - kept farthest rows may be some of them. With p the
    share of the others among those that are kept, the root mean square is at least c s sqrt(p).

    Examples
    --------
    >>> points = np.random.default_rng(0).normal(size=(1000, 1))
    >>> bool(0.2 < least_inner(points, points.std(axis=0), 900)[0] < 0.8)
    True
    """
    beyond = np.zeros((2, points.shape[1]), np.int64)
    middle = _sums(points) / len(points)
    _count_beyond(points, middle - _FAR * spreads, middle + _FAR * spreads, beyond)
    share = (beyond.min(axis=0) - (len(points) - kept)).clip(0) / kept
    return np.asarray(_FAR * spreads * np.sqrt(share))


@compiled
def _sums(points):
    """The sums (d,) of the columns of points (n, d), row by row."""
    sums = np.zeros(points.shape[1])
    for i in range(len(points)):
        for axis in range(len(sums)):
            sums[axis] += points[i, axis]
    return sums


@compiled
def _squares(points, means):
    """The sums (d,) of squared distances from the means (d,), row by row."""
    sums = np.zeros(len(means))
    for i in range(len(points)):
        for axis in range(len(sums)):
            gap = points[i, axis] - means[axis]
            sums[axis] += gap * gap
    return sums


@compiled
def _count_beyond(points, low, high, beyond):
    """Add to beyond (2, d) the numbers of rows of points (n, d) that are not above low (d,), and not below high (d,)."""
    for i in range(len(points)):
        for axis in range(len(low)):
            beyond[0, axis] += int(points[i, axis] <= low[axis])
            beyond[1, axis] += int(points[i, axis] >= high[axis])
