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
    nearest, farthest, lowest, count = (
        getattr(version, name) for name in ("nearest_below", "farthest_below", "lowest_bit", "count_bits")
    )
    return (
        numba.njit(lambda low, high, points, bound, by_max, out: nearest(low, high, 1, points, 2, bound, by_max, out, 1)),
        numba.njit(lambda low, high, points, bound, by_max, out: farthest(low, high, 1, points, 2, bound, by_max, out, 1)),
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


@pytest.mark.parametrize("name", CALLERS)
@pytest.mark.parametrize("by_max", [True, False])
@pytest.mark.parametrize("d", [1, 3, 32, 33, 70])  # a check follows every 32 axes
def test_distances_and_bits_equal_numpy(name: str, by_max: bool, d: int) -> None:
    rng = np.random.default_rng(d)
    low = np.round(rng.normal(size=(2, d, BOXES)), 1)
    high = low + np.round(rng.random(size=(2, d, BOXES)), 1)
    points = np.round(rng.normal(size=(3, d)), 1)
    for farthest in (False, True):
        expected = by_numpy(low[1], high[1], points[2], by_max, farthest)
        for bound in (np.inf, 0.0, *np.quantile(expected, [0.0, 0.4, 1.0], method="lower")):  # ties with distances
            out = np.full((2, BOXES), np.nan)
            bits = CALLERS[name][farthest](low, high, points, bound, by_max, out)
            below = np.array([bits >> box & 1 for box in range(BOXES)], dtype=bool)
            assert_array_equal(below, expected < bound)
            assert bits < 1 << BOXES
            assert_array_equal(out[1][below], expected[below])
            assert np.isnan(out[0]).all()  # no other place is written to


@pytest.mark.parametrize("name", CALLERS)
def test_bits(name: str) -> None:
    _, _, lowest, count = CALLERS[name]
    for bits in (1, 0b1000, 0b1010, 0xFFFF, 1 << 15):
        assert lowest(bits) == (bits & -bits).bit_length() - 1
    for bits in (0, 1, 0b1010, 0xFFFF):
        assert count(bits) == bits.bit_count()


def test_vector_instructions_are_what_runs() -> None:
    assert nearest_below is simd_boxes.nearest_below
