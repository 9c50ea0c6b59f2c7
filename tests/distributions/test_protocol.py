"""Pushforwards and chains: they map the very samples of their base, and inherit its information."""

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from infoplane.distributions import (
    Chain,
    CorrelatedNormal,
    Distribution,
    GaussianBump,
    Identity,
    Injection,
    NormalCDF,
    Pushforward,
    RectangleEdges,
    RectangleImage,
)

BASE = CorrelatedNormal.with_mutual_information(1.5, 2, 4, rotation_seed=1)
DISTRIBUTION = Pushforward(
    BASE, Chain((NormalCDF(), GaussianBump(16))), Chain((NormalCDF(), RectangleEdges(), RectangleImage()))
)


def test_shapes_and_information_are_inherited() -> None:
    assert isinstance(DISTRIBUTION, Distribution)
    assert (DISTRIBUTION.x_shape, DISTRIBUTION.y_shape) == ((16, 16), (32, 32))
    assert DISTRIBUTION.mutual_information == BASE.mutual_information


def test_it_maps_the_samples_of_its_base() -> None:
    x, y = DISTRIBUTION.sample(50, 9)
    base_x, base_y = BASE.sample(50, 9)
    np.testing.assert_allclose(DISTRIBUTION.x.inverse(x), base_x, atol=1e-6)
    np.testing.assert_allclose(DISTRIBUTION.y.inverse(y), base_y, atol=1e-6)


def test_a_map_that_does_not_fit_its_base_is_refused() -> None:
    with pytest.raises(ValueError, match="2 parameters"):
        Pushforward(BASE, y=GaussianBump(16))


def test_identity_and_empty_chain_change_nothing() -> None:
    z = np.random.default_rng(0).random((5, 3))
    for injection in (Identity(), Chain(())):
        assert isinstance(injection, Injection)
        assert injection(z) is z
        assert injection.inverse(z) is z
        assert injection.output_shape((3,)) == (3,)


def test_a_map_that_is_not_one_to_one_fails_its_round_trip() -> None:
    @dataclass(frozen=True)
    class Fold:
        """|z| with the positive root for an inverse: half of the information is gone."""

        def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
            return shape

        def __call__(self, z: NDArray) -> NDArray:
            return np.abs(z)

        def inverse(self, x: NDArray) -> NDArray:
            return x

    x, _ = BASE.sample(100, 0)
    with pytest.raises(AssertionError):
        np.testing.assert_allclose(Fold().inverse(Fold()(x)), x, atol=1e-6)
