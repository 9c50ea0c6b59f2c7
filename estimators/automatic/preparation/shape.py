"""Shapes of a sample that densities by neighbour distances cannot take, each with the reason in a sentence.

Counts of neighbours among ranks can take all of them. Simple distributions fitted to the sample describe none of them.

* Atoms: a single value in more than a twentieth of the rows, such as zeros, codes, limits, answers on a scale. Values that
  repeat less often, such as rounded numbers, become a density when they are spread over the gaps between them; but not where
  a hundredth of the rows hold one row of values of x and y (`shared_atom`).
* A regular axis: values from a grid or a clock, each of them equally often. The logarithm of the ratio of two consecutive gaps
  of draws has the median ln 3 in absolute value, whatever the density; that of a regular axis is near 0. How often rounded
  draws take each value varies as it does by chance; on an axis it does not.
* Separate clusters: the largest gap among n draws of a flat density is about ln n / n of the range.
* Fewer dimensions than columns: a curve, a sheet, a circle, a sphere. If points lie on m dimensions, the distance to the k-th
  neighbour grows as k^(1/m), so that the mean of d ln(r_20 / r_1) is psi(20) - psi(1) times d / m.
"""

import math

import numpy as np
from scipy.special import digamma, ndtri

from infoplane.estimators.kernels.ascending import ascending
from infoplane.estimators.kernels.neighbours import neighbour_distances
from infoplane.estimators.samples.levels import symbols
from infoplane.estimators.validation import Array

from .columns import Variable
from .repeats import ATOM_OF_ROWS, are_frequent

ATOM = 0.05  # share of the rows from which a value is an atom: lighter ones, once spread, are small steps of a density
_K = 20  # neighbours of the local scaling
_SCALING = float(digamma(_K) - digamma(1))
_SOME_COLUMNS = 4  # beyond, heavy tails look thin too, so that a third of the dimensions must lack
_MOST_COLUMNS = 8  # beyond, neighbours are too far away to show dimensions
_KNOTS = 32  # of the map to nearly normal values
_MOST_ROWS = 5000  # for the local scaling: its mean is precise enough
_EVEN = 0.5  # of the variance that counts have by chance, which is their mean
_REGULAR = math.log(3) / 2  # half of what draws have
_FEWER = 0.5  # dimensions, by which pairs on a curve lack
_CLUSTERS = 0.1  # of the range: a gap that a smooth density does not leave, beyond 4 ln n / n


def shapes(given: Variable, sheet: bool) -> list[str]:
    """The reasons why neighbour counts on ranks must serve; empty for columns of draws from a density of d dimensions.

    Parameters
    ----------
    given : Variable
    sheet : bool
        Whether it `lacks_dimensions`.
    """
    found = []
    heaviest = max(map(largest_share, given.numbers.T))
    if heaviest > ATOM:
        found.append(f"{given.name} has a column in which {heaviest:.0%} of the rows hold one value.")
    if any(is_regular(column) for column in given.numbers.T):
        found.append(f"{given.name} has a column whose values lie on a regular axis, such as a grid or a clock.")
    if any(has_clusters(column) for column in given.numbers.T):
        found.append(f"{given.name} has a column of separate clusters.")
    if sheet:
        found.append(
            f"{given.name} lies on fewer dimensions than its {given.numbers.shape[1]} columns, such as a curve, a circle or a "
            "sheet."
        )
    return found


def shared_atom(x: Array, y: Array) -> str | None:
    """A sentence if far more rows than of others hold one and the same row of x (n, dx) and y (n, dy), such as 0 in both.

    Each column may hold its value too seldom for `shapes`. But such rows, spread over a small square, are a spike in the pair
    that the columns alone do not have, and distances show too much there. In each column its value is frequent too, as it is
    not where columns are rounded.
    """
    if min(largest_share(column) for column in (*x.T, *y.T)) < ATOM_OF_ROWS:
        return None
    columns = [*(column[:, None] for column in (*x.T, *y.T)), np.hstack([x, y])]
    frequent = np.logical_and.reduce([are_frequent(symbols(each)) for each in columns])
    return f"In {frequent.mean():.1%} of the rows x and y hold one value each at the same time." if frequent.any() else None


def largest_share(column: Array) -> float:
    """The share of the rows (n,) that hold the most frequent value."""
    return float(ascending(column).distinct[1].max()) / len(column)


def is_regular(column: Array) -> bool:
    """Whether the values of (n,) are spaced and repeated as evenly as on a grid, plainly or in logarithms."""
    values, counts = ascending(column).distinct
    gaps = np.diff(values)
    if len(gaps) < _K or np.mean(np.diff(counts) ** 2) / (2 * counts.mean()) > _EVEN:
        return False
    return float(np.median(np.abs(np.diff(np.log(gaps))))) < _REGULAR


def has_clusters(column: Array) -> bool:
    """Whether the inner four fifths of the values of (n,) have a gap in them."""
    return bool(np.diff(_inner(column)).max() > least_gap(column) > 0)


def least_gap(column: Array) -> float:
    """The least gap between clusters of the values (n,): one that draws from a smooth density do not leave."""
    n, inner = len(column), _inner(column)
    return float((_CLUSTERS + 4 * math.log(n) / n) * (inner[-1] - inner[0]))


def _inner(column: Array) -> Array:
    """The inner four fifths of the values of (n,), ascending."""
    tenth = len(column) // 10
    return ascending(column).values[tenth : len(column) - tenth]


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
    """Whether the local scaling of (n, d) is nearer to that of d - 1 dimensions than to that of a density.

    In five columns or more: whether it is that of two thirds of the dimensions, or fewer. A density is the same columns, each
    in an order of its own: what few rows of many columns do to the scaling, they do to both.
    """
    d = points.shape[1]
    if d == 1 or len(points) <= _K:
        return False
    rng = np.random.default_rng(0)
    density = np.column_stack([rng.permutation(column) for column in points.T])
    return local_scaling(points) - local_scaling(density) > 0.5 * _SCALING / (d - 1 if d <= _SOME_COLUMNS else 1)


def dimensions(points: Array) -> float:
    """The number of dimensions m <= d on which (n, d) lies, from the local scaling (d/m - 1) (psi(20) - psi(1))."""
    return points.shape[1] / (1 + max(0.0, local_scaling(points)) / _SCALING)


def share_a_curve(x: Array, y: Array) -> bool:
    """Whether x (n, dx) and y (n, dy) together lie on fewer dimensions than x beside y of other rows, as for y = f(x)."""
    columns = (*x.T, *y.T)
    if len(columns) > _MOST_COLUMNS or len(x) <= _K:
        return False
    together = dimensions(np.hstack([x, y]))
    if together >= dimensions(x) + dimensions(y) - _FEWER or any(map(is_regular, columns)):  # a grid has its own local scaling
        return False
    # Noisy curves look thin by themselves, and less so beside others: shuffled pairs show by how much.
    return together < dimensions(np.hstack([x, y[np.random.default_rng(0).permutation(len(y))]])) - _FEWER
