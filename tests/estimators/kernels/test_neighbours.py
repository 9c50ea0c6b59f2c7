"""Neighbour queries against all pairs, bit for bit, on data with many ties."""

import concurrent.futures
import multiprocessing

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal, assert_array_max_ulp

from infoplane.estimators.kernels.neighbours import count_twice, count_within, neighbour_distances, neighbour_extents

KINDS = ("random", "lattice", "tied", "duplicated", "constant column", "constant", "heavy tails", "offset", "scales")


def data(kind: str, n: int, d: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(n, d))
    if kind == "lattice":
        return rng.integers(0, 4, size=(n, d)).astype(float)
    if kind == "tied":
        return np.round(points, 1)
    if kind == "duplicated":
        return points[rng.integers(0, max(1, n // 3), n)]
    if kind == "constant column":
        points[:, rng.integers(d)] = 0.1
    if kind == "constant":
        points[:] = 0.1
    if kind == "heavy tails":
        return points / rng.random((n, 1)) ** 4
    if kind == "offset":
        return points + 1e9
    if kind == "scales":  # single precision holds no squares of the smallest
        return points * 10.0 ** -rng.integers(0, 45, size=(n, 1))
    return points


def all_pairs(points: np.ndarray, metric: str) -> np.ndarray:
    """Distances (n, n), infinite from a point to itself."""
    gaps = np.abs(points[:, None] - points[None])
    distances = gaps.max(axis=2) if metric == "max" else np.sqrt((gaps**2).sum(axis=2))
    np.fill_diagonal(distances, np.inf)
    return distances


cases = given(
    kind=st.sampled_from(KINDS),
    n=st.integers(2, 70) | st.sampled_from([257, 300]),
    d=st.integers(1, 6) | st.sampled_from([33, 70]),
    k=st.integers(1, 8) | st.sampled_from([20, 40]),  # a leaf holds 16 points
    seed=st.integers(0, 2**32),
)


@cases
@settings(max_examples=150, deadline=None)
def test_maximum_distances_and_counts_equal_brute_force(kind: str, n: int, d: int, k: int, seed: int) -> None:
    points = data(kind, n, d, seed)
    k = min(k, n - 1)
    pairs = all_pairs(points, "max")
    nearest = np.sort(pairs, axis=1)[:, :k]
    assert_array_equal(neighbour_distances(points, k, "max"), nearest)
    scale = np.random.default_rng(seed).choice([0.0, 0.5, 1.0, 3.0, np.inf, -1.0], n)
    with np.errstate(invalid="ignore"):
        radii = np.nan_to_num(nearest[:, -1] * scale, nan=0.0, posinf=np.inf)
    assert_array_equal(count_within(points, radii, "max"), (pairs < radii[:, None]).sum(axis=1))
    np.fill_diagonal(pairs, np.nan)
    assert_array_equal(count_within(points, radii, "max", strict=False), (pairs <= radii[:, None]).sum(axis=1))
    inside, closed = count_twice(points, radii, nearest[:, -1], "max")
    assert_array_equal(inside, (pairs < radii[:, None]).sum(axis=1))
    assert_array_equal(closed, (pairs <= nearest[:, -1:]).sum(axis=1))


@cases
@settings(max_examples=100, deadline=None)
def test_euclidean_distances_equal_brute_force_to_rounding(kind: str, n: int, d: int, k: int, seed: int) -> None:
    points = data(kind, n, d, seed)
    k = min(k, n - 1)
    nearest = np.sort(all_pairs(points, "euclidean"), axis=1)[:, :k]
    found = neighbour_distances(points, k, "euclidean")
    assert_array_max_ulp(found, nearest, 4 if d <= 6 else 16)
    # Counts compare exactly these distances with the radii.
    radii = found[:, -1]
    assert_array_equal(count_within(points, radii, "euclidean") < k, True)
    assert_array_equal(count_within(points, radii, "euclidean", strict=False) >= k, True)
    assert_array_equal(count_within(points, np.nextafter(radii, np.inf), "euclidean") >= k, True)


@cases
@settings(max_examples=80, deadline=None)
def test_extents_equal_brute_force(kind: str, n: int, d: int, k: int, seed: int) -> None:
    x, y = data(kind, n, d, seed), data("random", n, 1 + seed % 3, seed + 1)
    k = min(k, n - 1)
    joint = all_pairs(np.hstack([x, y]), "max")
    near = joint <= np.sort(joint, axis=1)[:, k - 1 : k]
    for found, points in zip(neighbour_extents(x, y, k), (x, y), strict=True):
        assert_array_equal(found, np.where(near, all_pairs(points, "max"), 0.0).max(axis=1))


@pytest.mark.parametrize("d", [1, 2, 5])
@pytest.mark.parametrize("kind", ["random", "tied"])
def test_several_levels(kind: str, d: int) -> None:
    points = data(kind, 4500, d, 0)
    some = np.arange(0, 4500, 23)
    pairs = np.abs(points[some, None] - points[None]).max(axis=2)
    pairs[np.arange(len(some)), some] = np.inf
    distances = neighbour_distances(points, 6, "max")
    assert_array_equal(distances[some], np.sort(pairs, axis=1)[:, :6])
    radii = 4 * distances[:, -1]
    assert_array_equal(count_within(points, radii, "max")[some], (pairs < radii[some, None]).sum(axis=1))


@pytest.mark.parametrize("factor", [2.0**-900, 2.0**1000])
def test_units_beyond_single_precision(factor: float) -> None:
    points = data("random", 300, 4, 4)
    distances = neighbour_distances(points, 3, "max")
    assert_array_equal(neighbour_distances(factor * points, 3, "max"), factor * distances)
    radii = 2 * distances[:, -1]
    assert_array_equal(count_within(factor * points, factor * radii, "max"), count_within(points, radii, "max"))


def test_memory_layout_does_not_matter() -> None:
    points = data("random", 300, 6, 1)
    expected = neighbour_distances(points, 3, "max")
    assert_array_equal(neighbour_distances(np.asfortranarray(points), 3, "max"), expected)
    assert_array_equal(neighbour_distances(np.repeat(points, 2, axis=1)[:, ::2], 3, "max"), expected)
    columns = np.asfortranarray(points)
    assert_array_equal(count_within(columns[:, :1], expected[:, 0], "max"), count_within(points[:, :1], expected[:, 0], "max"))


def test_too_few_points() -> None:
    with pytest.raises(ValueError, match=r"needs more than 5 samples; got 5\. Lower k"):
        neighbour_distances(np.zeros((5, 2)), 5, "max")
    with pytest.raises(ValueError, match="needs more than 5 samples; got 5"):
        neighbour_extents(np.zeros((5, 2)), np.zeros((5, 2)), 5)


def test_several_threads_at_once() -> None:
    points = data("random", 2000, 3, 2)
    expected = neighbour_distances(points, 3, "max")
    with concurrent.futures.ThreadPoolExecutor(4) as executor:
        for found in executor.map(lambda _: neighbour_distances(points, 3, "max"), range(8)):
            assert_array_equal(found, expected)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_child_processes(method: str) -> None:
    points = data("random", 500, 3, 3)
    expected = neighbour_distances(points, 3, "max")
    with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context(method)) as executor:
        assert_array_equal(executor.submit(neighbour_distances, points, 3, "max").result(), expected)
