"""The tests of boxes: vector instructions against plain numba, bit for bit, and both against numpy."""

import numba
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from infoplane.estimators.kernels.tree import plain_boxes, simd_boxes
from infoplane.estimators.kernels.tree.boxes import BOXES, nearest_below

VERSIONS = (plain_boxes, simd_boxes)


def callers(version):  # type: ignore[no-untyped-def]
    """Functions that Python can call; intrinsics exist in compiled code alone."""
    nearest, both, leaf, lowest, count = (
        getattr(version, name) for name in ("nearest_below", "both_below", "points_below", "lowest_bit", "count_bits")
    )
    boxes, near, around, add = (getattr(version, name) for name in ("boxes_near", "near_box", "around_box", "add_where"))
    return (
        numba.njit(lambda low, high, bound, by_max: boxes(low, high, 1, 0, 5, bound, by_max)),
        numba.njit(lambda low, high, leaves, bounds, by_max: near(low, high, 1, 5, leaves, 2, bounds, by_max)),
        numba.njit(lambda low, high, leaves, bounds, sure, by_max: around(low, high, 1, 5, leaves, 2, bounds, sure, by_max)),
        numba.njit(lambda bits, amount, totals: add(bits, amount, totals)),
        numba.njit(lambda low, high, points, bound, by_max, out: nearest(low, high, 1, points, 2, bound, by_max, out, 1)),
        numba.njit(lambda low, high, points, bound, sure, by_max: both(low, high, 1, points, 2, bound, sure, by_max)),
        numba.njit(lambda leaves, points, bound, sure, by_max: leaf(leaves, 1, points, 2, bound, sure, by_max)),
        numba.njit(lambda bits: lowest(bits)),
        numba.njit(lambda bits: count(bits)),
    )


CALLERS = {version.__name__.rpartition(".")[2]: callers(version) for version in VERSIONS}


def by_numpy(low: np.ndarray, high: np.ndarray, point: np.ndarray, by_max: bool, farthest: bool) -> np.ndarray:
    """Distances (m,) of boxes (d, m), summed axis by axis."""
    p = point[:, None]
    return combined(np.maximum(high - p, p - low) if farthest else np.maximum(low - p, p - high), by_max)


def combined(gaps: np.ndarray, by_max: bool) -> np.ndarray:
    """Distances (m,) from the gaps (d, m) along the axes, which are negative inside."""
    total = np.zeros(gaps.shape[1], np.float32)
    for gap in np.maximum(gaps, 0.0):
        total = np.maximum(total, gap) if by_max else total + gap * gap
    return total


def as_mask(bits: int) -> np.ndarray:
    """The sixteen bits, of which there are no more, as booleans (16,)."""
    assert 0 <= bits < 1 << BOXES
    return np.array([bits >> box & 1 for box in range(BOXES)], dtype=bool)


def eighths(values: np.ndarray) -> np.ndarray:
    """Rounded, so that single precision holds their squares and the sums of these without rounding."""
    return np.float32(np.round(8 * values) / 8)


