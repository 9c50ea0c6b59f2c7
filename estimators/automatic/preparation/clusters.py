"""Columns of separate clusters, as the label of the cluster beside the numbers.

The cluster C of a point is a function of the point, so that I(X;Y) = I(C;Y) + I(X;Y|C), exactly (`chain`). Labels are measured
by classifiers too, which see in many columns what neighbours among ranks do not; and within a cluster columns have a density.
"""

from dataclasses import replace

import numpy as np

from infoplane.estimators.kernels.ascending import ascending
from infoplane.estimators.samples.levels import symbols
from infoplane.estimators.validation import Array, Labels

from .columns import Variable
from .groups import groups_of
from .levels import ROWS_A_LEVEL
from .shape import has_clusters, least_gap
from .spread import share_of_repeats

_MOST_LABELS = 20
_LEVELS = 0.5  # share of repeated values, beyond which a column holds levels, such as answers on a scale, and not clusters
_LEAST_ROWS = 20  # of a cluster: fewer belong to the one before


def with_clusters_as_labels(given: list[Variable]) -> tuple[list[Variable], list[str]]:
    """The variables with the clusters of their columns as labels, and a sentence for each variable that has got labels."""
    found = [_labelled(one) for one in given]
    flags = [
        f"{one.name} has separate clusters: the cluster was measured as a label, and then the numbers within each."
        for one, before in zip(found, given, strict=True)
        if one is not before
    ]
    return found, flags


def with_groups_as_labels(given: list[Variable]) -> tuple[list[Variable], list[str]]:
    """The same for separate clusters that no column shows alone (`groups`)."""
    found, flags = [], []
    for one in given:
        groups = groups_of(one.numbers) if one.labels is None and one.numbers.shape[1] else None
        found.append(one if groups is None else replace(one, labels=groups))
        if groups is not None:
            flags.append(
                f"The rows of {one.name} form {int(groups.max()) + 1} separate clusters, which were measured as labels."
            )
    return found, flags


def _labelled(given: Variable) -> Variable:
    """Column by column, while each cluster has rows enough."""
    codes = None if given.labels is None else symbols(given.labels[:, None])
    before = codes
    for column in given.numbers.T:
        if share_of_repeats(column) > _LEVELS or not has_clusters(column):
            continue
        own = clusters_of(column)
        joint = own if codes is None else symbols(np.column_stack([codes, own]))
        if 0 < int(joint.max()) < min(_MOST_LABELS, len(given) / ROWS_A_LEVEL):
            codes = joint
    return given if codes is before else replace(given, labels=codes)


def clusters_of(column: Array) -> Labels:
    """The number of the cluster of each value (n,), in ascending order.

    Examples
    --------
    >>> values = np.concatenate([np.linspace(0, 1, 50), np.linspace(7, 8, 50)])
    >>> np.bincount(clusters_of(values)).tolist()
    [50, 50]
    """
    ordered = ascending(column)
    starts = [0]
    for start in (np.flatnonzero(np.diff(ordered.values) > least_gap(column)) + 1).tolist():
        if min(start - starts[-1], len(column) - start) >= _LEAST_ROWS:
            starts.append(start)
    found = np.zeros(len(column), np.int64)
    found[ordered.order] = np.searchsorted(starts, np.arange(len(column)), side="right") - 1
    return found
