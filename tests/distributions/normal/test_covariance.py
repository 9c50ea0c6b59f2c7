"""Jointly normal distributions: exact in a thousand dimensions, with densities from scipy."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import multivariate_normal

from infoplane.distributions import CorrelatedNormal, LatentNormal, MultivariateNormal


def random_covariance(dim: int, seed: int) -> NDArray:
    factor = np.random.default_rng(seed).standard_normal((dim, dim + 2))
    return factor @ factor.T


def equicorrelated(dim: int, correlation: float) -> float:
    """I(X;Y) for X and Y of `dim` components, all correlations equal, by the determinant (1-r)^(m-1) (1+(m-1)r)."""

    def log_determinant(m: int) -> float:
        return (m - 1) * np.log1p(-correlation) + np.log1p((m - 1) * correlation)

    return log_determinant(dim) - log_determinant(2 * dim) / 2


@pytest.mark.parametrize("dim", [1, 5, 1000])
def test_equal_correlations_to_a_thousand_dimensions(dim: int) -> None:
    distribution = LatentNormal.dense(dim, dim, 0.5)
    assert distribution.mutual_information == pytest.approx(equicorrelated(dim, 0.5), rel=1e-9)


@pytest.mark.parametrize("dim", [500])
def test_rotated_pairs_where_plain_determinants_vanish(dim: int) -> None:
    paired = CorrelatedNormal.with_mutual_information(2.0 * dim, dim, dim, rotation_seed=1)
    covariance = paired.covariance
    assert np.linalg.det(covariance) == 0.0
    assert MultivariateNormal(dim, covariance).mutual_information == pytest.approx(2.0 * dim, rel=1e-9)


@given(x_dim=st.integers(1, 4), y_dim=st.integers(1, 4), seed=st.integers(0, 1000))
def test_determinants_and_symmetry(x_dim: int, y_dim: int, seed: int) -> None:
    covariance = random_covariance(x_dim + y_dim, seed)
    blocks = covariance[:x_dim, :x_dim], covariance[x_dim:, x_dim:], covariance
    of_x, of_y, joint = (np.linalg.slogdet(block)[1] for block in blocks)
    distribution = MultivariateNormal(x_dim, covariance)
    assert distribution.mutual_information == pytest.approx((of_x + of_y - joint) / 2, rel=1e-9, abs=1e-9)
    assert distribution.mutual_information >= 0
    swapped = np.roll(np.roll(covariance, y_dim, axis=0), y_dim, axis=1)
    assert MultivariateNormal(y_dim, swapped).mutual_information == pytest.approx(distribution.mutual_information, rel=1e-9)


@pytest.mark.parametrize(("x_dim", "y_dim", "seed"), [(1, 1, 0), (2, 3, 1), (4, 1, 2)])
def test_sampler_has_the_mutual_information(x_dim: int, y_dim: int, seed: int, assert_mean: Callable[..., None]) -> None:
    covariance = random_covariance(x_dim + y_dim, seed)
    distribution = MultivariateNormal(x_dim, covariance)
    x, y = distribution.sample(20_000, rng=3)
    pointwise = (
        multivariate_normal(cov=covariance).logpdf(np.hstack([x, y]))
        - multivariate_normal(cov=covariance[:x_dim, :x_dim]).logpdf(x)
        - multivariate_normal(cov=covariance[x_dim:, x_dim:]).logpdf(y)
    )
    assert_mean(pointwise, distribution.mutual_information)
    np.testing.assert_allclose(distribution.pointwise_mutual_information(x, y), pointwise, atol=1e-8)
    np.testing.assert_allclose(np.cov(np.hstack([x, y]).T), covariance, atol=0.1 * covariance.max())


def test_a_target_keeps_the_blocks_of_x_and_of_y() -> None:
    covariance = random_covariance(5, 0)
    distribution = MultivariateNormal.with_mutual_information(0.1, 2, covariance)
    np.testing.assert_array_equal(distribution.covariance[:2, :2], covariance[:2, :2])
    np.testing.assert_array_equal(distribution.covariance[2:, 2:], covariance[2:, 2:])


def test_equality_goes_by_content() -> None:
    first, second = (MultivariateNormal(1, np.array([[1.0, 0.5], [0.5, 1.0]])) for _ in range(2))
    assert first == second
    assert hash(first) == hash(second)
    assert first != MultivariateNormal(1, np.eye(2))
    with pytest.raises(ValueError, match="read-only"):
        first.covariance[0, 0] = 2.0


@pytest.mark.parametrize(
    ("x_dim", "covariance", "message"),
    [
        (1, np.ones((2, 3)), "square"),
        (2, np.eye(2), "one dimension each"),
        (1, np.array([[1.0, 0.5], [0.2, 1.0]]), "symmetric"),
        (1, np.ones((2, 2)), "positive definite"),
    ],
)
def test_bad_covariances_are_refused(x_dim: int, covariance: NDArray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        MultivariateNormal(x_dim, covariance)
