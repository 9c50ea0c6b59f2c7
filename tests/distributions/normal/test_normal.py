"""Correlated normals: closed form, determinants, quadrature, densities over samples, and targets."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import kstest, multivariate_normal, norm

from infoplane.distributions import CorrelatedNormal


def covariance_of(distribution: CorrelatedNormal) -> NDArray:
    """The joint covariance, built here from the definition."""
    cross = np.zeros((distribution.x_dim, distribution.y_dim))
    for i, rho in enumerate(distribution.correlations):
        cross[i, i] = rho
    rotate_x, rotate_y = distribution.rotations()
    cross = rotate_x @ cross @ rotate_y.T
    return np.block([[np.eye(distribution.x_dim), cross], [cross.T, np.eye(distribution.y_dim)]])


def pointwise(distribution: CorrelatedNormal, x: NDArray, y: NDArray) -> NDArray:
    joint = multivariate_normal(cov=covariance_of(distribution)).logpdf(np.hstack([x, y]))
    return (
        joint
        - multivariate_normal(cov=np.eye(distribution.x_dim)).logpdf(x)
        - multivariate_normal(cov=np.eye(distribution.y_dim)).logpdf(y)
    )


@given(
    nats=st.floats(0, 10),
    x_dim=st.integers(1, 6),
    y_dim=st.integers(1, 6),
    seed=st.one_of(st.none(), st.integers(0, 99)),
)
def test_target_round_trip(nats: float, x_dim: int, y_dim: int, seed: int | None) -> None:
    distribution = CorrelatedNormal.with_mutual_information(nats, x_dim, y_dim, seed)
    assert distribution.mutual_information == pytest.approx(nats, abs=1e-6)


@pytest.mark.parametrize(("nats", "x_dim", "y_dim"), [(0.0, 1, 1), (10.0, 2, 2), (3.0, 20, 5)])
def test_closed_form_is_the_ratio_of_determinants(nats: float, x_dim: int, y_dim: int) -> None:
    distribution = CorrelatedNormal.with_mutual_information(nats, x_dim, y_dim, rotation_seed=3)
    assert -0.5 * np.linalg.slogdet(covariance_of(distribution))[1] == pytest.approx(nats, abs=1e-8)


def test_a_thousand_dimensions() -> None:
    assert CorrelatedNormal.with_mutual_information(2000.0, 1000, 1000).mutual_information == pytest.approx(2000, rel=1e-12)


def test_quadrature() -> None:
    distribution = CorrelatedNormal(1, 1, (0.75,))
    points, step = np.linspace(-9, 9, 361, retstep=True)
    x, y = np.meshgrid(points, points)
    log_joint = multivariate_normal(cov=covariance_of(distribution)).logpdf(np.stack([x, y], axis=-1))
    product = norm.logpdf(x) + norm.logpdf(y)
    value = np.sum(np.exp(log_joint) * (log_joint - product)) * step**2
    assert value == pytest.approx(distribution.mutual_information, abs=1e-9)
    assert distribution.mutual_information == pytest.approx(0.4133, abs=5e-5)


@pytest.mark.parametrize(("nats", "x_dim", "y_dim"), [(0.0, 2, 2), (0.4, 1, 1), (12.0, 10, 12)])
@pytest.mark.parametrize("seed", [None, 0])
def test_sampler_has_the_mutual_information(
    nats: float, x_dim: int, y_dim: int, seed: int | None, assert_mean: Callable[..., None]
) -> None:
    distribution = CorrelatedNormal.with_mutual_information(nats, x_dim, y_dim, seed)
    assert_mean(pointwise(distribution, *distribution.sample(20_000, rng=7)), nats)


def test_variance_taken_for_a_standard_deviation_is_caught(assert_mean: Callable[..., None]) -> None:
    class Mutant(CorrelatedNormal):
        def sample(self, n: int, rng: int | None = None) -> tuple[NDArray, NDArray]:
            x, noise = np.random.default_rng(rng).standard_normal((2, n, 1))
            rho = self.correlations[0]
            return x, rho * x + (1 - rho**2) * noise

    distribution = Mutant(1, 1, (0.75,))
    with pytest.raises(AssertionError, match="expected"):
        assert_mean(pointwise(distribution, *distribution.sample(20_000, rng=7)), distribution.mutual_information)


def test_marginals_are_standard_normal_after_rotation() -> None:
    x, y = CorrelatedNormal.with_mutual_information(4.0, 3, 2, rotation_seed=5).sample(20_000, rng=1)
    for column in np.hstack([x, y]).T:
        assert kstest(column, "norm").pvalue > 1e-4


def test_rotations_are_orthogonal_and_follow_from_the_seed() -> None:
    distribution = CorrelatedNormal.with_mutual_information(1.0, 4, 3, rotation_seed=2)
    for rotation in distribution.rotations():
        np.testing.assert_allclose(rotation @ rotation.T, np.eye(len(rotation)), atol=1e-12)
    again = CorrelatedNormal.with_mutual_information(1.0, 4, 3, rotation_seed=2)
    assert distribution == again
    assert hash(distribution) == hash(again)
    np.testing.assert_array_equal(distribution.rotations()[0], again.rotations()[0])


@pytest.mark.parametrize("nats", [-0.1, 20.1, float("nan")])
def test_targets_out_of_range_name_the_range(nats: float) -> None:
    with pytest.raises(ValueError, match="0 to 20 nats"):
        CorrelatedNormal.with_mutual_information(nats, 2, 3)


@pytest.mark.parametrize("arguments", [(0, 1), (1, 1, (1.0,)), (1, 2, (0.1, 0.2)), (1, 1, (float("nan"),))])
def test_bad_parameters_are_refused(arguments: tuple) -> None:
    with pytest.raises(ValueError, match=r"dimension|pairs|Correlations"):
        CorrelatedNormal(*arguments)
