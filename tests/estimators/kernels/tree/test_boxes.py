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
    return (
        numba.njit(lambda low, high, points, bound, by_max, out: nearest(low, high, 1, points, 2, bound, by_max, out, 1)),
        numba.njit(lambda low, high, points, bound, by_max: both(low, high, 1, points, 2, bound, by_max)),
        numba.njit(lambda leaves, points, bound, by_max, out: leaf(leaves, 1, points, 2, bound, by_max, out, 1)),
        numba.njit(lambda bits: lowest(bits)),
        numba.njit(lambda bits: count(bits)),
    )


CALLERS = {version.__name__.rpartition(".")[2]: callers(version) for version in VERSIONS}


def by_numpy(low: np.ndarray, high: np.ndarray, point: np.ndarray, by_max: bool, farthest: bool) -> np.ndarray:
    """Distances (16,), summed axis by axis."""
    p = point[:, None]
    gaps = np.maximum(high - p, p - low) if farthest else np.maximum(np.maximum(low - p, p - high), 0.0)
    total = np.zeros(BOXES)
    for gap in gaps:
        total = np.maximum(total, gap) if by_max else total + gap * gap
    return total


def as_mask(bits: int) -> np.ndarray:
    """The sixteen bits, of which there are no more, as booleans (16,)."""
    assert 0 <= bits < 1 << BOXES
    return np.array([bits >> box & 1 for box in range(BOXES)], dtype=bool)


@pytest.mark.parametrize("name", CALLERS)
@pytest.mark.parametrize("by_max", [True, False])
@pytest.mark.parametrize("d", [1, 3, 32, 33, 70])  # a check follows every 32 axes
def test_distances_and_bits_equal_numpy(name: str, by_max: bool, d: int) -> None:
    rng = np.random.default_rng(d)
    low = np.round(rng.normal(size=(2, d, BOXES)), 1)
    high = low + np.round(rng.random(size=(2, d, BOXES)), 1)
    points = np.round(rng.normal(size=(3, d)), 1)
    nearest, both, leaf, *_ = CALLERS[name]
    to_boxes, to_points, farthest = (
        by_numpy(low[1], upper[1], points[2], by_max, far) for upper, far in ((high, False), (low, False), (high, True))
    )
    bounds = np.quantile([to_boxes, to_points, farthest], [0.0, 0.2, 0.4, 0.6, 1.0], method="lower")  # ties with distances
    for bound in (np.inf, 0.0, *bounds):
        for test, corners, expected in ((nearest, (low, high), to_boxes), (leaf, (low,), to_points)):
            out = np.full((2, BOXES), np.nan)
            below = as_mask(test(*corners, points, bound, by_max, out))
            assert_array_equal(below, expected < bound)
            assert_array_equal(out[1][below], expected[below])
            assert np.isnan(out[0]).all()  # no other place is written to
        bits = both(low, high, points, bound, by_max)
        below = as_mask(bits % 2**BOXES)
        assert_array_equal(below, to_boxes < bound)
        assert_array_equal(below & as_mask(bits >> BOXES), farthest < bound)


@pytest.mark.parametrize("name", CALLERS)
def test_bits(name: str) -> None:
    *_, lowest, count = CALLERS[name]
    for bits in (1, 0b1000, 0b1010, 0xFFFF, 1 << 15):
        assert lowest(bits) == (bits & -bits).bit_length() - 1
    for bits in (0, 1, 0b1010, 0xFFFF):
        assert count(bits) == bits.bit_count()


def test_vector_instructions_are_what_runs() -> None:
    assert nearest_below is simd_boxes.nearest_below
