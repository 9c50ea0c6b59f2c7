"""Coordinates of x and of y that pair off: each u_i with one v_i, and as little as possible between the pairs.

Where the coordinates U = A'x of one side are independent of each other, or those of the other side, V = B'y,

    I(X;Y) >= sum_i I(U_i; V_i),

and in general the total correlations TC are lost: I(X;Y) >= sum_i I(U_i; V_i) - min(TC(U), TC(V)). Three kinds are learnt:

* columns: each column of x with one column of y;
* canonical: the canonical coordinates of x and y;
* independent: independent components of the sums of canonical coordinates, u_i + v_i. Where canonical correlations are equal,
  the canonical coordinates are determined up to a rotation alone, the same for x and y. The sums show more of the rotation than
  x or y alone.

Dependence is compared by correlations of the first four Hermite polynomials of normal scores: half the sum of their squares,
less its expectation without dependence, is the MI of weak dependence. The sum over pairs of columns is the TC of weak
dependence; where all columns share something, it is more than TC.

Reference: A. Hyvärinen, E. Oja, Independent component analysis: algorithms and applications, Neural Networks 13 (2000),
doi:10.1016/S0893-6080(00)00026-5.
"""

import math
import warnings
from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular
from scipy.optimize import linear_sum_assignment

from infoplane.estimators.validation import Array

from .elliptical import between_white, cholesky
from .scores import rank_scores

_POLYNOMIALS = 4
_STEPS = 100  # of independent component analysis


@dataclass(frozen=True)
class Coordinates:
    """Linear maps of x and of y, one-to-one.

    Parameters
    ----------
    x_map, y_map : arrays (dx, dx), (dy, dy)
        The first min(dx, dy) columns of both give the pairs.
    """

    x_map: Array
    y_map: Array

    @property
    def pairs(self) -> int:
        return min(len(self.x_map), len(self.y_map))

    def of(self, x: Array, y: Array) -> tuple[Array, Array]:
        """The paired coordinates of rows of x and y: two arrays (n, pairs)."""
        return x @ self.x_map[:, : self.pairs], y @ self.y_map[:, : self.pairs]


def learn_coordinates(x: Array, y: Array) -> dict[str, Coordinates]:
    """The three kinds of coordinates, learnt on rows x (n, dx) and y (n, dy)."""
    canonical = _canonical(x, y)
    return {
        "columns": _matched(x, y),
        "canonical": canonical,
        "independent": _independent(canonical, x, y),
    }


def polynomials(points: Array) -> Array:
    """Hermite polynomials of the normal scores of columns (n, d), standardised: an array (n, 4, d)."""
    u = rank_scores(points)
    u = u / u.std(axis=0)
    found = np.stack([u, u**2 - 1, u**3 - 3 * u, u**4 - 6 * u**2 + 3], axis=1)
    found -= found.mean(axis=0)
    return np.asarray(found / found.std(axis=0))


def weak_information(first: Array, second: Array) -> Array:
    """About I of each column of one sample with each of another, in nats, from their polynomials: an array (d, e)."""
    n, degrees, d = first.shape
    squares = (first.reshape(n, -1).T @ second.reshape(n, -1) / n) ** 2
    return np.asarray(squares.reshape(degrees, d, degrees, -1).sum(axis=(0, 2)) - degrees**2 / n) / 2


def total_correlation(points: Array) -> tuple[float, float]:
    """About TC of columns (n, d), in nats: the sum over pairs of columns, and its standard deviation without any.

    The standard deviation is that of normal correlations; products of fourth degrees have long tails, so it is 1.6 times that.
    """
    (n, d), found = points.shape, polynomials(points)
    nats = float(np.triu(weak_information(found, found), 1).sum())
    return nats, _POLYNOMIALS * math.sqrt(d * (d - 1)) / (2 * n)


def _matched(x: Array, y: Array) -> Coordinates:
    """The columns in the order in which those that share most stand together, one with one."""
    first, second = linear_sum_assignment(weak_information(polynomials(x), polynomials(y)), maximize=True)
    return Coordinates(_reordered(first, x.shape[1]), _reordered(second, y.shape[1]))


def _reordered(chosen: Array, d: int) -> Array:
    """The map (d, d) to the chosen columns, then to the others."""
    return np.eye(d)[:, np.r_[chosen, np.setdiff1d(np.arange(d), chosen)]]


def _canonical(x: Array, y: Array) -> Coordinates:
    x_root, y_root = (cholesky(np.atleast_2d(np.cov(part.T))) for part in (x, y))
    left, _, right = np.linalg.svd(between_white(x_root, y_root, np.cov(x.T, y.T)[: x.shape[1], x.shape[1] :].T))
    return Coordinates(solve_triangular(x_root.T, left), solve_triangular(y_root.T, right.T))


def _independent(canonical: Coordinates, x: Array, y: Array) -> Coordinates:
    """Rotate the canonical pairs to independent components of their sums."""
    from sklearn.decomposition import FastICA
    from sklearn.exceptions import ConvergenceWarning

    u, v = canonical.of(x, y)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # of normal columns no rotation is better; what it found is judged
        components = FastICA(whiten="unit-variance", max_iter=_STEPS, tol=1e-3, random_state=0).fit(u + v).components_
    left, _, right = np.linalg.svd(components.T)
    rotation = left @ right
    return Coordinates(_rotated(canonical.x_map, rotation), _rotated(canonical.y_map, rotation))


def _rotated(one_map: Array, rotation: Array) -> Array:
    pairs = len(rotation)
    return np.hstack([one_map[:, :pairs] @ rotation, one_map[:, pairs:]])
