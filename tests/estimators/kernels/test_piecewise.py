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
    # A processor that fuses multiplications and additions rounds less often than another.
    assert_allclose(piecewise_cubic(cubic.c, cubic.x, places), cubic(places), rtol=1e-13, atol=1e-13)
    assert_allclose(piecewise_cubic(cubic.c, cubic.x, places[::-2]), cubic(places[::-2]), rtol=1e-13, atol=1e-13)
