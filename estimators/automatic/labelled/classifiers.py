"""Classifiers: probabilities of the labels of new rows, from rows whose labels are known.

Each sees something else: a linear one, normal classes, neighbours, and trees. A classifier is a function

    (x (m, d), y (m,), new (k, d), K) -> log-probabilities (k, K), up to a constant for each row,

that learns from x and y, in classes 0 .. K-1. What it says of classes without a row in y is not used.
"""

import math
import warnings
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from infoplane.estimators.validation import Array, Labels, Rows

from .normal_classes import NormalClasses
from .remembered import remembered

Classifier = Callable[[Array, Labels, Array, int], Array]
_Search = Callable[[Array, Array], tuple[Array, Rows]]  # (x, new) -> distances and rows, ascending, of the nearest rows of x

_LEAST = 1e-4  # the smallest probability that a model may give: none learns of rarer events
_BOOSTED_WORK = 100_000  # classes times (cells of x and what a tree costs in any case): beyond it, boosting takes seconds
_TREE_WORK = 3_000
_TREES = 60


def classifiers(rows: int, columns: int, classes: int, fast: bool = False) -> dict[str, Classifier]:
    """The classifiers for samples of that size, by name."""
    chosen: dict[str, Classifier] = {"logistic regression": logistic}
    chosen |= {f"{k} nearest neighbours": one for k, one in nearest(k for k in (4, 16, 64) if k <= rows / 4).items()}
    if fast:
        return chosen
    chosen["normal classes"] = normal_classes
    if classes * (rows * columns + _TREE_WORK) <= _BOOSTED_WORK:
        return {**chosen, "boosted trees": boosted}
    return {**chosen, "random trees": random_trees}


def logistic(x: Array, y: Labels, new: Array, classes: int) -> Array:
    """Logistic regression."""
    from sklearn.linear_model import LogisticRegression

    return _fitted(LogisticRegression(C=0.3, max_iter=200), x, y, new, classes)


def boosted(x: Array, y: Labels, new: Array, classes: int) -> Array:
    """Boosted trees."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=_TREES, max_leaf_nodes=8, l2_regularization=1.0, early_stopping=False, random_state=0
    )
    return _fitted(model, x, y, new, classes)


def random_trees(x: Array, y: Labels, new: Array, classes: int) -> Array:
    """The mean of trees with random splits."""
    from sklearn.ensemble import ExtraTreesClassifier

    return _fitted(ExtraTreesClassifier(_TREES, min_samples_leaf=3, random_state=0), x, y, new, classes)


def _fitted(model: Any, x: Array, y: Labels, new: Array, classes: int) -> Array:
    """The log-probabilities of a model of scikit-learn."""
    log_p = np.full((len(new), classes), -np.inf)
    present = np.unique(y)
    if len(present) == 1:
        log_p[:, present] = 0.0
        return log_p
    # One thread: threads that share busy cores wait for each other, for minutes instead of seconds.
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")  # a model that has not converged is a valid classifier as well
        log_p[:, present] = np.log(model.fit(x, y).predict_proba(new).clip(_LEAST))
    return log_p


def normal_classes(x: Array, y: Labels, new: Array, classes: int) -> Array:
    """A normal distribution for each class."""
    log_p = NormalClasses.fitted(x, y, classes).log_joint(new)
    return np.maximum(log_p, log_p.max(axis=1, keepdims=True) + math.log(_LEAST))


def nearest(sizes: Iterable[int]) -> dict[int, Classifier]:
    """By k, the classes of the k nearest rows, and one more row that has the shares of the classes.

    The classifiers share one search, if they are given the same arrays one after the other.
    """
    sizes = tuple(sizes)
    search = remembered(partial(_neighbours, max(sizes, default=1)))
    return {k: partial(_by_neighbours, search, k) for k in sizes}


def _by_neighbours(search: _Search, k: int, x: Array, y: Labels, new: Array, classes: int) -> Array:
    found = _fewer(search, min(k, len(x)), x, new)
    cells = np.arange(len(new))[:, None] * classes + y[found]
    counts = np.bincount(cells.ravel(), minlength=len(new) * classes).reshape(len(new), classes)
    return np.log(counts + (np.bincount(y, minlength=classes) + 1 / classes) / (len(y) + 1))


def _fewer(search: _Search, k: int, x: Array, new: Array) -> Rows:
    """The nearest rows of x, an array (len(new), k), not in order: the first of those that a search for more has found."""
    distances, rows = search(x, new)
    # Which of the rows at one distance are taken depends on how many are asked for.
    tied = k < rows.shape[1] and bool((distances[:, k - 1] == distances[:, k]).any())
    return _neighbours(k, x, new)[1] if tied else rows[:, :k]


def _neighbours(k: int, x: Array, new: Array) -> tuple[Array, Rows]:
    """Distances and rows of the k nearest rows of x, ascending, arrays (len(new), k); of all rows if they are fewer."""
    from sklearn.neighbors import NearestNeighbors

    distances, rows = NearestNeighbors(n_neighbors=min(k, len(x))).fit(x).kneighbors(new)
    return distances, rows
