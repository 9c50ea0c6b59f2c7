"""The kernels against scikit-learn, alternating in one run."""

from collections.abc import Callable

import numpy as np
import pytest
from sklearn.neighbors import BallTree, KDTree

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import KDE
from infoplane.estimators.density import bandwidth, kde
from infoplane.estimators.kernels.kernel_sums import log_densities
from infoplane.estimators.kernels.neighbours import count_within, neighbour_distances
from tests.speed.table import Table
from tests.speed.timing import in_turns

pytestmark = pytest.mark.slow


def compare(table: Table, work: str, bar: float, ours: Callable[[], object], rival: Callable[[], object], rounds: int) -> None:
    """Time both in turns."""
    ours()
    mine, theirs = in_turns([ours, rival], rounds)
    table.faster(work, mine.wall, theirs.wall, bar, per_core=theirs.processor / mine.processor)


def correlated(n: int, d: int) -> tuple[np.ndarray, np.ndarray]:
    return CorrelatedNormal.with_mutual_information(1.0, d, d).sample(n, rng=0)


@pytest.mark.parametrize(
    ("n", "d", "bar", "rounds"),
    [(20_000, 2, 8, 9), (100_000, 2, 8, 5), (20_000, 4, 8, 7), (5_000, 8, 6, 9), (100_000, 1, 8, 7)],
)
def test_ksg(table: Table, n: int, d: int, bar: float, rounds: int) -> None:
    """Joint distances and both marginal counts of KSG 1, k = 5."""
    x, y = correlated(n, d)
    joint = np.hstack([x, y])

    def ours() -> list[np.ndarray]:
        radii = neighbour_distances(joint, 5, "max")[:, -1]
        return [count_within(points, radii, "max") for points in (x, y)]

    def rival() -> list[np.ndarray]:
        radii = np.nextafter(KDTree(joint, metric="chebyshev").query(joint, k=6)[0][:, -1], 0)
        return [KDTree(points, metric="chebyshev").query_radius(points, radii, count_only=True) - 1 for points in (x, y)]

    assert all((a == b).all() for a, b in zip(ours(), rival(), strict=True))
    compare(table, f"KSG 1, k=5, n={n:,}, {d}+{d}", bar, ours, rival, rounds)


def by_ball_tree(points: np.ndarray, bandwidth: float | np.ndarray) -> np.ndarray:
    """Leave-one-out log-densities from scikit-learn's exact kernel sums, less the term of the point itself."""
    n, d = points.shape
    tree = BallTree(points, leaf_size=40)
    rows = []
    for b in np.atleast_1d(bandwidth):
        sums = np.exp(tree.kernel_density(points, b, kernel="gaussian", atol=0, rtol=0, return_log=True))
        norm = (2 * np.pi * b * b) ** (-d / 2)
        rows.append(np.log(np.maximum(sums - norm, 1e-300) / (n - 1)))
    return np.array(rows) if np.ndim(bandwidth) else rows[0]


def test_leave_one_out_density(table: Table) -> None:
    points = np.hstack(correlated(10_000, 2))
    assert np.abs(log_densities(points[:500], 0.5) - by_ball_tree(points[:500], 0.5)).max() < 1e-6
    compare(
        table,
        "leave-one-out Gaussian density, n=10,000, d=4",
        150,
        lambda: log_densities(points, 0.4),
        lambda: by_ball_tree(points, 0.4),
        5,
    )


def test_likelihood_search(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole MI estimates with a leave-one-out likelihood bandwidth: the same search on either kernel."""
    x, y = correlated(5000, 2)  # the rival takes half a minute, and four times that for twice as many

    def rival() -> float:
        with monkeypatch.context() as patch:
            patch.setattr(bandwidth, "log_densities", by_ball_tree)
            patch.setattr(kde, "log_densities", by_ball_tree)
            return KDE("ml").estimate(x, y).nats

    compare(table, "leave-one-out-ML KDE MI, n=5,000, 2+2", 150, lambda: KDE("ml").estimate(x, y).nats, rival, 1)
