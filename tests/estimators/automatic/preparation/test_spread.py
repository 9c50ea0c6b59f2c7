"""Equal values are made distinct, one to one."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from infoplane.estimators.automatic.preparation.spread import in_order, normal_scores, spread

TIED = np.random.default_rng(0).integers(0, 6, (200, 1)) ** 2.0


@given(arrays(np.float64, (30, 1), elements=st.integers(-20, 20)))
def test_values_stay_apart(points: np.ndarray) -> None:
    """The spread value tells the old one: levels keep their order, and none meets another."""
    found, _ = spread(points, points[::-1].copy(), np.random.default_rng(0))
    levels = np.unique(points)
    for low, high in pairwise(levels):
        assert found[points == low].max() < found[points == high].min()


@given(arrays(np.float64, (30, 1), elements=st.integers(-20, 20)))
def test_ranks_stay_apart(points: np.ndarray) -> None:
    found, _ = normal_scores(points, points, np.random.default_rng(0))
    assert len(np.unique(found)) == 30
    assert (np.diff(points[np.argsort(found[:, 0]), 0]) >= 0).all()


def test_values_that_do_not_repeat_stay() -> None:
    x = np.random.default_rng(1).normal(size=(50, 2))
    np.testing.assert_array_equal(spread(x, TIED[:50], np.random.default_rng(0))[0], x)


def test_half_the_gap_is_used() -> None:
    found = spread(TIED, TIED, np.random.default_rng(0))[0]
    assert 0.45 < np.abs(found - TIED)[TIED == 0].max() < 0.5  # the next level is 1
    assert 1.3 < np.abs(found - TIED)[TIED == 4].max() < 1.5  # the nearer one is 1


def test_equal_columns_of_x_and_y_get_noise_of_their_own() -> None:
    x, y = spread(TIED, TIED, np.random.default_rng(0))
    assert (x != y).mean() > 0.9


@pytest.mark.parametrize("mapped", [spread, normal_scores])
def test_x_and_y_may_change_places(mapped) -> None:  # type: ignore[no-untyped-def]
    other = np.random.default_rng(2).integers(0, 4, (200, 2)) * 1.0
    x, y = mapped(TIED, other, np.random.default_rng(0))
    v, u = mapped(other, TIED, np.random.default_rng(0))
    np.testing.assert_array_equal(x, u)
    np.testing.assert_array_equal(y, v)
    assert in_order(TIED, other)[0] is in_order(other, TIED)[0]
