"""Single precision as a filter: twice as many points in a vector, and the same results.

The tree holds its points and boxes a second time, from some centre c, in units of a power of two, and rounded to 24 bits:

    q = round((x - c) 2^-e),    |x| 2^-e < 2^50, where squares of small differences are no zeros yet.

Let t be a distance from the query, computed from such numbers, and m the largest coordinate of the query. With u = 2^-24, one
coordinate of a point at distance r is at most m + r, and is rounded by at most u (m + r); a difference, a square and a sum are
rounded by a share u of themselves. So, in d axes,

    |t - r| <= 4 u (m + r)          in the maximum norm,
    |t - r| <= (d + 6) u (m + r)    in the Euclidean norm,

and a point is nearer than a radius r for sure if t is smaller than r less that margin, and may be if it is smaller than r plus
that margin. A few of the points are in between; their distances are computed in double precision. Both bounds hold for boxes
as well, because rounding is monotone: no point of a box is nearer, after rounding, than its rounded corners say.

In more than `SINGLE` columns the numbers are in double precision, and c is 0. For pixels tie: most pairs of images differ by
nearly 1 in some pixel, so that nearly all distances would be in between. Then t is r itself in the maximum norm.
"""

import math
from typing import Any

import numpy as np

from infoplane.estimators.kernels.compilation import compiled

from .order import PIVOTS, near_rank

LARGEST = 2.0**50  # of the coordinates
_EXPONENT = 1000  # of the factor, at most
SINGLE = 64  # columns, at most, that are in single precision
_UNDERFLOW = 1e-35, 1e-300  # in single and in double precision, squares of smaller numbers are rounded by more than a share


def precision(d: int) -> tuple[Any, float]:
    """The type of the numbers of a tree in d columns, and the share by which it rounds."""
    return (np.float32, 2.0**-24) if d <= SINGLE else (np.float64, 2.0**-53)


@compiled
def units(points):
    """The centre (d,), in the units of the tree, and the factor 2^-e, for points (n, d)."""
    largest = 0.0
    for i in range(len(points)):
        for axis in range(points.shape[1]):
            largest = max(largest, abs(points[i, axis]))
    factor = math.ldexp(1.0, min(math.frexp(LARGEST)[1] - 1 - math.frexp(largest)[1], _EXPONENT))
    centre, few = np.zeros(points.shape[1]), np.empty(PIVOTS)
    for axis in range(points.shape[1] if points.shape[1] <= SINGLE else 0):
        centre[axis] = factor * near_rank(points[:, axis], len(points) // 2, few)
    return centre, factor


@compiled
def set_queries(leaves, leaf, queries, largest):
    """Copy the points of a leaf of (leaves, d, 16) into queries (16, d), and their largest coordinates into largest (16,)."""
    largest[:] = 0.0
    for axis in range(queries.shape[1]):
        for query in range(len(queries)):
            queries[query, axis] = leaves[leaf, axis, query]
            largest[query] = max(largest[query], abs(float(queries[query, axis])))


@compiled(forceinline=True)
def bounds(radius, largest, d, by_max, rounding):
    """Two distances in the precision of the tree, squared if not `by_max`, for a radius in its units.

    What is below the first is nearer than the radius for sure; what is not below the second is not.
    """
    single = d <= SINGLE
    least = _UNDERFLOW[0] if single else _UNDERFLOW[1]
    if by_max and not single:
        return radius - least, radius + least
    margin = (4 if by_max else d + 6) * rounding * (largest + radius)
    if by_max:
        sure, maybe = radius - margin, radius + margin
    else:
        sure, maybe = max(radius - margin, 0.0) ** 2, (radius + margin) ** 2
    return sure - least, maybe + least


@compiled(forceinline=True)
def distance(points, i, j, by_max):
    """Distance of two of the points (n, d) in double precision, squared if not `by_max`."""
    total = 0.0
    for axis in range(points.shape[1]):
        gap = points[j, axis] - points[i, axis]
        total = max(total, abs(gap)) if by_max else total + gap * gap
    return total
