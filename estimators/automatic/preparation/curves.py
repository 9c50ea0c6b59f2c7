"""Points on a curve in two or more columns, as the place of each point along the curve.

The place is a one-to-one function of the point, so the mutual information is the same, and one column is measured instead of
many. Neighbours in the columns see the curve as straight only where it is densely covered; along the curve they need not.

The distance along the curve is the length of the shortest path through a graph of near neighbours, from the point that is the
farthest from any other: one end. Ordered so, consecutive points are joined by straight pieces, whose length is the place. If a
path is too long for its ends, the curve branches, closes or crosses itself, or is no curve, and nothing is said.

Reference: J. B. Tenenbaum, V. de Silva and J. C. Langford, Science 290 (2000), doi:10.1126/science.290.5500.2319.
"""

import numpy as np

from infoplane.estimators.validation import Array

_NEIGHBOURS = 20  # with fewer, chance gaps cut the graph
_LEAST_ROWS = 100  # fewer do not show whether they lie on a curve
_LONGER = 1.05  # times the shortest path: what the pieces between consecutive points may add up to


def along_curve(points: Array) -> Array | None:
    """The place (n, 1) of distinct points (n, d) along the curve on which they lie, from 0 to its length; None if on none.

    The columns are scaled to unit variance first.

    Examples
    --------
    >>> angle = np.sort(np.random.default_rng(0).uniform(0, 3, size=500))
    >>> place = along_curve(np.column_stack([np.cos(angle), np.sin(angle)]))
    >>> abs(int(np.sign(np.diff(place[:, 0])).sum()))  # the order of all points, from one end or from the other
    499
    """
    from scipy.sparse.csgraph import dijkstra
    from sklearn.neighbors import kneighbors_graph

    n, d = points.shape
    if d == 1 or n < _LEAST_ROWS:
        return None
    scaled = points / points.std(axis=0)
    graph = kneighbors_graph(scaled, _NEIGHBOURS, mode="distance")
    end = int(np.argmax(_finite(dijkstra(graph, directed=False, indices=0))))
    distances = dijkstra(graph, directed=False, indices=end)
    if not np.isfinite(distances).all():
        return None
    order = np.argsort(distances, kind="stable")
    pieces = np.linalg.norm(np.diff(scaled[order], axis=0), axis=1)
    if pieces.sum() > _LONGER * distances.max() or (pieces == 0).any():
        return None
    place = np.empty(n)
    place[order] = np.concatenate([[0.0], np.cumsum(pieces)])
    return place[:, None]


def _finite(distances: Array) -> Array:
    return np.where(np.isfinite(distances), distances, -1.0)
