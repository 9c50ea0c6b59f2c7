"""A million pairs and ten million: seconds, against the trees of scikit-learn and scipy, and which parts take them."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.spatial
import sklearn.neighbors
from threadpoolctl import threadpool_limits

from infoplane import estimate_mi
from infoplane.benchmarks.suites.estimators import CLASSICAL
from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import KSG, checked
from infoplane.estimators.automatic import fast as fast_path
from infoplane.estimators.kernels import neighbours, sorted_1d
from infoplane.estimators.neighbours import ksg
from infoplane.estimators.neighbours.scaling import scaled
from infoplane.estimators.protocol import Estimator
from infoplane.estimators.transformers.gaussianizer import Gaussianizer

from .table import Table
from .timing import seconds, times

pytestmark = pytest.mark.slow

MILLION = 1_000_000
# Functions that do not call each other. They are timed on one thread: on several, many of them run at the same time.
PARTS: list[tuple[Any, str, str]] = [
    (checked, "as_samples", "checking the samples"),
    (ksg, "scaled", "scaling"),
    (neighbours, "build", "building k-d trees"),
    (neighbours, "nearest_distances", "searching neighbours"),
    (neighbours, "range_counts", "counting neighbours"),
    (sorted_1d, "nearest", "searching neighbours in one column"),
    (fast_path, "fit_copula", "fitting a copula"),
    (ksg, "refuse_atoms", "looking for atoms"),
    (Gaussianizer, "fit_transform", "mapping to normal columns"),
]


def pairs(n: int, d: int) -> tuple[np.ndarray, np.ndarray]:
    return CorrelatedNormal.with_mutual_information(1.0, d, d).sample(n, rng=0)


def by_scikit_learn(joint: np.ndarray, *samples: np.ndarray) -> None:
    radii = np.nextafter(sklearn.neighbors.KDTree(joint, metric="chebyshev").query(joint, k=6)[0][:, -1], 0)
    for points in samples:
        sklearn.neighbors.KDTree(points, metric="chebyshev").query_radius(points, radii, count_only=True)


def by_scipy(joint: np.ndarray, *samples: np.ndarray) -> None:
    radii = np.nextafter(scipy.spatial.KDTree(joint).query(joint, k=6, p=np.inf, workers=-1)[0][:, -1], 0)
    for points in samples:
        scipy.spatial.KDTree(points).query_ball_point(points, radii, p=np.inf, workers=-1, return_length=True)


@pytest.fixture(scope="module")
def of_ksg() -> float:
    """Seconds of KSG in two columns each, which are compared with two rivals."""
    x, y = pairs(MILLION, 2)
    KSG().estimate(x[:1000], y[:1000])
    return seconds(lambda: KSG().estimate(x, y), 3)


@pytest.mark.parametrize(("name", "rival"), [("scikit-learn", by_scikit_learn), ("scipy's tree on all cores", by_scipy)])
def test_ksg_against_other_trees(table: Table, of_ksg: float, name: str, rival: Callable[..., None]) -> None:
    """The rivals find the same neighbours and counts."""
    x, y = scaled("columns", *pairs(MILLION, 2))
    joint = np.hstack([x, y])
    taken = seconds(lambda: rival(joint, x, y), 1)
    table.faster(f"KSG, n=1,000,000, 2+2; rival: {name}", of_ksg, taken, 30 if name == "scikit-learn" else None)


@pytest.mark.parametrize(
    ("name", "estimator", "n", "d", "bar"),
    [
        ("KSG", KSG(), MILLION, 2, 1.5),
        ("KSG", KSG(), MILLION, 4, 6.0),
        ("KSG", KSG(), 10 * MILLION, 1, 12.0),
        ("G+WKL", CLASSICAL["G+WKL"], MILLION, 2, 4.0),
    ],
)
def test_seconds(
    table: Table, monkeypatch: pytest.MonkeyPatch, name: str, estimator: Estimator, n: int, d: int, bar: float
) -> None:
    x, y = pairs(n, d)
    estimator.estimate(x[:11_000], y[:11_000])
    taken = seconds(lambda: estimator.estimate(x, y), 3 if d == 2 else 1)
    work = f"{name}, n={n:,}, {d}+{d}"
    limit = ""
    if n == MILLION:
        limit = with_parts(table, work, lambda: estimator.estimate(x, y), monkeypatch)
    table.at_most(work, taken, bar, limit=limit)


def with_parts(table: Table, name: str, work: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> str:
    """Add the seconds on one thread of those `PARTS` that the work has, and of the rest; return a remark."""
    taken: dict[str, float] = {}

    def timed(function: Callable[..., Any], part: str) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            start = time.process_time()
            found = function(*args, **kwargs)
            taken[part] = taken.get(part, 0.0) + time.process_time() - start
            return found

        return run

    with monkeypatch.context() as patch, threadpool_limits(1):
        for owner, function, part in PARTS:
            patch.setattr(owner, function, timed(getattr(owner, function), part))
        whole = times(work).processor
    largest = max(taken, key=lambda part: taken[part])
    taken["the rest"] = whole - sum(taken.values())
    for part, of_part in taken.items():
        table.part(f"{name}, on one thread", part, of_part)
    return f"{largest} takes {taken[largest] / whole:.0%} of the time of one thread."


@pytest.mark.parametrize(("fast", "bar"), [(True, 2.0), (False, 15.0)])
def test_estimate_mi(table: Table, monkeypatch: pytest.MonkeyPatch, fast: bool, bar: float) -> None:
    x, y = pairs(MILLION, 1)
    estimate_mi(x[:11_000], y[:11_000], rng=0, fast=fast)
    work = f"estimate_mi{', fast' if fast else ''}, n=1,000,000, 1+1"
    taken = seconds(lambda: estimate_mi(x, y, rng=0, fast=fast), 3 if fast else 1)
    limit = with_parts(table, work, lambda: estimate_mi(x, y, rng=0, fast=fast), monkeypatch)
    table.at_most(work, taken, bar, limit=limit)
