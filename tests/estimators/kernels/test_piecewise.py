"""Piecewise cubics against those of scipy."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.interpolate import PchipInterpolator

from infoplane.estimators.kernels.piecewise import piecewise_cubic


@pytest.mark.parametrize("m", [2, 3, 17, 40])
def test_values_are_those_of_scipy(m: int) -> None:
    rng = np.random.default_rng(m)
    knots, levels = np.sort(rng.standard_cauchy(m)), np.sort(rng.normal(size=m))
    cubic = PchipInterpolator(knots, levels)
    places = np.concatenate([rng.uniform(knots[0], knots[-1], 5000), knots, np.nextafter(knots[1:], -np.inf)])
    for some in (places, places[::-2], places[:1], places[:0]):
        values, beyond = piecewise_cubic(cubic.c, cubic.x, some)
        # A processor that fuses multiplications and additions rounds less often than another.
        assert_allclose(values, cubic(some), rtol=1e-13, atol=1e-13)
        assert beyond.size == 0


def test_places_beyond_are_moved_to_the_outermost_knots_and_named() -> None:
    knots = np.array([-1.0, 0.5, 2.0])
    cubic = PchipInterpolator(knots, knots**3)
    places = np.array([-3.0, -1.0, 0.0, 2.0, np.nextafter(2.0, 3.0), 1e300])
    values, beyond = piecewise_cubic(cubic.c, knots, places)
    assert beyond.tolist() == [0, 4, 5]
    assert_allclose(values, cubic(places.clip(-1.0, 2.0)), rtol=1e-13)
