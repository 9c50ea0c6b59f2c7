"""The smallest numbers of rows are those of a stable sort."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from infoplane.estimators.kernels.passes.k_smallest import k_smallest


@pytest.mark.parametrize("decimals", [0, 16])  # with ties, and without
@pytest.mark.parametrize(("shape", "k"), [((1, 1), 1), ((3, 7), 7), ((5, 7), 3), ((20, 500), 64)])
def test_the_first_of_a_stable_sort(shape: tuple[int, int], k: int, decimals: int) -> None:
    numbers = np.random.default_rng(0).normal(size=shape).round(decimals)
    values, columns = k_smallest(numbers, k)
    assert_array_equal(columns, np.argsort(numbers, axis=1, kind="stable")[:, :k])
    assert_array_equal(values, np.sort(numbers, axis=1)[:, :k])
