"""The classifiers that read labels from a layer: those of `estimate_mi` that take little time, and discriminants.

The discriminant is a normal distribution of each class with one covariance W. Its means are shrunk as far as their differences
are noise: with B the covariance of the class means less that of their errors, in the basis that makes W the identity and B
diagonal (b), a mean of n rows keeps b / (b + 1/n) of itself. Directions without signal drop out, so hundreds of columns without
information do no harm. Neighbours among its scores find probabilities that no normal distribution has.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
from scipy.linalg import eigh

from infoplane.estimators.automatic.labelled.classifiers import Classifier, logistic, normal_classes
from infoplane.estimators.automatic.labelled.neighbours import nearest
from infoplane.estimators.automatic.labelled.remembered import remembered
from infoplane.estimators.validation import Array, Labels

_Scores = Callable[[Array, Labels, Array], tuple[Array, Array]]

_NEIGHBOURS = (4, 16, 64)
_SCORES = 8  # most columns of scores that neighbours search
_SHRUNK = 0.02  # of W towards its diagonal
_LOGISTIC_WORK = 100_000  # rows times columns times classes: beyond it, logistic regression takes most of the time


def quick_classifiers(rows: int, columns: int, classes: int) -> dict[str, Classifier]:
    """The classifiers for samples of that size, by name."""
    found: dict[str, Classifier] = {"normal classes": normal_classes, "discriminant": discriminant}
    if rows * columns * classes <= _LOGISTIC_WORK:
        found["logistic regression"] = logistic
    sizes = [k for k in _NEIGHBOURS if k <= rows / 4]
    of_columns, of_scores = nearest(sizes), nearest(sizes[1:] if columns > 1 else ())
    scores = remembered(partial(_scores, classes))
    for k in sizes:
        found[f"{k} nearest neighbours"] = of_columns[k]
        if k in of_scores:
            found[f"{k} nearest scores"] = partial(_of_scores, of_scores[k], scores)
    return found


def discriminant(x: Array, y: Labels, new: Array, classes: int) -> Array:
    """Normal classes of one covariance, with shrunk means."""
    centre, basis, means, left, counts = _discriminant(x, y, classes)
    points = (new - centre) @ basis
    # A point lies about the centre of its class as the rows do, and the centre about its shrunk mean.
    precisions = 1 / (1 + left)
    offsets = np.log((counts + 1 / classes) / (len(y) + 1)) + 0.5 * (np.log(precisions) - means**2 * precisions).sum(axis=1)
    return np.asarray(points @ (means * precisions).T - 0.5 * points**2 @ precisions.T + offsets)


def _discriminant(x: Array, y: Labels, classes: int) -> tuple[Array, Array, Array, Array, Array]:
    """Centre (d,), basis (d, d) by falling signal, shrunk means (K, d), the variances (K, d) left about them, counts (K,)."""
    counts = np.bincount(y, minlength=classes).astype(np.float64)
    centre = x.mean(axis=0)
    sums = np.column_stack([np.bincount(y, column, classes) for column in (x - centre).T])
    means = sums / np.maximum(counts, 1)[:, None]
    residuals = x - centre - means[y]
    present = np.count_nonzero(counts)
    within = residuals.T @ residuals / max(len(x) - present, 1)
    spread = np.diag(within).copy()
    spread[spread <= 0] = 1.0
    within = (1 - _SHRUNK) * within + _SHRUNK * np.diag(spread)
    between = (means * counts[:, None]).T @ means / len(x) - (present / len(x)) * within
    b, basis = eigh(between, within)
    b, basis = np.maximum(b[::-1], 1e-9), basis[:, ::-1]
    error = 1 / np.maximum(counts, 1e-9)[:, None]  # of a mean about the centre of its class
    return centre, basis, means @ basis * (b / (b + error)), b * error / (b + error), counts


def _scores(classes: int, x: Array, y: Labels, new: Array) -> tuple[Array, Array]:
    """The discriminant's scores of rows and of new ones, each scaled by its signal."""
    centre, basis, *_ = _discriminant(x, y, classes)
    basis = basis[:, : min(classes - 1, _SCORES)]
    return (x - centre) @ basis, (new - centre) @ basis


def _of_scores(classifier: Classifier, scores: _Scores, x: Array, y: Labels, new: Array, classes: int) -> Array:
    """A classifier of the discriminant's scores."""
    of_x, of_new = scores(x, y, new)
    return classifier(of_x, y, of_new, classes)