@pytest.mark.parametrize("name", CALLERS)
@pytest.mark.parametrize("by_max", [True, False])
@pytest.mark.parametrize("d", [1, 2, 3, 4, 5, 6, 8, 32, 33, 70])  # some have code of their own; a check follows every 32 axes
def test_distances_and_bits_equal_numpy(name: str, by_max: bool, d: int) -> None:
    rng = np.random.default_rng(d)
    low = eighths(rng.normal(size=(2, d, BOXES)))
    high = low + eighths(rng.random(size=(2, d, BOXES)))
    points = eighths(rng.normal(size=(3, d)))
    nearest, both, leaf = CALLERS[name][4:7]
    to_boxes, to_points, farthest = (
        by_numpy(low[1], upper[1], points[2], by_max, far) for upper, far in ((high, False), (low, False), (high, True))
    )
    bounds = np.quantile([to_boxes, to_points, farthest], [0.0, 0.2, 0.4, 0.6, 1.0], method="lower")  # ties with distances
    for bound in np.float32([np.inf, 0.0, *bounds]):
        out = np.full((2, BOXES), np.nan, np.float32)
        below = as_mask(nearest(low, high, points, bound, by_max, out))
        assert_array_equal(below, to_boxes < bound)
        assert_array_equal(out[1][below], to_boxes[below])
        assert np.isnan(out[0]).all()  # no other place is written to
        for sure in (bound, bound / 2):
            for test, corners, near, far in ((both, (low, high), to_boxes, farthest), (leaf, (low,), to_points, to_points)):
                bits = test(*corners, points, bound, sure, by_max)
                below = as_mask(bits % 2**BOXES)
                assert_array_equal(below, near < bound)
                assert_array_equal(below & as_mask(bits >> BOXES), (far < sure) & below)


@pytest.mark.parametrize("name", CALLERS)
@pytest.mark.parametrize("by_max", [True, False])
@pytest.mark.parametrize("d", [1, 2, 4, 5, 33, 70])
def test_one_box_against_boxes_and_points(name: str, by_max: bool, d: int) -> None:
    rng = np.random.default_rng(d)
    low = eighths(rng.normal(size=(2, d, BOXES)))
    high = low + eighths(rng.random(size=(2, d, BOXES)))
    leaves = eighths(rng.normal(size=(3, d, BOXES)))
    boxes, near, around, _ = CALLERS[name][:4]
    corners = [np.where(choice, high[0, :, 5], low[0, :, 5]) for choice in rng.random((200, d)) < 0.5]
    between = combined(np.maximum(low[1] - high[0, :, 5:6], low[0, :, 5:6] - high[1]), by_max)
    assert (between <= np.min([by_numpy(low[1], high[1], corner, by_max, False) for corner in corners], axis=0)).all()
    for bound in np.float32([np.inf, 0.0, *np.quantile(between, [0.2, 0.6, 1.0], method="lower")]):
        assert_array_equal(as_mask(boxes(low, high, bound, by_max)), between < bound)
    box = low[1, :, 5:6], high[1, :, 5:6]
    to_points = [[by_numpy(*box, point, by_max, far)[0] for point in leaves[2].T] for far in (False, True)]
    for bounds in (np.full(BOXES, np.inf), rng.permutation(to_points[0]), rng.permutation(to_points[1])):
        bounds, sure = np.float32(bounds), np.float32(bounds / rng.integers(1, 3, BOXES))
        bounds[3] = sure[3] = np.nan  # as of a point that a leaf lacks
        below = to_points[0] < bounds
        assert_array_equal(as_mask(near(low, high, leaves, bounds, by_max)), below)
        bits = around(low, high, leaves, bounds, sure, by_max)
        assert_array_equal(as_mask(bits % 2**BOXES), below)
        assert_array_equal(as_mask(bits >> BOXES) & below, (to_points[1] < sure) & below)


@pytest.mark.parametrize("name", CALLERS)
def test_add_where(name: str) -> None:
    totals = np.arange(BOXES)
    CALLERS[name][3](0b1010_0000_0000_0001, 2**40, totals)
    assert_array_equal(totals - np.arange(BOXES), [2**40 if place in (0, 13, 15) else 0 for place in range(BOXES)])


@pytest.mark.parametrize("name", CALLERS)
def test_bits(name: str) -> None:
    *_, lowest, count = CALLERS[name]
    for bits in (1, 0b1000, 0b1010, 0xFFFF, 1 << 15):
        assert lowest(bits) == (bits & -bits).bit_length() - 1
    for bits in (0, 1, 0b1010, 0xFFFF):
        assert count(bits) == bits.bit_count()


def test_vector_instructions_are_what_runs() -> None:
    assert nearest_below is simd_boxes.nearest_below
