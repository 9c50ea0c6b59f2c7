"""Conditional mutual information: all pairs, partial correlations in closed form, and chains."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import KSG, ConditionalEstimator, FrenzelPompe

from .by_pairs import atoms_allowed, distances, terms


def brute_force(x: np.ndarray, y: np.ndarray, z: np.ndarray, k: int) -> float:
    """The definition, by all pairs."""
    dx, dy, dz = distances(x), distances(y), distances(z)
    xz, yz = np.maximum(dx, dz), np.maximum(dy, dz)
    return float(terms(k, np.maximum(xz, dy), [xz, yz], [dz]).mean())


def chain(n: int, seed: int, order: str = "xzy") -> dict[str, np.ndarray]:
    """Standard normal numbers, each correlated 0.8 with its predecessor."""
    noise = np.random.default_rng(seed).normal(size=(3, n, 1))
    first = noise[0]
    second = 0.8 * first + 0.6 * noise[1]
    third = 0.8 * second + 0.6 * noise[2]
    return dict(zip(order, (first, second, third), strict=True))


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.integers(1, 6), st.tuples(*[st.integers(1, 3)] * 3), st.booleans())
def test_equals_brute_force(seed: int, k: int, dims: tuple[int, int, int], tied: bool) -> None:
    rng = np.random.default_rng(seed)
    x, y, z = (rng.normal(size=(50, d)) for d in dims)
    if tied:
        x, y, z = (0.1 * step * np.round(10 * points / step) for step, points in ((1, x), (2, y), (3, z)))
    with atoms_allowed():
        estimate = FrenzelPompe(k, "none").estimate(x, y, z)
    assert estimate.nats == pytest.approx(brute_force(x, y, z, k), abs=5e-4)


def test_partial_correlations_of_a_normal() -> None:
    """I(X;Y|Z) = -1/2 ln(1 - r^2), r the partial correlation."""
    covariance = np.array([[1, 0.6, 0.5], [0.6, 1, -0.3], [0.5, -0.3, 1]])
    inverse = np.linalg.inv(covariance)
    partial = -inverse[0, 1] / math.sqrt(inverse[0, 0] * inverse[1, 1])
    true_mi = -0.5 * math.log1p(-(partial**2))
    found = []
    for seed in range(12):
        sample = np.random.default_rng(seed).multivariate_normal(np.zeros(3), covariance, 3000)
        found.append(FrenzelPompe().estimate(*np.split(sample, 3, axis=1)))
    estimates = np.array([estimate.nats for estimate in found])
    assert true_mi > 0.8
    assert abs(estimates.mean() - true_mi) < 0.03
    assert 0.5 < np.mean([estimate.stderr for estimate in found]) / estimates.std(ddof=1) < 2


def test_a_chain_through_z_is_cut() -> None:
    found = np.array([FrenzelPompe().estimate(**chain(2000, seed)).nats for seed in range(20)])
    assert abs(found.mean()) < 4 * found.std(ddof=1) / math.sqrt(20)
    assert (found < 0).any()
    sample = chain(2000, 0)
    assert KSG().estimate(sample["x"], sample["y"]).nats > 0.2


def test_a_chain_that_ends_in_z_is_not_cut() -> None:
    """X - Y - Z: I(X;Y|Z) = I(X;Y) - I(X;Z)."""
    found = [FrenzelPompe().estimate(**chain(3000, seed, "xyz")).nats for seed in range(6)]
    assert np.mean(found) == pytest.approx(-0.5 * math.log(1 - 0.64) + 0.5 * math.log(1 - 0.64**2), abs=0.03)


def test_conditioning_on_a_constant_is_ksg() -> None:
    x, y = CorrelatedNormal.with_mutual_information(1.0, 2, 2).sample(400, rng=0)
    expected = KSG().estimate(x, y)
    for z in (np.full((400, 2), 0.1), np.zeros(400, int)):
        estimate = FrenzelPompe().estimate(x, y, z)
        assert estimate.nats == pytest.approx(expected.nats, abs=1e-12)
        assert estimate.stderr == pytest.approx(expected.stderr, abs=1e-12)


def test_conditioning_on_something_independent_tends_to_ksg() -> None:
    distribution = CorrelatedNormal(1, 1, (0.7,))
    found = []
    for seed in range(10):
        x, y = distribution.sample(4000, rng=seed)
        z = np.random.default_rng(seed + 100).normal(size=(4000, 1))
        found.append(FrenzelPompe().estimate(x, y, z).nats - KSG().estimate(x, y).nats)
    assert abs(np.mean(found)) < 0.03


def test_conditioning_on_labels_is_the_mean_over_classes() -> None:
    labels = np.random.default_rng(1).integers(3, size=600) * 10 - 4
    x, y = CorrelatedNormal.with_mutual_information(1.0, 1, 2).sample(600, rng=1)
    expected = sum(
        (labels == label).mean() * KSG(standardize="none").estimate(x[labels == label], y[labels == label]).nats
        for label in np.unique(labels)
    )
    assert FrenzelPompe(standardize="none").estimate(x, y, labels).nats == pytest.approx(expected, abs=1e-12)


def test_contract() -> None:
    sample = chain(300, 3)
    x, y, z = sample["x"], sample["y"], sample["z"]
    before = [points.copy() for points in (x, y, z)]
    estimate = FrenzelPompe().estimate(x, y, z)
    assert isinstance(FrenzelPompe(), ConditionalEstimator)
    assert estimate == FrenzelPompe().estimate(x, y, z, rng=1)
    for points, old in zip((x, y, z), before, strict=True):
        np.testing.assert_array_equal(points, old)
    assert FrenzelPompe().estimate(y, x, z).nats == pytest.approx(estimate.nats, abs=1e-12)
    order = np.random.default_rng(0).permutation(300)
    assert FrenzelPompe().estimate(x[order], y[order], z[order]).nats == pytest.approx(estimate.nats, abs=1e-12)
    assert FrenzelPompe().estimate(1000 * x, y / 7, 1e-3 * z).nats == pytest.approx(estimate.nats, abs=1e-6)
    assert np.isfinite(FrenzelPompe().estimate(*(points.astype(np.float32) for points in (x, y, z))).nats)


def test_refusals() -> None:
    x, y, z = np.random.default_rng(4).normal(size=(3, 30, 1))
    with pytest.raises(ValueError, match=r"x and z must be paired row by row; got 30 rows of x and 29 of z\."):
        FrenzelPompe().estimate(x, y, z[:-1])
    with pytest.raises(ValueError, match=r"FrenzelPompe needs more than 5 samples; got 5"):
        FrenzelPompe().estimate(x[:5], y[:5], z[:5])
    with pytest.raises(ValueError, match=r"more than 5 samples in class 1; got 2"):
        FrenzelPompe().estimate(x, y, np.repeat([0, 1], [28, 2]))
    with pytest.raises(ValueError, match="FrenzelPompe needs continuous variables, but y holds class labels"):
        FrenzelPompe().estimate(x, np.arange(30) % 2, z)
    z[3] = np.nan
    with pytest.raises(ValueError, match=r"1 of 30 rows have missing values \(z in 1\)"):
        FrenzelPompe().estimate(x, y, z)
    with pytest.raises(ValueError, match="integer k >= 1"):
        FrenzelPompe(0)
