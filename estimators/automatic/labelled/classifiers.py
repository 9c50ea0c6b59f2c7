"""Classifiers: probabilities of the labels of new rows, from rows whose labels are known.

Each sees something else: a linear one, normal classes, neighbours, and trees. A classifier is a function

    (x (m, d), y (m,), new (k, d), K) -> log-probabilities (k, K), up to a constant for each row,

that learns from x and y, in classes 0 .. K-1. What it says of classes without a row in y is not used.
"""

import math
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from threadpoolctl import ThreadpoolController

from infoplane.estimators.validation import Array, Labels

from .neighbours import nearest
from .normal_classes import NormalClasses

Classifier = Callable[[Array, Labels, Array, int], Array]

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
    with warnings.catch_warnings(), _pools().limit(limits=1):
        warnings.simplefilter("ignore")  # a model that has not converged is a valid classifier as well
        log_p[:, present] = np.log(model.fit(x, y).predict_proba(new).clip(_LEAST))
    return log_p


@cache
def _pools() -> ThreadpoolController:
    """The threads of the libraries that the first model has loaded: to look for them takes as long as to fit a small model."""
    return ThreadpoolController()


def normal_classes(x: Array, y: Labels, new: Array, classes: int) -> Array:
    """A normal distribution for each class."""
    log_p = NormalClasses.fitted(x, y, classes).log_joint(new)
    return np.maximum(log_p, log_p.max(axis=1, keepdims=True) + math.log(_LEAST))
