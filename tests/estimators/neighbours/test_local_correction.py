"""LNC against its definition written out, and where it matters: strong dependence."""

import math

import numpy as np
import pytest
from scipy.spatial import cKDTree
from scipy.special import digamma

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import KSG, LNC
from infoplane.estimators.neighbours import local_correction
from infoplane.estimators.neighbours.local_correction import threshold


def by_definition(x: np.ndarray, y: np.ndarray, k: int) -> float:
    """All pairs, point by point, principal axes by singular values."""
    n, dx, dy = len(x), x.shape[1], y.shape[1]
    points = np.hstack([x, y])
    total = 0.0
    for i in range(n):
        gaps = np.abs(points - points[i])
        gaps[i] = np.inf
        near = np.argsort(gaps.max(axis=1))[:k]
        ex, ey = gaps[near, :dx].max(), gaps[near, dx:].max()
        nx, ny = (gaps[:, :dx].max(axis=1) <= ex).sum(), (gaps[:, dx:].max(axis=1) <= ey).sum()
        steps = points[near] - points[i]
        axes = np.linalg.svd(steps)[2]
        ratio = np.log(np.abs(steps @ axes.T).max(axis=0)).sum() - dx * math.log(ex) - dy * math.log(ey)
        correction = ratio if ratio < math.log(threshold(k, dx, dy)) else 0.0
        total += digamma(k) - 1 / k + digamma(n) - digamma(nx) - digamma(ny) - correction
    return total / n


@pytest.mark.parametrize(("dx", "dy", "nats"), [(1, 1, 0.5), (1, 1, 5.0), (2, 3, 4.0)])
def test_equals_its_definition(dx: int, dy: int, nats: float) -> None:
    x, y = CorrelatedNormal.with_mutual_information(nats, dx, dy, rotation_seed=1).sample(150, rng=0)
    x, y = x / x.std(axis=0), y / y.std(axis=0)
    assert LNC(8).estimate(x, y).nats == pytest.approx(by_definition(x, y, 8), abs=1e-9)


def test_without_a_correction_it_is_ksg_2() -> None:
    x, y = np.random.default_rng(0).uniform(size=(2, 2000, 1))
    estimate = LNC(10).estimate(x, y)
    assert estimate.details["corrected"] < 0.02
    assert estimate.nats == pytest.approx(KSG(10, form=2).estimate(x, y).nats, abs=0.02)


def test_points_are_taken_in_chunks_of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = CorrelatedNormal.with_mutual_information(3.0, 1, 2).sample(100, rng=3)
    expected = LNC(4).estimate(x, y)
    monkeypatch.setattr(local_correction, "_CHUNK", 33)
    found = LNC(4).estimate(x, y)
    assert found.nats == pytest.approx(expected.nats, abs=1e-12)
    assert found.details == expected.details
    assert 0 < found.details["corrected"] < 1


def test_duplicates_are_no_neighbours_of_themselves() -> None:
    """Of k + 2 equal points the search may leave out the point itself; the last neighbour then goes instead."""
    x = np.random.default_rng(1).normal(size=(60, 1))
    y = x + 0.1 * np.random.default_rng(2).normal(size=(60, 1))
    points = np.hstack([np.repeat(x, 2, axis=0), np.repeat(y, 2, axis=0)])
    points[:12] = points[0]
    steps = LNC(10)._steps(cKDTree(points), points, slice(0, len(points)))
    assert steps.shape == (120, 10, 2)
    for i, own in enumerate(steps):
        gaps = np.sort(np.abs(np.delete(points, i, axis=0) - points[i]).max(axis=1))[:10]
        np.testing.assert_allclose(np.sort(np.abs(own).max(axis=1)), gaps, atol=1e-12)


def test_strong_dependence_in_a_small_sample() -> None:
    distribution = CorrelatedNormal.with_mutual_information(8.0, 1, 1)
    errors = [[e.estimate(*distribution.sample(1000, rng=seed)).nats - 8 for e in (KSG(3), LNC(5))] for seed in range(5)]
    plain, corrected = np.mean(errors, axis=0)
    assert plain < -2
    assert abs(corrected) < 0.2


def test_the_threshold_rarely_corrects_uniform_neighbourhoods_and_grows_with_k() -> None:
    assert 0 < threshold(5, 1, 1) < threshold(10, 1, 1) < 1


def test_refusals() -> None:
    x = np.random.default_rng(0).normal(size=(50, 2))
    with pytest.raises(ValueError, match="k > 4"):
        LNC(4).estimate(x, x**3)
    with pytest.raises(ValueError, match="no density exists"):
        LNC(10).estimate(x, x)
    with pytest.raises(ValueError, match="k >= 3"):
        LNC(2)
