"""Ranks are those of scipy, with ties and without."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy.stats import rankdata

from infoplane.estimators.kernels.ranks import mean_ranks


@pytest.mark.parametrize("decimals", [0, 1, 16])
@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (500, 2), (3000, 2)])
def test_ranks_equal_those_of_scipy(shape: tuple[int, int], decimals: int) -> None:
    points = np.random.default_rng(0).normal(size=shape).round(decimals)  # 0 and -0 are equal
    assert_array_equal(mean_ranks(points), rankdata(points, axis=0))
