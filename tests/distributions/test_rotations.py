"""Random rotations are those of scipy."""

import numpy as np
import pytest
from scipy.stats import ortho_group

from infoplane.distributions.rotations import haar_rotation


@pytest.mark.parametrize("dim", [2, 3, 8, 64])
def test_rotations_are_those_of_scipy(dim: int) -> None:
    ours, theirs = haar_rotation(dim, np.random.default_rng(dim)), ortho_group.rvs(dim, random_state=np.random.default_rng(dim))
    np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_allclose(ours @ ours.T, np.eye(dim), atol=1e-12)


def test_one_dimension_is_left_as_it_is() -> None:
    assert haar_rotation(1, np.random.default_rng(0)) == 1
