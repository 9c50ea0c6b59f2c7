"""Single precision as a filter: it is never wrong, and leaves few distances open."""

import numpy as np
import pytest

from infoplane.estimators.kernels.tree.build import build
from infoplane.estimators.kernels.tree.filters import SINGLE, bounds, distance, set_queries

N = 200
LEAF = 3  # whose points are the queries


@pytest.mark.parametrize("by_max", [True, False])
@pytest.mark.parametrize("d", [2, 7, 40, 80])
@pytest.mark.parametrize("kind", ["random", "offset", "heavy tails", "huge"])
def test_what_is_sure_is_right(kind: str, d: int, by_max: bool) -> None:
    rng = np.random.default_rng(d)
    points = rng.normal(size=(N, d))
    if kind == "offset":
        points += 1e6
    if kind == "heavy tails":
        points /= rng.random((N, 1)) ** 8
    if kind == "huge":
        points *= 1e120
    tree = build(points, by_max)
    queries, largest = np.empty((16, d), tree.leaves.dtype), np.empty(16)
    set_queries(tree.leaves, LEAF, queries, largest)
    rounded = np.swapaxes(tree.leaves, 1, 2).reshape(-1, d)[:N]
    unsure = []
    for query in range(16):
        exact = np.array([distance(tree.points, 16 * LEAF + query, j, by_max) for j in range(N)])
        gaps = np.abs(rounded - queries[query])
        found = gaps.max(axis=1) if by_max else (gaps**2).sum(axis=1)
        exact = exact if by_max else np.sqrt(exact)
        for border in exact[::7]:
            for radius in (border, np.nextafter(border, np.inf)):
                sure, maybe = bounds(radius * tree.factor, largest[query], d, by_max, tree.rounding)
                sure, maybe = (tree.leaves.dtype.type(each) for each in (sure, maybe))
                assert (exact[found < sure] < radius).all()
                assert (exact[found >= maybe] >= radius).all()
                unsure.append(((found >= sure) & (found < maybe)).mean())
    assert np.mean(unsure) < (1e-3 if by_max and d > SINGLE else 0.05)  # one of 200 is the point on the border
