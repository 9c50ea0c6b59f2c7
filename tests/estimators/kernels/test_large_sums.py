"""Sums of many points against all pairs, in each of the three ways, on clusters, outliers and duplicates."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.special import logsumexp
from threadpoolctl import threadpool_limits

from infoplane.estimators.kernels import kernel_sums, large_sums
from infoplane.estimators.kernels.block_sums import in_blocks, log_sums_of_near_terms, log_sums_over_pairs
from infoplane.estimators.kernels.kernel_sums import log_densities
from infoplane.estimators.kernels.large_sums import large_log_sums

from .test_kernel_sums import KINDS, by_all_pairs, data


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every sample counts as large."""
    monkeypatch.setattr(kernel_sums, "EXACT", 1)


@given(
    kind=st.sampled_from(KINDS),
    n=st.integers(2, 400),
    d=st.integers(1, 5),
    bandwidth=st.sampled_from([1e-3, 0.01, 0.1, 0.3, 1.0, 30.0]),
    tolerance=st.sampled_from([1e-7, 1e-3, 0.05]),
    seed=st.integers(0, 2**32),
)
@settings(max_examples=200, deadline=None)
def test_no_log_sum_is_wrong_by_more_than_the_tolerance(
    kind: str, n: int, d: int, bandwidth: float, tolerance: float, seed: int
) -> None:
    points = data(kind, n, d, seed)
    rows = np.random.default_rng(seed).permutation(n)[: max(1, n // 2)]
    widths = bandwidth * np.array([0.9, 1.1])
    expected = [by_all_pairs(points, width)[rows] for width in widths]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel_sums, "EXACT", 1)
        found = log_densities(points, widths, rows, tolerance)
    assert found.shape == (2, len(rows))
    assert (np.abs(found - expected) <= tolerance + 1e-7 * (1 + np.abs(expected))).all()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("bandwidth", [0.05, 0.5])
def test_every_way_agrees(kind: str, bandwidth: float) -> None:
    """On more points than a block, a group, and what is probed."""
    points = data(kind, 1500, 2, 3)
    blocks, rows, widths = in_blocks(points), np.arange(1500), np.array([bandwidth])
    exact = log_sums_over_pairs(blocks, widths, blocks.places(rows))
    near, share = log_sums_of_near_terms(blocks, widths, blocks.places(rows), 1e-3)
    assert 0 < share <= 1
    by_grid = large_sums._by_grid(points, bandwidth, rows)
    for found in (near, large_log_sums(points, widths, rows, 1e-3), by_grid[None]):
        known = ~np.isnan(found)
        assert (np.abs(found - exact)[known] < 1e-3).all()
        assert known.any() or kind in ("heavy tails", "offset", "clusters")


def test_a_grid_is_as_exact_for_far_terms_as_for_near_ones() -> None:
    """Two clusters of 5,000 equal points: each sum is 4,999 and the terms of the other cluster, or they are lonely."""
    for distance in (0.5, 1.5, 3.0):
        points = np.repeat([[0.0, 0.0], [distance, 0.0]], 5000, axis=0)
        found = large_sums._by_grid(points, 1.0, np.array([0, 9999]))
        assert_allclose(np.exp(found), 4999 + 5000 * np.exp(-(distance**2) / 2), rtol=2e-5)


@pytest.mark.parametrize("d", [1, 2])
@pytest.mark.parametrize(("n", "distance"), [(60_000, 5.3), (400_000, 5.3), (400_000, 5.75), (400_000, 6.2)])
def test_lone_points_beside_a_large_cluster(d: int, n: int, distance: float) -> None:
    """A grid lacks most of terms so far away; above 5.8 bandwidths the points are lonely."""
    rng = np.random.default_rng(0)
    points = 1e-3 * rng.normal(size=(n, d))
    points[: 2 * d] = distance * np.vstack([np.eye(d), -np.eye(d)]) + 0.5 * rng.random(d)
    lone = np.arange(2 * d)
    expected = [logsumexp(-((points - point) ** 2).sum(axis=1)[np.arange(n) != i] / 2) for i, point in enumerate(points[lone])]
    assert_allclose(large_log_sums(points, np.ones(1), lone, 1e-3)[0], expected, rtol=0, atol=1e-3)


def test_a_grid_does_not_give_what_is_asked_to_be_more_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    points, widths, rows = data("normal", 300, 2, 0), np.array([0.5]), np.arange(300)
    assert_allclose(large_log_sums(points, widths, rows, 1e-3), large_log_sums(points, widths, rows, 1e-7), rtol=0, atol=1e-3)
    monkeypatch.setattr(large_sums, "grid_sums", None)
    exact = by_all_pairs(points, 0.5) + math.log(299) + 2 * math.log(0.5) + math.log(2 * math.pi)
    assert_allclose(large_log_sums(points, widths, rows, 1e-7)[0], exact, rtol=1e-7, atol=2e-7)
    with pytest.raises(TypeError):
        large_log_sums(points, widths, rows, 1e-3)


def test_lonely_points_are_not_left_to_the_grid() -> None:
    points = np.vstack([data("normal", 500, 2, 0), [[12.0, 0.0], [0.0, -13.0]]])
    by_grid = large_sums._by_grid(points, 0.5, np.arange(502))
    assert np.isnan(by_grid[500:]).all() and not np.isnan(by_grid[:500]).all()
    found = large_log_sums(points, np.array([0.5]), np.arange(502), 1e-3)
    exact = by_all_pairs(points, 0.5)
    assert_allclose(found[0] - found[0, 0], exact - exact[0], atol=1e-3)


def test_a_grid_that_would_be_too_large_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    points = data("normal", 300, 2, 0)
    points[0] = 1e9
    monkeypatch.setattr(large_sums, "grid_sums", None)
    assert np.isnan(large_sums._by_grid(points, 0.1, np.arange(300))).all()


@pytest.mark.parametrize(("bandwidth", "all_pairs"), [(30.0, True), (0.1, False)])
def test_all_pairs_are_taken_where_most_terms_matter(
    bandwidth: float, all_pairs: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = []

    def recorded(*arguments: object) -> np.ndarray:
        taken.append(arguments)
        return log_sums_over_pairs(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(large_sums, "log_sums_over_pairs", recorded)
    large_log_sums(data("normal", 2000, 3, 0), np.array([bandwidth]), np.arange(2000), 1e-3)
    assert bool(taken) == all_pairs


@pytest.mark.parametrize("d", [2, 3])
@pytest.mark.usefixtures("large")
def test_results_do_not_depend_on_threads_or_on_the_order_of_the_rows(d: int, monkeypatch: pytest.MonkeyPatch) -> None:
    points = data("normal", 3000, d, 5)
    rows = np.random.default_rng(0).permutation(3000)
    expected = log_densities(points, 0.1)
    assert_array_equal(log_densities(points, 0.1, rows), expected[rows])
    with threadpool_limits(1):
        assert_array_equal(log_densities(np.asfortranarray(points), 0.1), expected)


def test_small_samples_take_all_pairs_also_at_some_rows() -> None:
    points = data("normal", 200, 2, 6)
    assert_array_equal(log_densities(points, 0.3, np.array([7, 3])), log_densities(points, 0.3)[[7, 3]])
