"""Mixed KSG against all pairs, against KSG and plug-in, whose cases it contains, and against true MI."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import digamma

from infoplane.distributions import BinarySymmetricChannel, CorrelatedNormal, HalfAtoms, SymmetricChannel, ZeroInflatedPoisson
from infoplane.estimators import KSG, MixedKSG, PlugIn, Ross

from .by_pairs import distances, terms

Pair = tuple[np.ndarray, np.ndarray]


def brute_force(x: np.ndarray, y: np.ndarray, k: int) -> float:
    """The definition, by all pairs."""
    dx, dy = distances(x), distances(y)
    return math.log(len(x)) + float(terms(k, np.maximum(dx, dy), [dx, dy]).mean())


def make(kind: str, rng: np.random.Generator, n: int = 60) -> Pair:
    x, y = rng.normal(size=(2, n, 2))
    labels = rng.integers(3, size=n)
    labels[:18] = np.arange(18) % 3
    if kind == "density":
        return x, y
    if kind == "lattice":
        return np.round(x), np.round(2 * y) / 2
    if kind == "atoms":
        return np.where(rng.random((n, 1)) < 0.5, 0.0, x), np.where(rng.random((n, 1)) < 0.5, 1.0, y)
    if kind == "label and density":
        return labels, 100 * y
    if kind == "label and atoms":
        return np.where(rng.random((n, 1)) < 0.5, 0.0, x), labels * 1000
    return labels, rng.integers(2, size=n) * 7 - 3


KINDS = ("density", "lattice", "atoms", "label and density", "label and atoms", "labels")


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.integers(1, 5), st.sampled_from(KINDS))
def test_equals_brute_force(seed: int, k: int, kind: str) -> None:
    x, y = make(kind, np.random.default_rng(seed))
    found = MixedKSG(k, "none").estimate(x, y, discrete=(x.ndim == 1, y.ndim == 1))
    assert found.nats == pytest.approx(brute_force(x, y, k), abs=5e-4)


def test_without_ties_it_is_ksg() -> None:
    x, y = CorrelatedNormal.with_mutual_information(1.0, 2, 1).sample(500, rng=0)
    difference = math.log(500) - digamma(500)
    assert MixedKSG().estimate(x, y).nats == pytest.approx(KSG().estimate(x, y).nats + difference, abs=1e-12)
    assert MixedKSG().estimate(x, y).details["atoms"] == 0


def test_beside_labels_it_is_ross() -> None:
    x, y = make("label and density", np.random.default_rng(1), 500)
    difference = math.log(500) - digamma(500)
    assert MixedKSG().estimate(x, y).nats == pytest.approx(Ross().estimate(x, y).nats + difference, abs=1e-12)


def test_between_labels_it_counts() -> None:
    distribution = SymmetricChannel(6, 0.5)
    x, y = distribution.sample(3000, rng=2)
    estimate = MixedKSG().estimate(x, y)
    assert estimate.details["atoms"] == 1
    # Digammas for logarithms correct the bias about as Miller and Madow do.
    assert estimate.nats == pytest.approx(PlugIn().estimate(x, y).nats, abs=2e-4)
    assert abs(estimate.nats - PlugIn(correct=False).estimate(x, y).nats) > 2e-3
    # Labels as columns of numbers: the same where every pair occurs more than k times.
    assert MixedKSG().estimate(x[:, None], y[:, None], discrete=False).nats == pytest.approx(estimate.nats, abs=1e-12)


def test_names_of_labels_do_not_matter() -> None:
    rng = np.random.default_rng(3)
    for kind in ("label and density", "labels"):
        x, y = make(kind, rng, 200)
        renamed = np.array([40, -1, 2])[x]
        assert MixedKSG().estimate(renamed, y).nats == pytest.approx(MixedKSG().estimate(x, y).nats, abs=1e-12)


@pytest.mark.parametrize(
    ("distribution", "n", "tolerance"),
    [
        (ZeroInflatedPoisson(0.15), 2000, 0.02),
        (BinarySymmetricChannel(2, 0.1), 2000, 0.02),
        (CorrelatedNormal(1, 1, (0.9,)), 2000, 0.03),
        # A ball about a point of the density that reaches an atom counts all of it: the bias falls as slowly as balls shrink.
        (HalfAtoms(), 200_000, 0.06),
    ],
    ids=lambda value: type(value).__name__,
)
def test_near_the_true_mi(distribution, n: int, tolerance: float) -> None:  # type: ignore[no-untyped-def]
    found = [
        MixedKSG().estimate(*distribution.sample(n, rng=seed), discrete=False).nats for seed in range(8 if n < 10_000 else 1)
    ]
    assert np.mean(found) == pytest.approx(distribution.mutual_information, abs=tolerance)


def test_refusals() -> None:
    x = np.random.default_rng(4).normal(size=(30, 1))
    with pytest.raises(ValueError, match=r"MixedKSG needs more than 5 samples; got 5\. Lower k"):
        MixedKSG().estimate(x[:5], x[:5])
    with pytest.raises(ValueError, match="k >= 1"):
        MixedKSG(0)
