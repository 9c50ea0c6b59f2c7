"""Tree order: aligned runs are cells, each halved across one axis. A wrong order gives right results, but slow queries."""

import numpy as np
import pytest

from infoplane.estimators.kernels.tree.boxes import BOXES
from infoplane.estimators.kernels.tree.order import COUNTED, tree_order


def halves(n: int) -> int:
    """Length of the first half: whole cells of the largest size 16^l < n, as near the middle as possible."""
    unit = BOXES
    while unit * BOXES < n:
        unit *= BOXES
    return max(1, round(n / 2 / unit + 1e-9)) * unit if n > unit else 0


@pytest.mark.parametrize("n", [1, 16, 17, 300, 4500, 20_000])  # threads share the last
@pytest.mark.parametrize("kind", ["normal", "tied", "constant"])
@pytest.mark.parametrize("counted", [0, COUNTED])
def test_cells_are_halved_across_their_widest_axis(n: int, kind: str, counted: int) -> None:
    points = np.random.default_rng(n).normal(size=(n, 3)) * [1.0, 5.0, 2.0]
    if kind == "tied":
        points = np.round(points)
    if kind == "constant":
        points[:] = 1.0
    order = tree_order(points, counted)
    assert (np.sort(order) == np.arange(n)).all()
    cells = [points[order]]
    along = []
    while cells:
        cell = cells.pop()
        if middle := halves(len(cell)):
            near, far = cell[:middle], cell[middle:]
            separating = near.max(axis=0) <= far.min(axis=0)
            assert separating.any()
            along.append(separating[np.ptp(cell, axis=0).argmax()])
            cells += [near, far]
    # The widest axis is found from some of the points, so another one may be taken now and then.
    assert not along or np.mean(along) > 0.8
