"""The order in which a query reads the axes of points: where it may stop early, those that drop distant points first."""

import numpy as np

from infoplane.estimators.validation import Array

from .boxes import AXES
from .order import Rows

_APART = 64  # rows, from which that many axes are chosen


def axes_order(points: Array, by_max: bool) -> Rows:
    """Axes by falling variance, unless a query reads all of them at once, as it does few.

    In the maximum norm, axes that differ from each other come before: neighbouring pixels drop the same images, so that the
    second of them drops none. A QR decomposition of some rows chooses them, each as the one of which the axes before it explain
    the least. Sums of squares do without, because their rounding depends on the order.
    """
    n, d = points.shape
    if d <= AXES:
        return np.arange(d)
    by_variance = np.argsort(-points.var(axis=0), kind="stable")
    if not by_max:
        return by_variance
    from scipy.linalg import qr  # here: it takes longer to load than few columns to search

    some = points[:: -(-n // _APART)]
    _, chosen = qr(some - some.mean(axis=0), mode="r", pivoting=True, overwrite_a=True, check_finite=False)
    first = chosen[: len(some) - 1]
    return np.concatenate([first, by_variance[np.isin(by_variance, first, invert=True)]])
