"""A witness: coordinates of x and of y that were learnt on one half of the rows, measured on the other half.

Neighbours in many columns miss a sharp relation of one pair of coordinates. A learner can find those coordinates. For any
functions f and g,

    I(f(X); g(Y)) <= I(X; Y),

so what is measured between learnt coordinates on rows that the learner has not seen is evidence from below.

The learner is canonical correlation analysis on random features: phi(x) holds the columns of x and D random tanh units,
phi(y) likewise, and a, b are the first canonical directions of (phi(x), phi(y)), with a ridge; f_j = a_j' phi, g_j = b_j' phi.
The halves then change places. KSG measures one pair of coordinates, and the first two pairs together; the larger mean over
both halves is the result.

References: D. Lopez-Paz et al., Randomized nonlinear component analysis, ICML 2014 (the learner); T. M. Cover and J. A. Thomas,
Elements of Information Theory (2006), section 2.8 (the inequality).
"""

import math
import os
from contextlib import nullcontext
from threading import Lock

import numpy as np
from scipy.linalg import cholesky, solve_triangular

from infoplane.estimators.neighbours.ksg import KSG
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import Array, Rows

from .elliptical import between_white
from .scores import rank_scores

LEAST_ROWS = 100
_MOST_UNITS = 160
_ROWS_A_UNIT = 8
_RIDGE = 10.0  # rows: its weight against the sample falls as 1/n
_MOST_PAIRS = 2
_COUNTS = KSG()
_VERY_MANY_ROWS = 50_000  # whose features take hundreds of megabytes, and whose products take all threads
_locks = [Lock()]
if hasattr(os, "register_at_fork"):  # a child process must not wait for a thread of its parent
    os.register_at_fork(after_in_child=lambda: _locks.__setitem__(0, Lock()))


def learnt_information(x: Array, y: Array, rows: Rows) -> Estimate:
    """MI between learnt coordinates, in nats, with its standard error.

    Parameters
    ----------
    x, y : arrays (n, d) of columns that are nearly standard normal
    rows : array (n,)
        The row numbers in random order: the first half and the second half learn and measure in turn.
    """
    middle, units = len(rows) // 2, min(_MOST_UNITS, len(x) // _ROWS_A_UNIT)
    halves = (rows[:middle], rows[middle:])
    with _locks[0] if len(rows) > _VERY_MANY_ROWS else nullcontext():
        features = _features(x, units), _features(y, units)
        found = [_measured(*features, *halves), _measured(*features, *halves[::-1])]
    means = [sum(part.nats for part in parts) / 2 for parts in zip(*found, strict=True)]
    best = int(np.argmax(means))
    return Estimate(means[best], math.hypot(*(parts[best].stderr or 0.0 for parts in found)) / 2)


def _measured(x_features: Array, y_features: Array, learning: Rows, measuring: Rows) -> list[Estimate]:
    """KSG between the first pair of coordinates, the first two pairs, ..."""
    a, b = _canonical(x_features[learning], y_features[learning])
    f, g = rank_scores(x_features[measuring] @ a), rank_scores(y_features[measuring] @ b)
    unused = np.random.default_rng(0)  # KSG is deterministic
    return [_COUNTS.estimate_checked(f[:, :pairs], g[:, :pairs], unused) for pairs in range(1, f.shape[1] + 1)]


def _features(points: Array, units: int) -> Array:
    """The columns, and tanh of random combinations of them. The same for every sample of this shape."""
    d = points.shape[1]
    rng = np.random.default_rng(0)
    return np.hstack([points, np.tanh(points @ (rng.normal(size=(d, units)) / math.sqrt(d)) + rng.normal(size=units))])


def _canonical(x: Array, y: Array) -> tuple[Array, Array]:
    """The first canonical directions of centred features."""
    x, y = x - x.mean(axis=0), y - y.mean(axis=0)
    x_root, y_root = _root(x), _root(y)
    left, _, right = np.linalg.svd(between_white(x_root, y_root, y.T @ x / len(x)), full_matrices=False)
    pairs = min(_MOST_PAIRS, len(right))
    return solve_triangular(x_root.T, left[:, :pairs]), solve_triangular(y_root.T, right[:pairs].T)


def _root(features: Array) -> Array:
    covariance = features.T @ features / len(features)
    ridge = _RIDGE / len(features) * float(np.trace(covariance)) / len(covariance)
    return np.asarray(cholesky(covariance + ridge * np.eye(len(covariance)), lower=True))
