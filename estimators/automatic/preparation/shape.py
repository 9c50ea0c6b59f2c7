"""Shapes of a sample that densities by neighbour distances cannot take, each with the reason in a sentence.

Counts of neighbours among ranks can take all of them. Simple distributions fitted to the sample describe none of them.

* Repeated values: atoms, counts, rounded numbers, codes.
* A regular axis: values from a grid or a clock. The logarithm of the ratio of two consecutive gaps of draws has the median
  ln 3 in absolute value, whatever the density; that of a regular axis is near 0.
* Separate clusters: the largest gap among n draws of a flat density is about ln n / n of the range.
* Fewer dimensions than columns: a curve, a sheet, a circle, a sphere. If points lie on m dimensions, the distance to the k-th
  neighbour grows as k^(1/m), so that the mean of d ln(r_20 / r_1) is psi(20) - psi(1) times d / m.
"""

import math

import numpy as np
from scipy.special import digamma, ndtri

from infoplane.estimators.kernels.neighbours import neighbour_distances
from infoplane.estimators.validation import Array

from .columns import Variable
from .spread import share_of_repeats

_TIED = 0.05  # share of repeated values from which a column counts as repeated
_K = 20  # neighbours of the local scaling
_SCALING = float(digamma(_K) - digamma(1))
_LEAST_EXCESS = 0.8  # what many columns of draws from a density can have
_MOST_COLUMNS = 8  # beyond, neighbours are too far away to show dimensions
_KNOTS = 32  # of the map to nearly normal values
_MOST_ROWS = 5000  # for the local scaling: its mean is precise enough
_REGULAR = math.log(3) / 2  # half of what draws have
_CLUSTERS = 0.1  # of the range: a gap that a smooth density does not leave, beyond 4 ln n / n


def shapes(given: Variable) -> list[str]:
    """The reasons why neighbour counts on ranks must serve; empty for columns of draws from a density of d dimensions."""
    found = []
    d = given.numbers.shape[1]
    tied = [share for share in map(share_of_repeats, given.numbers.T) if share > _TIED]
    if tied:
        found.append(
            f"{given.name} has {len(tied)} of {d} columns with repeated values ({max(tied):.0%} of the rows repeat one)."
        )
    elif any(is_regular(column) for column in given.numbers.T):
        found.append(f"{given.name} has a column whose values lie on a regular axis, such as a grid or a clock.")
    if any(has_clusters(column) for column in given.numbers.T):
        found.append(f"{given.name} has a column of separate clusters.")
    if lacks_dimensions(given.numbers):
        found.append(f"{given.name} lies on fewer dimensions than its {d} columns, such as a curve, a circle or a sheet.")
    return found


def is_regular(column: Array) -> bool:
    """Whether the distinct values of (n,) are spaced as evenly as on a grid, plainly or in logarithms."""
    gaps = np.diff(np.unique(column))
    if len(gaps) < _K:
        return False
    return float(np.median(np.abs(np.diff(np.log(gaps))))) < _REGULAR


def has_clusters(column: Array) -> bool:
    """Whether the inner nine tenths of the values of (n,) have a gap in them."""
    n = len(column)
    inner = np.sort(column)[n // 20 : n - n // 20]
    if inner[-1] == inner[0]:
        return False
    return bool(np.diff(inner).max() > (_CLUSTERS + 4 * math.log(n) / n) * (inner[-1] - inner[0]))


def local_scaling(points: Array) -> float:
    """Mean of d ln(r_20 / r_1) less psi(20) - psi(1) at nearly normal maps of (n, d): 0 for a density, 3.55 (d/m - 1) on m
    dimensions."""
    n, d = points.shape
    if n > _MOST_ROWS:
        points = points[np.linspace(0, n - 1, _MOST_ROWS).astype(np.intp)]
    scores = np.column_stack([_nearly_normal(column) for column in points.T])
    eigenvalues, axes = np.linalg.eigh(np.atleast_2d(np.cov(scores, rowvar=False)))
    white = scores @ (axes / np.sqrt(np.maximum(eigenvalues, 1e-12 * eigenvalues[-1])))
    distances = neighbour_distances(np.ascontiguousarray(white), _K, "euclidean")
    apart = distances[:, 0] > 0
    if not apart.any():
        return 0.0
    return float(d * np.log(distances[apart, -1] / distances[apart, 0]).mean() - _SCALING)


def _nearly_normal(column: Array) -> Array:
    """A map of (n,) to nearly normal values that is straight between quantiles. Ranks would make smooth curves rough."""
    n = len(column)
    shares = (np.linspace(0, n - 1, min(_KNOTS, n // 10 + 2)) + 0.5) / n
    values, first = np.unique(np.quantile(column, shares), return_index=True)
    return np.interp(column, values, ndtri(shares[first]))


def lacks_dimensions(points: Array) -> bool:
    """Whether the local scaling of (n, d) is nearer to that of d - 1 dimensions than to that of a density."""
    if points.shape[1] == 1 or len(points) <= _K:
        return False
    return local_scaling(points) > max(_LEAST_EXCESS, 0.5 * _SCALING / (points.shape[1] - 1))


def dimensions(points: Array) -> float:
    """The number of dimensions m on which (n, d) lies, from the local scaling (d/m - 1) (psi(20) - psi(1))."""
    return points.shape[1] / (1 + local_scaling(points) / _SCALING)


def share_a_curve(x: Array, y: Array) -> bool:
    """Whether x (n, dx) and y (n, dy) together lie on fewer dimensions than x and y have by themselves, as for y = f(x)."""
    if x.shape[1] + y.shape[1] > _MOST_COLUMNS or len(x) <= _K:
        return False
    return dimensions(np.hstack([x, y])) < dimensions(x) + dimensions(y) - 0.5
