"""Regressions that say how well targets fit a row of a layer. A regressor is a function

    (x (m, d), y (m, q), new (k, d), targets (k, q)) -> ln q(target | new), an array (k, k), up to a constant,

that learns from x and y. Each sees something else: a linear map with normal errors, neighbours with normal errors of their own
size, neighbours as a mixture of narrow normals (several values of Y for one L), neighbours among the predictions of the linear
map, which finds few directions among many, and trees.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.special import logsumexp

from infoplane.estimators.validation import Array

Regressor = Callable[[Array, Array, Array, Array], Array]

_RIDGE = 1e-3
_LEAST = 1e-6  # variance of errors, of the variance 1 of normal scores
_PRIOR = 4.0  # as many neighbours as the common variance counts
_TREES = 30


def regressors(rows: int, columns: int) -> dict[str, Regressor]:
    """The regressions for samples of that size, by name."""
    found: dict[str, Regressor] = {"linear": linear, "trees": trees}
    for k in (8, 32):
        if k <= rows / 4:
            found[f"{k} neighbours"] = partial(neighbours, k)
    found["kernels"] = kernels
    if columns > 1:
        found["neighbours of predictions"] = _of_predictions
    return found


def linear(x: Array, y: Array, new: Array, targets: Array) -> Array:
    """A linear map, with one normal distribution of the errors."""
    predicted, fitted = _linear(x, y, new)
    errors = y - fitted
    covariance = errors.T @ errors / max(len(x) - x.shape[1] - 1, len(x) // 4) + _LEAST * np.eye(y.shape[1])
    return _normal(predicted, covariance, targets)


def _linear(x: Array, y: Array, new: Array) -> tuple[Array, Array]:
    """Predictions for new rows and for the rows themselves."""
    centre, mean = x.mean(axis=0), y.mean(axis=0)
    x, new = x - centre, new - centre
    factor = cho_factor(x.T @ x / len(x) + _RIDGE * np.eye(x.shape[1]))
    slopes = cho_solve(factor, x.T @ (y - mean) / len(x))
    return new @ slopes + mean, x @ slopes + mean


def _normal(predicted: Array, covariance: Array, targets: Array) -> Array:
    """ln N(target; predicted, covariance) up to a constant."""
    factor = np.linalg.cholesky(np.linalg.inv(covariance))
    means, points = predicted @ factor, targets @ factor
    return means @ points.T - 0.5 * (points**2).sum(axis=1) - 0.5 * (means**2).sum(axis=1)[:, None]


def _nearest(k: int, x: Array, new: Array) -> Array:
    from sklearn.neighbors import NearestNeighbors

    return np.asarray(NearestNeighbors(n_neighbors=min(k, len(x))).fit(x).kneighbors(new, return_distance=False))


def neighbours(k: int, x: Array, y: Array, new: Array, targets: Array) -> Array:
    """The mean and the variance of the nearest k, the variance shrunk to the common one."""
    near = y[_nearest(k, x, new)]
    means, variances = near.mean(axis=1), near.var(axis=1)
    variances = (k * variances + _PRIOR * variances.mean(axis=0)) / (k + _PRIOR) * (1 + 1 / k) + _LEAST
    offsets = -0.5 * (means**2 / variances + np.log(variances)).sum(axis=1)
    return (means / variances) @ targets.T - 0.5 * (1 / variances) @ (targets**2).T + offsets[:, None]


def kernels(x: Array, y: Array, new: Array, targets: Array, k: int = 24) -> Array:
    """A mixture of narrow normals at the targets of the nearest k."""
    near = y[_nearest(k, x, new)]
    widths = np.sqrt(near.var(axis=1).mean(axis=0) + _LEAST) * k ** (-1 / (4 + y.shape[1]))
    scaled, points = near / widths, targets / widths
    halves = 0.5 * (points**2).sum(axis=1)
    logits = np.empty((len(new), len(targets)))
    for row, own in enumerate(scaled):
        logits[row] = logsumexp(own @ points.T - 0.5 * (own**2).sum(axis=1)[:, None], axis=0) - halves
    return logits


def _of_predictions(x: Array, y: Array, new: Array, targets: Array) -> Array:
    predicted, fitted = _linear(x, y, new)
    return neighbours(32, fitted, y, predicted, targets)


def trees(x: Array, y: Array, new: Array, targets: Array) -> Array:
    """The mean of trees with random splits, with one normal distribution of the errors of rows that a tree has not seen."""
    from sklearn.ensemble import ExtraTreesRegressor
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        model = ExtraTreesRegressor(_TREES, min_samples_leaf=3, bootstrap=True, oob_score=True, random_state=0).fit(
            x, y[:, 0] if y.shape[1] == 1 else y
        )
    predicted = model.predict(new).reshape(len(new), -1)
    errors = y - np.asarray(model.oob_prediction_).reshape(y.shape)
    return _normal(predicted, errors.T @ errors / len(x) + _LEAST * np.eye(y.shape[1]), targets)
