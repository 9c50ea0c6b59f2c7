"""What every law and every injection owes its users, checked on all of them."""

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
    correlated_uniform,
)

LAWS: list[Distribution] = [
    CorrelatedNormal(1, 1, (0.75,)),
    CorrelatedNormal.with_mutual_information(2.0, 3, 5, rotation_seed=0),
    correlated_uniform(1.0, 2, 2, rotation_seed=1),
    Pushforward(correlated_uniform(1.0, 2, 2), GaussianBump(16), GaussianBump(32)),
    Pushforward(correlated_uniform(1.0, 4, 4), Chain((RectangleEdges(), RectangleImage()))),
]


def _normals(dim: int) -> NDArray:
    return np.random.default_rng(0).standard_normal((500, dim))


def _uniforms(dim: int) -> NDArray:
    return np.random.default_rng(0).random((500, dim))


# Each injection with samples of what it takes.
INJECTIONS: list[tuple[Injection, NDArray]] = [
    (Identity(), _normals(3)),
    (NormalCDF(), _normals(3)),
    (GaussianBump(16), _uniforms(2)),
    (RectangleEdges(), _uniforms(4)),
    (Chain((RectangleEdges(), RectangleImage())), _uniforms(4)),
    (Chain((NormalCDF(), GaussianBump(32))), _normals(2)),
]


@pytest.mark.parametrize("law", LAWS, ids=repr)
class TestLaw:
    def test_follows_the_protocol(self, law: Distribution) -> None:
        assert isinstance(law, Distribution)
        assert hash(law) == hash(law)
        assert np.isfinite(law.mutual_information)
        assert law.mutual_information >= 0

    def test_shapes_and_types(self, law: Distribution) -> None:
        for n in (1, 40):
            for sample, shape in zip(law.sample(n, 0), (law.x_shape, law.y_shape), strict=True):
                assert sample.shape == (n, *shape)
                # Labels, and labels alone, are one-dimensional integers.
                assert sample.dtype == (np.int64 if shape == () else np.float64)
                assert np.isfinite(sample).all()

    def test_deterministic_given_rng(self, law: Distribution) -> None:
        first, again, other = (law.sample(30, rng) for rng in (5, np.random.default_rng(5), 6))
        for a, b, c in zip(first, again, other, strict=True):
            np.testing.assert_array_equal(a, b)
            assert not np.array_equal(a, c)

    def test_global_state_is_left_alone(self, law: Distribution) -> None:
        np.random.seed(0)  # noqa: NPY002
        before = np.random.get_state()[1].copy()  # noqa: NPY002
        law.sample(10, 0)
        assert (np.random.get_state()[1] == before).all()  # noqa: NPY002

    def test_fresh_draws_without_rng(self, law: Distribution) -> None:
        assert not np.array_equal(law.sample(30)[0], law.sample(30)[0])


@pytest.mark.parametrize(("injection", "z"), INJECTIONS, ids=repr)
class TestInjection:
    def test_follows_the_protocol(self, injection: Injection, z: NDArray) -> None:
        assert isinstance(injection, Injection)
        assert hash(injection) == hash(injection)
        assert injection(z).shape == (len(z), *injection.output_shape(z.shape[1:]))

    def test_inverse_round_trip(self, injection: Injection, z: NDArray) -> None:
        np.testing.assert_allclose(injection.inverse(injection(z)), z, atol=1e-6)

    def test_deterministic_and_input_unchanged(self, injection: Injection, z: NDArray) -> None:
        before = z.copy()
        np.testing.assert_array_equal(injection(z), injection(z))
        np.testing.assert_array_equal(z, before)
