"""Mixtures: densities and quadrature of scipy, convergence, and reductions to fewer dimensions."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy.integrate import dblquad
from scipy.special import logsumexp
from scipy.stats import chi2, multivariate_normal, norm

from infoplane.distributions import (
    ConcentricNormals,
    CorrelatedNormal,
    Distribution,
    Inliers,
    MultivariateNormal,
    NormalMixture,
    band_mixture,
    cross_mixture,
    galaxy_mixture,
    letters_mixture,
    measured_mixture,
    waves_mixture,
)
from infoplane.distributions.mixtures.clusters import MIXTURES
from infoplane.distributions.mixtures.monte_carlo import measure
from infoplane.distributions.mixtures.normal_mixture import _quadrature


def test_density_is_that_of_scipy() -> None:
    distribution = letters_mixture()
    x, y = distribution.sample(500, rng=0)
    joint = np.hstack([x, y])
    components = list(zip(distribution.means, distribution.covariances, strict=True))

    def log_density(points: np.ndarray, kept: slice) -> np.ndarray:
        parts = [multivariate_normal(np.array(m)[kept], np.array(c)[kept, kept]).logpdf(points) for m, c in components]
        return logsumexp(parts, axis=0) - math.log(6)

    expected = log_density(joint, slice(None)) - log_density(x, slice(1)) - log_density(y, slice(1, None))
    np.testing.assert_allclose(distribution.pointwise_mutual_information(x, y), expected, atol=1e-8)


def test_one_component_is_a_normal_distribution() -> None:
    covariance = ((2.0, 0.7, 0.3), (0.7, 1.0, 0.2), (0.3, 0.2, 0.5))
    for x_dim in (1, 2):
        mixture = NormalMixture(x_dim, (1.0,), ((1.0, -2.0, 0.5),), (covariance,))
        normal = MultivariateNormal(x_dim, np.array(covariance))
        assert mixture.mutual_information == pytest.approx(normal.mutual_information, abs=1e-10)


def test_quadrature_of_scipy_agrees() -> None:
    distribution = cross_mixture(0.9)

    crossing = [multivariate_normal(cov=[[1, r], [r, 1]]) for r in (0.9, -0.9)]

    def integrand(y: float, x: float) -> float:
        p = sum(part.pdf([x, y]) for part in crossing) / 2
        return p * (math.log(p) + (x**2 + y**2) / 2 + math.log(2 * math.pi)) if p > 0 else 0.0

    quarter, _ = dblquad(integrand, 0, 7, 0, 7, epsabs=1e-6, epsrel=1e-6)
    assert 4 * quarter == pytest.approx(distribution.mutual_information, abs=5e-6)


@pytest.mark.parametrize("distribution", [cross_mixture(), letters_mixture(), galaxy_mixture().base, waves_mixture(4).base])
def test_quadrature_has_converged(distribution: NormalMixture) -> None:
    assert _quadrature(distribution, 5.0) == pytest.approx(distribution.mutual_information, abs=1e-7)


def test_named_distributions_reduce_to_fewer_dimensions() -> None:
    # Galaxy: in X, the clouds differ only along the diagonal, where their distance is 3 sqrt(2).
    half = 1.5 * math.sqrt(2)
    identity = ((1.0, 0.0), (0.0, 1.0))
    reduced = NormalMixture(1, (0.5, 0.5), ((half, 1.5), (-half, -1.5)), (identity,) * 2)
    assert galaxy_mixture().mutual_information == pytest.approx(reduced.mutual_information, abs=1e-7)
    # Waves: before X is bent, its second component has the same distribution in every cloud, and so says nothing about Y.
    variances = ((0.1, 0.0), (0.0, 0.1))
    means = tuple((1.5 * i, 1.5 * (i % 4)) for i in range(12))
    reduced = NormalMixture(1, (1 / 12,) * 12, means, (variances,) * 12)
    assert waves_mixture().mutual_information == pytest.approx(reduced.mutual_information, abs=1e-7)


@pytest.mark.parametrize(
    ("distribution", "published", "stderr"),
    [
        (cross_mixture(), 0.4088, 0.0024),
        (letters_mixture(), 0.7775, 0.0027),
        (waves_mixture(), 1.3080, 0.0012),
        (galaxy_mixture(), 0.4933, 0.0016),
        (ConcentricNormals(3, 5), 0.4563, 0.0021),
        (ConcentricNormals(25, 5), 1.1902, 0.0020),
        (Inliers(CorrelatedNormal(5, 5, (0.8, 0.8)), 0.2), 0.6335, 0.0037),
        (Inliers(CorrelatedNormal(25, 25, (0.8, 0.8)), 0.5), 0.2682, 0.0026),
    ],
)
def test_published_values(distribution: Distribution, published: float, stderr: float) -> None:
    assert distribution.mutual_information == pytest.approx(published, abs=4 * stderr)


def test_concentric_normals_are_a_normal_mixture(assert_mean: Callable[..., None]) -> None:
    distribution = ConcentricNormals(2, 3, spread=0.04)
    means = tuple((0.0, 0.0, float(i)) for i in (1, 2, 3))
    covariances = tuple(tuple(map(tuple, np.diag([i**2, i**2, 0.04**2]).tolist())) for i in (1.0, 2.0, 3.0))
    mixture = NormalMixture(2, (1 / 3,) * 3, means, covariances)
    x, y = distribution.sample(20_000, rng=0)
    np.testing.assert_allclose(
        distribution.pointwise_mutual_information(x, y), mixture.pointwise_mutual_information(x, y), atol=1e-8
    )
    assert_mean(mixture.pointwise_mutual_information(*mixture.sample(20_000, rng=1)), distribution.mutual_information)


def test_concentric_extremes() -> None:
    assert ConcentricNormals(3, 1).mutual_information == pytest.approx(0, abs=1e-12)
    # In many dimensions the norm shows the cloud.
    assert ConcentricNormals(2000, 5).mutual_information == pytest.approx(math.log(5), abs=1e-9)
    # One dimension by scipy: the clouds are normals of different width.
    points = np.linspace(-60, 60, 2_000_001)
    parts = np.array([norm(scale=i).pdf(points) for i in (1, 2, 3)])
    ratio = np.log(np.maximum(parts, 1e-300) / parts.mean(axis=0).clip(1e-300))
    direct = np.sum(parts * ratio) / 3 * (points[1] - points[0])
    assert ConcentricNormals(1, 3).mutual_information == pytest.approx(direct, abs=1e-9)


@pytest.mark.parametrize("pairs", [1, 2, 5])
def test_inliers_lie_between_signal_and_independence(pairs: int, assert_mean: Callable[..., None]) -> None:
    signal = CorrelatedNormal(pairs + 1, pairs, (-0.8,) * pairs, rotation_seed=3)
    assert Inliers(signal, 0.0).mutual_information == pytest.approx(signal.mutual_information, abs=1e-9)
    assert Inliers(signal, 1.0).mutual_information == pytest.approx(0.0, abs=1e-9)
    values = [Inliers(signal, weight).mutual_information for weight in np.linspace(0, 1, 6)]
    assert (np.diff(values) < 0).all()
    distribution = Inliers(signal, 0.3)
    x, y = distribution.sample(40_000, rng=0)
    ratio = multivariate_normal(cov=signal.covariance).logpdf(np.hstack([x, y]))
    ratio -= norm.logpdf(np.hstack([x, y])).sum(axis=1)
    assert_mean(np.log(0.7 * np.exp(ratio) + 0.3), distribution.mutual_information)


def test_an_unknown_measured_mixture_is_refused() -> None:
    with pytest.raises(ValueError, match=r"clusters-2v2.*nothing"):
        measured_mixture("nothing")


@pytest.mark.parametrize("name", MIXTURES)
def test_committed_values_are_measured_again(name: str) -> None:
    distribution = measured_mixture(name)
    assert 0 < distribution.mutual_information_stderr <= 1e-4
    again, stderr = measure(distribution.distribution, 3e-3, rng=100)
    assert abs(again - distribution.mutual_information) < 4 * math.hypot(stderr, distribution.mutual_information_stderr)


def test_bands_by_quadrature_of_their_two_sums_of_squares() -> None:
    # A and B, the sums of (x + y)^2 / 2 and (x - y)^2 / 2, are chi-squared of scale 1 +- rho in either component.
    rho, dim = 0.8, 5
    a = (np.arange(1500) + 0.5) / 1500 * 90
    b = a[:, None]
    p, q = (chi2(dim, scale=1 + sign * rho).pdf(a) * chi2(dim, scale=1 - sign * rho).pdf(b) for sign in (1, -1))
    pointwise = [
        -dim / 2 * math.log(1 - rho**2) + sign * rho / 2 * (a / (1 + sign * rho) - b / (1 - sign * rho)) for sign in (1, -1)
    ]
    value = np.sum((p + q) / 2 * (np.logaddexp(*pointwise) - math.log(2))) * (a[1] - a[0]) ** 2
    distribution = measured_mixture("bands-5v5")
    assert value == pytest.approx(distribution.mutual_information, abs=4 * distribution.mutual_information_stderr + 1e-4)


def test_measure_reaches_the_standard_error_asked_for() -> None:
    distribution = band_mixture(1, 0.9)
    mean, stderr = measure(distribution, 2e-3, rng=0)
    assert stderr <= 2e-3
    assert abs(mean - distribution.mutual_information) < 4 * stderr
    with pytest.raises(ValueError, match="above 0"):
        measure(distribution, 0.0)


@pytest.mark.parametrize(
    ("weights", "means", "covariances", "message"),
    [
        ((0.5,), ((0.0, 0.0),) * 2, (((1.0, 0.0), (0.0, 1.0)),) * 2, "as many"),
        ((0.7, 0.7), ((0.0, 0.0),) * 2, (((1.0, 0.0), (0.0, 1.0)),) * 2, "sum to 1"),
        ((1.0,), ((0.0,),), (((1.0,),),), "x_dim lies between"),
        ((1.0,), ((0.0, 0.0),), (((1.0, 2.0), (2.0, 1.0)),), "positive definite"),
    ],
)
def test_bad_mixtures_are_refused(weights: tuple, means: tuple, covariances: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        NormalMixture(1, weights, means, covariances)


def test_other_bad_parameters_are_refused() -> None:
    with pytest.raises(ValueError, match="equal ones"):
        Inliers(CorrelatedNormal(2, 2, (0.5, 0.6)), 0.2)
    with pytest.raises(ValueError, match="probability of an independent pair"):
        Inliers(CorrelatedNormal(2, 2, (0.5, 0.5)), 1.2)
    with pytest.raises(ValueError, match="spread"):
        ConcentricNormals(2, 2, 0.5)
