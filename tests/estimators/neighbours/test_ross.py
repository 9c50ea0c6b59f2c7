"""Ross against all pairs, scikit-learn's algorithm, and against true MI."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import digamma
from sklearn.neighbors import KDTree, NearestNeighbors

from infoplane.distributions import QuantisedUniform, SmoothedDiscreteUniform
from infoplane.estimators import Ross

from .by_pairs import atoms_allowed, distances, terms


def brute_force(x: np.ndarray, labels: np.ndarray, k: int) -> float:
    """The definition, by all pairs."""
    apart, same = distances(x), labels[:, None] == labels
    return float(digamma(len(x)) + np.mean(terms(k, apart, [apart], only=same) - digamma(same.sum(axis=1))))


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(1, 4), st.booleans())
def test_equals_brute_force(seed: int, k: int, d: int, tied: bool) -> None:
    rng = np.random.default_rng(seed)
    labels = np.concatenate([np.repeat([-3, 8], k + 1), rng.choice([-3, 8], 40)])
    x = rng.normal(size=(len(labels), d)) + (labels == 8)[:, None]
    x = 0.3 * np.round(x / 0.3) if tied else x
    with atoms_allowed():
        estimate = Ross(k, "none").estimate(x, labels, discrete=(False, True))
    assert estimate.nats == pytest.approx(brute_force(x, labels, k), abs=5e-4)


def scikit_learn(x: np.ndarray, labels: np.ndarray, n_neighbors: int) -> float:
    """The steps of `mutual_info_classif` on one column, without its noise, scaling and clipping."""
    radius, sizes = np.empty(len(x)), np.empty(len(x))
    for label in np.unique(labels):
        mask = labels == label
        distances = NearestNeighbors(n_neighbors=n_neighbors).fit(x[mask]).kneighbors()[0]
        radius[mask] = np.nextafter(distances[:, -1], 0)
        sizes[mask] = mask.sum()
    counts = KDTree(x).query_radius(x, radius, count_only=True)
    return float(digamma(len(x)) + digamma(n_neighbors) - digamma(sizes).mean() - digamma(counts).mean())


@pytest.mark.parametrize("k", [1, 3, 7])
def test_agrees_with_the_algorithm_of_scikit_learn(k: int) -> None:
    labels, y = SmoothedDiscreteUniform(5, 2.0).sample(1000, rng=0)
    expected = scikit_learn(y, labels, k)
    assert Ross(k, "none").estimate(labels, y).nats == pytest.approx(expected, abs=1e-10)
    # Every radius and distance scales by the same factor.
    assert Ross(k).estimate(labels, y).nats == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize(
    "distribution",
    [SmoothedDiscreteUniform(5, 2.0), SmoothedDiscreteUniform(3, 9.0), QuantisedUniform.with_mutual_information(1.0, x_dim=2)],
    ids=repr,
)
def test_near_the_true_mi_within_its_standard_error(distribution: SmoothedDiscreteUniform | QuantisedUniform) -> None:
    found = [Ross().estimate(*distribution.sample(2000, rng=seed)) for seed in range(20)]
    estimates = np.array([estimate.nats for estimate in found])
    assert abs(estimates.mean() - distribution.mutual_information) < 0.05
    # The terms of neighbours depend on one another, so the error is not exact; it must be of the right size.
    assert 0.5 < np.mean([estimate.stderr for estimate in found]) / estimates.std(ddof=1) < 2


def test_separate_classes_reach_the_ceiling() -> None:
    labels = np.random.default_rng(1).integers(4, size=400)
    x = np.random.default_rng(2).random((400, 2)) + 10.0 * labels[:, None]
    estimate = Ross().estimate(x, labels)
    sizes = np.bincount(labels)[labels]
    assert estimate.nats == pytest.approx(digamma(400) - digamma(sizes).mean(), abs=1e-12)
    assert estimate.nats == pytest.approx(estimate.ceiling, abs=1e-12)
    assert estimate.nats == pytest.approx(math.log(4), abs=0.02)


def test_independence_is_not_clipped() -> None:
    rng = np.random.default_rng(3)
    found = np.array([Ross().estimate(rng.normal(size=(300, 1)), rng.integers(3, size=300)).nats for _ in range(100)])
    assert abs(found.mean()) < 4 * found.std(ddof=1) / 10
    assert (found < 0).any()


def test_refusals() -> None:
    x, labels = np.random.default_rng(4).normal(size=(30, 1)), np.repeat([0, 1, 2], [20, 7, 3])
    with pytest.raises(ValueError, match=r"Ross needs more than 5 samples in class 2; got 3\. Merge classes, .* Lower k or"):
        Ross().estimate(x, labels)
    with pytest.raises(ValueError, match="labels in both: take PlugIn"):
        Ross().estimate(labels, labels, discrete=True)
    with pytest.raises(ValueError, match="numbers in both: take KSG"):
        Ross().estimate(x, x)
    with pytest.raises(ValueError, match="y is constant"):
        Ross().estimate(x, np.zeros(30, int))
    with pytest.raises(ValueError, match="k >= 1"):
        Ross(0)
