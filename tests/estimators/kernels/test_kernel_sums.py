"""Kernel sums against all pairs in float64, on clusters, outliers and duplicates."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.special import logsumexp
from threadpoolctl import threadpool_limits

from infoplane.estimators.kernels.kernel_sums import log_densities, pair_sum

KINDS = ("normal", "clusters", "heavy tails", "duplicated", "constant column", "offset")


def data(kind: str, n: int, d: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(n, d))
    if kind == "clusters":
        return 1e-3 * points + rng.integers(0, 3, size=(n, 1))
    if kind == "heavy tails":
        return points / rng.random((n, 1)) ** 3
    if kind == "duplicated":
        return points[rng.integers(0, max(1, n // 3), n)]
    if kind == "constant column":
        points[:, 0] = 7.0
    if kind == "offset":
        return points + 1e6
    return points


def by_all_pairs(points: np.ndarray, bandwidth: float) -> np.ndarray:
    n, d = points.shape
    exponents = -((points[:, None] - points[None]) ** 2).sum(axis=2) / (2 * bandwidth**2)
    np.fill_diagonal(exponents, -np.inf)
    return logsumexp(exponents, axis=1) - math.log(n - 1) - d * math.log(bandwidth) - d / 2 * math.log(2 * math.pi)


@given(
    kind=st.sampled_from(KINDS),
    n=st.integers(2, 200),
    d=st.integers(1, 9) | st.just(40),
    bandwidth=st.sampled_from([1e-3, 0.01, 0.1, 0.3, 1.0, 30.0]),
    seed=st.integers(0, 2**32),
)
@settings(max_examples=200, deadline=None)
@example(kind="heavy tails", n=63, d=40, bandwidth=1e-3, seed=0)
def test_log_densities_equal_brute_force(kind: str, n: int, d: int, bandwidth: float, seed: int) -> None:
    points = data(kind, n, d, seed)
    expected = by_all_pairs(points, bandwidth)
    assert np.isfinite(expected).all()
    assert (np.abs(log_densities(points, bandwidth) - expected) <= 1e-7 * (1 + np.abs(expected))).all()


def test_a_point_ten_thousand_million_bandwidths_away() -> None:
    """There the rounding error of a squared distance is many units of the exponent."""
    points = data("heavy tails", 55, 1, 56)
    assert_allclose(log_densities(points, 0.01), by_all_pairs(points, 0.01), rtol=1e-9)


@pytest.mark.parametrize("bandwidth", [0.02, 0.1, 0.5])
def test_skipped_blocks_do_not_matter(bandwidth: float) -> None:
    points = np.vstack([data("normal", 2000, 2, 0), data("heavy tails", 300, 2, 1)])
    expected = by_all_pairs(points, bandwidth)
    assert (np.abs(log_densities(points, bandwidth) - expected) <= 1e-7 * (1 + np.abs(expected))).all()


@pytest.mark.parametrize("bits", [20, 25, 40])
def test_what_a_far_cluster_adds_is_negligible_before_it_is_skipped(bits: int) -> None:
    """A block of 64 equal points, and 4096 points so far away that they add 2^-bits of each sum."""
    share = 2.0**-bits
    squared = 2 * math.log(4096 / 63 / share)
    points = np.zeros((64 + 4096, 2))
    points[64:, 0] = math.sqrt(squared)
    expected = math.log(63 * (1 + share)) - math.log(4159) - math.log(2 * math.pi)
    assert_allclose(log_densities(points, 1.0)[:64], expected, rtol=0, atol=3e-8)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_dense_block_matters_to_the_points_of_a_sparse_one(sign: int) -> None:
    """The neighbours of a sparse block are 10 apart, and the nearest points of all are the 64 at a distance of 9."""
    points = np.zeros((128, 1))
    points[64:, 0] = sign * (9 + 10 * np.arange(64))
    assert_allclose(log_densities(points, 1.0), by_all_pairs(points, 1.0), rtol=1e-7)


def test_several_bandwidths_equal_one_at_a_time() -> None:
    points = data("heavy tails", 500, 3, 2)
    bandwidths = np.array([0.01, 0.2, 3.0])
    assert_allclose(log_densities(points, bandwidths), [log_densities(points, b) for b in bandwidths], rtol=1e-7)
    assert_allclose(pair_sum(points, bandwidths), [pair_sum(points, b) for b in bandwidths], rtol=1e-7)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("bandwidth", [0.01, 0.3])
def test_pair_sum_equals_brute_force(kind: str, bandwidth: float) -> None:
    points = data(kind, 300, 3, 3)
    squared = ((points[:, None] - points[None]) ** 2).sum(axis=2)
    expected = np.exp(-squared / (4 * bandwidth**2)).sum() / (4 * math.pi * bandwidth**2) ** 1.5
    assert pair_sum(points, bandwidth) == pytest.approx(expected, rel=1e-7)


def test_an_outlier_stays_finite_and_exact() -> None:
    points = data("normal", 400, 2, 4)
    points[7] = 1e8
    expected = by_all_pairs(points, 0.1)
    assert_allclose(log_densities(points, 0.1), expected, rtol=1e-9)


def test_results_do_not_depend_on_threads_or_memory_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    points = data("normal", 3000, 3, 5)
    expected = log_densities(points, 0.3)
    assert_array_equal(log_densities(np.asfortranarray(points), 0.3), expected)
    with threadpool_limits(1):
        assert_array_equal(log_densities(points, 0.3), expected)
    assert log_densities(points, np.array([0.3])).shape == (1, 3000)
