"""Elliptical twins: MI by the formulas of `distributions`, the fit, and the correction for small samples."""

import math

import numpy as np
import pytest
from scipy import stats

from infoplane.distributions import CorrelatedNormal, MultivariateStudent
from infoplane.estimators.twins.elliptical import (
    EllipticalTwin,
    fit_dispersion,
    log_density,
    normal_information,
    twin_with,
    with_information,
)

CORRELATIONS = (0.8, -0.5)


def dispersion_of(x_dim: int, y_dim: int, correlations: tuple[float, ...]) -> np.ndarray:
    found = np.eye(x_dim + y_dim)
    for place, each in enumerate(correlations):
        found[place, x_dim + place] = found[x_dim + place, place] = each
    return found


def a_covariance(d: int, seed: int = 0) -> np.ndarray:
    root = np.random.default_rng(seed).normal(size=(d, 2 * d))
    return root @ root.T / d


@pytest.mark.parametrize(("x_dim", "y_dim", "pairs"), [(1, 1, 1), (2, 3, 2), (4, 2, 1), (3, 3, 0)])
@pytest.mark.parametrize("dof", [math.inf, 5.0, 1.0])
def test_mi_is_that_of_the_distribution(x_dim: int, y_dim: int, pairs: int, dof: float) -> None:
    normal = CorrelatedNormal(x_dim, y_dim, CORRELATIONS[:pairs])
    distribution = normal if math.isinf(dof) else MultivariateStudent(normal, dof)
    twin = EllipticalTwin(dispersion_of(x_dim, y_dim, CORRELATIONS[:pairs]), x_dim, dof, math.nan)
    assert twin.mutual_information == pytest.approx(distribution.mutual_information, abs=1e-9)
    assert (twin.x_shape, twin.y_shape) == (distribution.x_shape, distribution.y_shape)
    assert [part.shape for part in twin.sample(5, rng=0)] == [(5, x_dim), (5, y_dim)]


@pytest.mark.parametrize("x_dim", [1, 2, 4])
def test_a_swapped_twin_is_the_twin_of_y_and_x(x_dim: int) -> None:
    covariance = a_covariance(6)
    twin = EllipticalTwin(covariance, x_dim, 3.0, 0.7, normal_margins=True)
    swapped = twin.swapped()
    assert swapped.mutual_information == pytest.approx(twin.mutual_information)
    assert (swapped.x_shape, swapped.y_shape) == (twin.y_shape, twin.x_shape)
    np.testing.assert_array_equal(swapped.dispersion[: 6 - x_dim, : 6 - x_dim], covariance[x_dim:, x_dim:])
    np.testing.assert_array_equal(swapped.swapped().dispersion, covariance)


@pytest.mark.parametrize("x_dim", [1, 2, 3])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.6, 1.0, 1.5])
def test_with_information_reaches_the_target_and_keeps_the_margins(x_dim: int, share: float) -> None:
    covariance = a_covariance(5, seed=1)
    whole = normal_information(covariance, x_dim)
    found = with_information(covariance, x_dim, share * whole)
    assert normal_information(found, x_dim) == pytest.approx(min(share, 1.0) * whole, abs=1e-8)
    np.testing.assert_allclose(found[:x_dim, :x_dim], covariance[:x_dim, :x_dim])
    np.testing.assert_allclose(found[x_dim:, x_dim:], covariance[x_dim:, x_dim:])
    np.testing.assert_allclose(found, found.T)
    assert np.linalg.eigvalsh(found)[0] > 0


def test_every_pair_loses_the_same_or_all_it_has() -> None:
    nats = np.array([0.9, 0.4, 0.05])
    correlations = tuple(np.sqrt(-np.expm1(-2 * nats)))
    found = with_information(dispersion_of(3, 3, correlations), 3, 0.7)
    left = -0.5 * np.log1p(-(np.diag(found[:3, 3:]) ** 2))
    np.testing.assert_allclose(left, [0.6, 0.1, 0.0], atol=1e-6)  # 0.3 each, and the whole of the last


@pytest.mark.parametrize("dof", [math.inf, 7.0, 2.0])
def test_density(dof: float) -> None:
    covariance, z = a_covariance(3), np.random.default_rng(1).normal(size=(20, 3)) * 3
    scipy = stats.multivariate_normal if math.isinf(dof) else stats.multivariate_t
    extra = {} if math.isinf(dof) else {"df": dof}
    np.testing.assert_allclose(log_density(z, covariance, dof), scipy.logpdf(z, np.zeros(3), covariance, **extra))


@pytest.mark.parametrize("dof", [1.0, 3.0, 10.0])
def test_the_fit_finds_the_dispersion_of_a_student_distribution(dof: float) -> None:
    covariance = a_covariance(3, seed=2)
    twin = EllipticalTwin(covariance, 1, dof, math.nan)
    z = np.hstack(twin.sample(20_000, rng=3)) + np.array([5.0, -2.0, 0.0])
    location, found = fit_dispersion(z, dof)
    np.testing.assert_allclose(location, [5, -2, 0], atol=0.05)
    np.testing.assert_allclose(found, covariance, atol=0.08 * np.abs(covariance).max())  # four standard errors
    # Where the likelihood is largest, the dispersion is the weighted mean of the squares.
    m = np.einsum("ij,jk,ik->i", z - location, np.linalg.inv(found), z - location)
    weights = (dof + 3) / (dof + m)
    mean = np.einsum("i,ij,ik->jk", weights, z - location, z - location) / len(z)
    np.testing.assert_allclose(found, mean, atol=1e-3 * np.abs(found).max())


def test_a_normal_fit_is_the_covariance_and_a_copula_has_a_unit_diagonal() -> None:
    z = np.random.default_rng(4).normal(size=(200, 3)) @ a_covariance(3)
    np.testing.assert_allclose(fit_dispersion(z, math.inf)[1], np.cov(z.T, bias=True))
    centred = fit_dispersion(z, 4.0, (np.zeros(3), np.eye(3)), centred=True)
    np.testing.assert_array_equal(centred[0], 0)
    np.testing.assert_allclose(np.diag(centred[1]), 1)


@pytest.mark.parametrize("true_mi", [0.0, 0.4])
def test_the_estimate_has_no_bias_in_small_samples(true_mi: float) -> None:
    """40 rows of 3 + 3 normal columns: without the correction it would be about 0.13 too high."""
    distribution = CorrelatedNormal.with_mutual_information(true_mi, 3, 3)
    rng, estimates = np.random.default_rng(5), []
    for _ in range(400):
        z = np.hstack(distribution.sample(40, rng=rng))
        twin = twin_with(np.cov(z.T, bias=True), 3, math.inf, 40)
        assert twin.mutual_information == pytest.approx(max(twin.estimate, 0.0), abs=1e-8)
        estimates.append(twin.estimate)
    stderr = np.std(estimates) / math.sqrt(len(estimates))
    assert abs(np.mean(estimates) - true_mi) < 4 * stderr
    assert stderr < 0.01
