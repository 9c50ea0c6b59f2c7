"""KL and weighted KL: entropies against brute force, bias, labels."""

import math

import numpy as np
import pytest
from scipy.special import digamma, gammaln

from infoplane.distributions import CorrelatedNormal, correlated_uniform
from infoplane.estimators import KL, WeightedKL
from infoplane.estimators.entropies import whiten
from infoplane.estimators.neighbours.kozachenko_leonenko import weighted_log_density


def test_log_density_equals_its_definition() -> None:
    points = np.random.default_rng(0).normal(size=(80, 3))
    distances = np.linalg.norm(points[:, None] - points[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    r = np.sort(distances, axis=1)[:, 2]
    expected = digamma(3) - digamma(80) - (1.5 * math.log(math.pi) - gammaln(2.5)) - 3 * np.log(r)
    np.testing.assert_allclose(weighted_log_density(points, np.array([0.0, 0.0, 1.0])), expected, rtol=1e-12)


def test_entropy_of_a_normal_distribution() -> None:
    points = np.random.default_rng(1).normal(size=(4000, 2)) @ np.array([[2.0, 0.3], [0.0, 0.5]])
    white, log_volume = whiten(points)
    entropy = -(weighted_log_density(white, np.array([1.0])) - log_volume).mean()
    exact = math.log(2 * math.pi * math.e) + math.log(2.0 * 0.5)
    assert entropy == pytest.approx(exact, abs=0.08)


def test_weighted_is_plain_up_to_four_dimensions() -> None:
    x, y = CorrelatedNormal.with_mutual_information(1.0, 2, 2).sample(500, rng=0)
    assert WeightedKL(k=5).estimate(x, y).nats == KL(k=1).estimate(x, y).nats


def test_weighting_removes_bias_in_eight_dimensions() -> None:
    """The reason to have it: at I = 5 on 4+4 uniforms plain KL is about one nat low."""
    distribution = correlated_uniform(5.0, 4, 4, rotation_seed=0)
    errors = np.array(
        [[e.estimate(*distribution.sample(3000, rng=seed)).nats - 5 for e in (KL(), WeightedKL())] for seed in range(4)]
    ).mean(axis=0)
    assert errors[0] < -0.5
    assert abs(errors[1]) < 0.5


def test_labels() -> None:
    """Two well separated classes: I = ln 2."""
    rng = np.random.default_rng(2)
    labels = rng.integers(0, 2, 2000)
    x = rng.normal(size=(2000, 2)) + 50 * labels[:, None] * np.array([1.0, 0.0])
    for estimator in (KL(), KL(k=3), WeightedKL()):
        assert estimator.estimate(x, labels).nats == pytest.approx(math.log(2), abs=0.12)
        assert estimator.estimate(labels, x).nats == estimator.estimate(x, labels).nats


def test_refusals() -> None:
    x = np.random.default_rng(3).normal(size=(50, 2))
    with pytest.raises(ValueError, match=r"2 of 50 samples coincide"):
        KL().estimate(np.vstack([x[:49], x[:1]]), np.vstack([x[:49], x[:1]]) ** 3)
    with pytest.raises(ValueError, match="in class 1"):
        KL(k=3).estimate(x, np.array([0] * 48 + [1] * 2))
    with pytest.raises(ValueError, match="singular"):
        KL().estimate(np.hstack([x, x]), x**3)
    for bad in (KL, WeightedKL):
        with pytest.raises(ValueError, match="k >= 1"):
            bad(k=0)
