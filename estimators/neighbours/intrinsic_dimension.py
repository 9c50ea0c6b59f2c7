"""The number of dimensions on which points lie, from the distances of neighbours.

If points have a density on a surface of m dimensions, the distance to the j-th neighbour grows as j^(1/m), so that

    mean over points of ln(r_k / r_1) = (psi(k) - psi(1)) / m

where neighbours are near. Among few points in many dimensions they are not, and m comes out too small. So the same is
computed for as many standard normal points of 1, 2, ... dimensions, and the dimension is read off between these.

The idea is that of E. Levina and P. Bickel (NIPS 2004), who take the maximum likelihood of all distances up to the k-th.
"""

import math
from functools import lru_cache

import numpy as np

from infoplane.estimators.kernels.neighbours import neighbour_distances
from infoplane.estimators.validation import Array

_K = 10
_MOST_ROWS = 5000
_HALF = 0.5
_ABOVE = 0.15  # dimensions by which neighbours may show too many


def intrinsic_dimension(points: Array) -> float:
    """The dimension of the surface on which points (n, d) lie, from 0 to about d. Points that coincide do not count.

    Parameters
    ----------
    points : array (n, d), n > 10
        In coordinates whose distances are comparable. They are not whitened, which would blow up what is thin.

    Examples
    --------
    >>> angle, height = np.random.default_rng(0).uniform(size=(2, 2000))
    >>> print(f"{intrinsic_dimension(np.column_stack([np.cos(angle), np.sin(angle), height])):.1f}")
    2.0
    """
    n, d = points.shape
    if n > _MOST_ROWS:
        points = points[np.linspace(0, n - 1, _MOST_ROWS).astype(np.intp)]
    scaling = _scaling(points)
    if not scaling:
        return 0.0
    before = np.inf
    for m in range(1, d + 1):
        of_normals = _normal_scaling(len(points), m)
        if scaling >= of_normals:  # between m - 1 and m; 1/m is linear in the scaling
            lower = 0.0 if m == 1 else (before - scaling) / (before - of_normals)
            return m - 1 + lower if m > 1 else min(1.0, of_normals / scaling)
        before = of_normals
    return float(d)


def whole_dimension(found: float) -> int:
    """The number of dimensions where `intrinsic_dimension` found this many: the next whole number above.

    Where a surface is curved or stretched unevenly, neighbours show too few: 4.3 on codes of five parameters, 3.3 on four
    principal components of rectangles. They hardly ever show too many.

    >>> whole_dimension(1.98), whole_dimension(4.33), whole_dimension(3.05)
    (2, 5, 3)
    """
    return max(math.ceil(found - _ABOVE), 1)


def lacks_dimensions(points: Array) -> bool:
    """Whether points (n, d) lie on fewer than d dimensions, and half a dimension below the same columns, each in an order of
    its own. Heavy tails look thin too, but they do so in any order.
    """
    n, d = points.shape
    if d == 1 or n <= _K or whole_dimension(found := intrinsic_dimension(points)) >= d:
        return False
    rng = np.random.default_rng(0)
    return found < intrinsic_dimension(np.column_stack([rng.permutation(column) for column in points.T])) - _HALF


def _scaling(points: Array) -> float:
    """Mean of ln(r_k / r_1) over the points with distinct neighbours; 0 if there are none."""
    distances = neighbour_distances(np.ascontiguousarray(points), _K, "euclidean")
    apart = distances[:, 0] > 0
    return float(np.log(distances[apart, -1] / distances[apart, 0]).mean()) if apart.any() else 0.0


@lru_cache(maxsize=64)
def _normal_scaling(n: int, m: int) -> float:
    return _scaling(np.random.default_rng(0).normal(size=(n, m)))
