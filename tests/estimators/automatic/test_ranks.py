"""Neighbour counts on ranks."""

import math

import numpy as np
import pytest

from infoplane.estimators import KSG
from infoplane.estimators.automatic.ranks import measure_ranks


def normals(n: int, correlation: float, seed: int, d: int = 1) -> tuple[np.ndarray, np.ndarray]:
    x, noise = np.random.default_rng(seed).normal(size=(2, n, d))
    return x, correlation * x + math.sqrt(1 - correlation**2) * noise


def test_the_value_is_its_equation() -> None:
    found = measure_ranks(*normals(400, 0.6, 0), np.random.default_rng(0))
    assert found.null is not None
    assert found.nats == pytest.approx(found.details["ksg"] - found.null.mean + found.details["gap"], abs=1e-12)


def test_without_ties_the_first_part_is_ksg_of_normal_scores() -> None:
    x, y = normals(400, 0.6, 1)
    scores = [np.argsort(np.argsort(a[:, 0])) for a in (x, y)]
    scores = [np.sort(np.random.default_rng(0).normal(size=400))[s][:, None] for s in scores]  # any values of these ranks
    found = measure_ranks(x, y, np.random.default_rng(0))
    assert found.details["ksg"] == pytest.approx(KSG().estimate(*scores).nats, abs=0.05)
    assert found.details["ksg"] == pytest.approx(
        measure_ranks(np.exp(x), y**3, np.random.default_rng(0)).details["ksg"], abs=1e-12
    )


@pytest.mark.parametrize(("correlation", "d"), [(0.0, 1), (0.6, 1), (0.9, 1), (0.0, 4), (0.5, 4)])
def test_normals_are_covered(correlation: float, d: int) -> None:
    """All of twelve draws are covered with a probability above .5; two misses or fewer with one of .98."""
    right = -0.5 * d * math.log(1 - correlation**2)
    found = [measure_ranks(*normals(400, correlation, seed, d), np.random.default_rng(seed)) for seed in range(12)]
    assert sum(one.lower <= right <= one.upper for one in found) >= 10
    assert np.mean([one.nats for one in found]) == pytest.approx(right, abs=0.05 + 0.05 * right)


def test_the_interval_narrows_with_rows() -> None:
    widths = []
    for n in (300, 3000):
        found = measure_ranks(*normals(n, 0.6, 5), np.random.default_rng(0))
        widths.append(found.upper - found.lower)
    assert widths[1] < 0.6 * widths[0]


def test_near_the_ceiling_there_is_no_upper_end() -> None:
    found = measure_ranks(*normals(300, 0.9999, 6), np.random.default_rng(0))
    assert found.upper == math.inf
    assert "near the most that neighbours" in found.flags[0]
