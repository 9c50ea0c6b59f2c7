"""Separate clusters of the rows of several columns, none of which has a gap of its own.

Rows are divided into k groups by k-means, and two groups are separate if the projections of their rows on the line between
their centres have a gap that no smooth density leaves (`shape.least_gap`). The largest k at which all groups are separate
counts; where two and three groups are not, more are not tried. As the group of a row is a function of the row, the chain rule
is exact for it (`chain`).
"""

import warnings
from itertools import combinations

import numpy as np

from infoplane.estimators.twins.statistics import brought_near, some_rows
from infoplane.estimators.validation import Array, Labels

from .shape import ATOM, largest_share, least_gap

_MOST_GROUPS = 6
_LEAST_ROWS = 20  # of a group
_LEAST_SHARE = 0.1  # of the rows: smaller groups may be tails
_MOST_ROWS = 5000  # to find the centres
_STARTS = 8  # of k-means


def groups_of(points: Array) -> Labels | None:
    """The number of the group of each row of (n, d), or None if there are no separate groups.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> label = rng.integers(2, size=300)
    >>> points = rng.normal(size=(300, 6)) + 4 * label[:, None] * np.array([1, -1, 1, -1, 1, -1])
    >>> found = groups_of(points)
    >>> found is not None and len(set(zip(found, label))) == 2
    True
    """
    if points.shape[1] < 2 or max(map(largest_share, points.T)) > ATOM:
        return None
    from sklearn.cluster import KMeans

    near = brought_near(points)
    some = near[some_rows(len(near), _MOST_ROWS)]
    best = None
    for k in range(2, _MOST_GROUPS + 1):
        if len(points) < k * _LEAST_ROWS:
            break
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of fewer distinct rows than groups
            found = KMeans(k, n_init=_STARTS, random_state=0).fit(some)
        labels = found.predict(near).astype(np.int64)
        if _are_separate(near, labels, k):
            best = labels
        elif k > 2 and best is None:
            break
    return best


def _are_separate(points: Array, labels: Labels, k: int) -> bool:
    """Whether each two of the k groups are."""
    groups = [points[labels == one] for one in range(k)]
    if min(map(len, groups)) < max(_LEAST_ROWS, _LEAST_SHARE * len(points)):
        return False
    return all(_have_gap(first, second) for first, second in combinations(groups, 2))


def _have_gap(first: Array, second: Array) -> bool:
    """Whether there is a gap between the projections of two groups on the line between their means."""
    axis = second.mean(axis=0) - first.mean(axis=0)
    low, high = first @ axis, second @ axis
    return bool(np.quantile(high, 0.01) - np.quantile(low, 0.99) > least_gap(np.concatenate([low, high])) > 0)
