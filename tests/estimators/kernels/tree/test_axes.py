"""The order of axes: each of them once, and axes that differ before copies of one."""

import numpy as np
import pytest

from infoplane.estimators.kernels.tree.axes import axes_order
from infoplane.estimators.kernels.tree.build import build


@pytest.mark.parametrize("by_max", [True, False])
@pytest.mark.parametrize(("n", "d"), [(1, 40), (5, 3), (5, 40), (300, 40), (300, 2000)])
@pytest.mark.parametrize("kind", ["normal", "constant", "integers"])
def test_each_axis_comes_once(kind: str, n: int, d: int, by_max: bool) -> None:
    rng = np.random.default_rng(d)
    points = {"normal": rng.normal(size=(n, d)), "constant": np.ones((n, d)), "integers": rng.integers(0, 2, (n, d)) + 0.0}[
        kind
    ]
    assert (np.sort(axes_order(points, by_max)) == np.arange(d)).all()


@pytest.mark.parametrize("by_max", [True, False])
@pytest.mark.parametrize("d", [3, 40])
def test_a_tree_names_its_axes(d: int, by_max: bool) -> None:
    points = np.random.default_rng(d).normal(size=(300, d))
    tree = build(points, by_max)
    assert (tree.points == points[tree.order][:, tree.axes]).all()


def test_copies_come_last_in_the_maximum_norm() -> None:
    rng = np.random.default_rng(0)
    different = rng.normal(size=(500, 20))
    points = np.hstack([3 * different[:, :1] + 1e-3 * rng.normal(size=(500, 30)), different[:, 1:]])
    assert set(axes_order(points, True)[1:20]) == set(range(30, 49))
    assert set(axes_order(points, False)[:30]) == set(range(30))
