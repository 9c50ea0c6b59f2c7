"""Pushforwards and chains: they map the samples of their base, and keep its mutual information."""

import numpy as np
import pytest

from infoplane.distributions import (
    Chain,
    CorrelatedNormal,
    GaussianBump,
    Identity,
    NormalCDF,
    Pushforward,
    RectangleEdges,
    RectangleImage,
)

BASE = CorrelatedNormal.with_mutual_information(1.5, 2, 4, rotation_seed=1)
DISTRIBUTION = Pushforward(
    BASE, Chain((NormalCDF(), GaussianBump(16))), Chain((NormalCDF(), RectangleEdges(), RectangleImage()))
)


def test_shapes_and_information() -> None:
    assert (DISTRIBUTION.x_shape, DISTRIBUTION.y_shape) == ((16, 16), (32, 32))
    assert DISTRIBUTION.mutual_information == BASE.mutual_information


def test_a_pushforward_maps_the_samples_of_its_base() -> None:
    x, y = DISTRIBUTION.sample(50, rng=9)
    base_x, base_y = BASE.sample(50, rng=9)
    np.testing.assert_array_equal(x, DISTRIBUTION.x(base_x))
    np.testing.assert_array_equal(y, DISTRIBUTION.y(base_y))
    np.testing.assert_allclose(
        DISTRIBUTION.pointwise_mutual_information(x, y), BASE.pointwise_mutual_information(base_x, base_y), atol=1e-6
    )


def test_a_map_that_does_not_fit_its_base_is_refused() -> None:
    with pytest.raises(ValueError, match="2 parameters"):
        Pushforward(BASE, y=GaussianBump(16))
    with pytest.raises(ValueError, match="4 parameters"):
        Pushforward(BASE, RectangleEdges())


def test_identity_and_empty_chain_change_nothing() -> None:
    z = np.random.default_rng(0).random((5, 3))
    for injection in (Identity(), Chain(())):
        assert injection(z) is z
        assert injection.inverse(z) is z
        assert injection.output_shape((3,)) == (3,)


def test_a_chain_applies_its_first_step_first() -> None:
    z = np.random.default_rng(0).standard_normal((5, 2))
    chain = Chain((NormalCDF(), GaussianBump(8)))
    np.testing.assert_array_equal(chain(z), GaussianBump(8)(NormalCDF()(z)))
    np.testing.assert_allclose(chain.inverse(chain(z)), z, atol=1e-6)
