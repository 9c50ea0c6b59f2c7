"""Whitening, and pointwise terms from log-densities that are known exactly."""

import math

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import KL
from infoplane.estimators.entropies import information, pointwise_terms, whiten

X, Y = CorrelatedNormal(1, 1, (0.6,)).sample(300, rng=0)


def normal_log_density(points: np.ndarray) -> np.ndarray:
    """That of the normal distribution fitted to the points: it follows every linear map of them."""
    covariance = np.cov(points, rowvar=False)
    return np.atleast_1d(multivariate_normal(points.mean(axis=0), covariance).logpdf(points))


@pytest.mark.parametrize("d", [1, 4])
def test_whitened_points_have_unit_covariance(d: int) -> None:
    points = np.random.default_rng(1).normal(size=(50, d)) @ np.random.default_rng(2).normal(size=(d, d)) + 7
    white, log_volume = whiten(points)
    np.testing.assert_allclose(np.atleast_2d(np.cov(white, rowvar=False)), np.eye(d), atol=1e-12)
    assert log_volume == pytest.approx(0.5 * np.linalg.slogdet(np.atleast_2d(np.cov(points, rowvar=False)))[1])


@pytest.mark.parametrize(("n", "d"), [(4, 4), (3, 4), (1, 1)])
def test_too_few_points_are_singular(n: int, d: int) -> None:
    with pytest.raises(ValueError, match=f"covariance of {d} columns over {n} samples is singular"):
        whiten(np.random.default_rng(3).normal(size=(n, d)))
    assert whiten(np.random.default_rng(3).normal(size=(d + 1, d))).points.shape == (d + 1, d)


def test_nearly_collinear_columns_are_singular() -> None:
    points = np.random.default_rng(4).normal(size=(40, 2))
    for width, singular in ((1e-8, True), (1e-5, False)):
        thin = np.column_stack([points[:, 0], points[:, 0] + width * points[:, 1]])
        if singular:
            with pytest.raises(ValueError, match="is singular"):
                whiten(thin)
        else:
            assert np.isfinite(whiten(thin).log_volume)


@pytest.mark.parametrize("white", [True, False])
def test_terms_are_the_log_density_ratio(white: bool) -> None:
    terms = pointwise_terms(X, Y, normal_log_density, "test", white)
    expected = normal_log_density(np.hstack([X, Y])) - normal_log_density(X) - normal_log_density(Y)
    np.testing.assert_allclose(terms, expected, atol=1e-9)
    estimate = information(terms, {"k": 1.0}, ceiling=3.0)
    assert estimate.nats == pytest.approx(expected.mean())
    assert estimate.stderr == pytest.approx(expected.std(ddof=1) / math.sqrt(300))
    assert (estimate.details, estimate.ceiling) == ({"k": 1.0}, 3.0)


@pytest.mark.parametrize("white", [True, False])
def test_terms_beside_labels_are_of_the_classes(white: bool) -> None:
    labels = (Y[:, 0] > 0.5) * 9 - 4
    expected = -normal_log_density(X)
    for label in np.unique(labels):
        expected[labels == label] += normal_log_density(X[labels == label])
    for pair in ((X, labels), (labels, X)):
        np.testing.assert_allclose(pointwise_terms(*pair, normal_log_density, "test", white), expected, atol=1e-9)


@pytest.mark.parametrize("unit", [1e-7, 1e-12, 1e9])
def test_units_of_columns_do_not_matter(unit: float) -> None:
    x, y = CorrelatedNormal.with_mutual_information(1.0, 2, 2, 1).sample(400, rng=0)
    expected = KL().estimate(x, y).nats
    assert KL().estimate(unit * x, y).nats == pytest.approx(expected, abs=0.05)  # other axes, so nearly the same neighbours
    assert KL().estimate(x * [1.0, unit], y).nats == pytest.approx(expected, abs=0.05)
    with pytest.raises(ValueError, match="singular"):
        KL().estimate(np.hstack([x, unit * x[:, :1]]), y)
