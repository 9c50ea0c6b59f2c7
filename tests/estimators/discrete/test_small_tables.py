"""Chao-Shen, NSB and the Dirichlet mixture: their equations, and tables drawn anew."""

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import digamma

from infoplane.distributions import BinarySymmetricChannel, SymmetricChannel
from infoplane.estimators import NSB, ChaoShen, DirichletMixture, PlugIn
from infoplane.estimators.discrete.chao_shen import coverage_entropy
from infoplane.estimators.discrete.nsb import bayesian_entropy
from infoplane.estimators.discrete.tables import JointTable
from infoplane.estimators.protocol import Estimator
from infoplane.estimators.validation import Array

NEW: tuple[Estimator, ...] = (ChaoShen(), NSB(), DirichletMixture())


def test_coverage_entropy_written_out() -> None:
    counts, terms = np.array([5, 3, 1, 1]), []
    for p in 0.8 * counts / 10:  # two of ten rows have a label that occurs once
        terms.append(-p * math.log(p) / (1 - (1 - p) ** 10))
    assert coverage_entropy(counts) == pytest.approx(sum(terms), abs=1e-12)
    assert coverage_entropy(np.array([7])) == 0


def test_bayesian_entropy_is_an_integral() -> None:
    """Two levels: the posterior of one probability, integrated, and the same integral over b."""
    counts = np.array([6, 2])

    def moments(b: float) -> tuple[float, float]:
        def density(p: float) -> float:
            log = (5 + b) * math.log(p) + (1 + b) * math.log1p(-p)
            return math.exp(log + math.lgamma(2 * b) - 2 * math.lgamma(b))

        def entropy(p: float) -> float:
            return -(p * math.log(p) + (1 - p) * math.log1p(-p))

        return quad(density, 0, 1)[0], quad(lambda p: density(p) * entropy(p), 0, 1)[0]

    # Substitute the expected entropy xi(b), which is even a priori.
    levels = np.geomspace(1e-3, 1e3, 120)
    xi = digamma(2 * levels + 1) - digamma(levels + 1)
    evidence, weighted = np.array([moments(b) for b in levels]).T
    expected = np.trapezoid(weighted, xi) / np.trapezoid(evidence, xi)
    assert bayesian_entropy(counts, 2) == pytest.approx(expected, abs=2e-3)


@pytest.mark.parametrize("estimator", NEW, ids=repr)
def test_many_rows_of_few_pairs_leave_no_choice(estimator: Estimator) -> None:
    distribution = SymmetricChannel(4, 0.5)
    x, y = distribution.sample(50_000, rng=1)
    assert estimator.estimate(x, y, rng=0).nats == pytest.approx(PlugIn().estimate(x, y).nats, abs=2e-3)


@pytest.mark.parametrize("estimator", NEW, ids=repr)
def test_sixteen_by_sixteen(estimator: Estimator) -> None:
    """The task of the suite `mixed` on which the Miller-Madow correction leaves a tenth of a nat."""
    distribution = BinarySymmetricChannel.with_mutual_information(0.5, 4, as_labels=True)
    samples = [distribution.sample(1000, rng=seed) for seed in range(20)]
    errors, others = (
        np.array([one.estimate(x, y, rng=0).nats - 0.5 for x, y in samples]) for one in (estimator, PlugIn(correct=False))
    )
    assert abs(errors.mean()) < 0.04
    assert others.mean() > 0.09


def tables(rng: np.random.Generator, levels: int) -> dict[str, Array]:
    """One table of each kind."""
    zipf = 1 / np.arange(1, levels + 1)
    place = np.arange(levels) / levels
    return {
        "sparse": rng.dirichlet(np.full(levels**2, 0.1)).reshape(levels, levels),
        "dense": rng.dirichlet(np.full(levels**2, 3.0)).reshape(levels, levels),
        "Zipf": np.outer(zipf, zipf) * np.exp(rng.normal(size=(levels, levels))),
        "diagonal": np.exp(-np.abs(place[:, None] - place) / rng.uniform(0.05, 0.3)),
        "independent": np.outer(rng.dirichlet(np.ones(levels)), rng.dirichlet(np.ones(levels))),
    }


def found_on(levels: int, n: int, draws: int, seed: int) -> dict[str, tuple[float, float]]:
    """By kind of table: the mean error of the Dirichlet mixture in nats, and the share of tables within its interval."""
    rng = np.random.default_rng(seed)
    errors: dict[str, list[float]] = {}
    covered: dict[str, list[bool]] = {}
    for _ in range(draws):
        for kind, weights in tables(rng, levels).items():
            table = JointTable(weights / weights.sum())
            estimate = DirichletMixture().estimate(*table.sample(n, rng=rng), rng=rng)
            errors.setdefault(kind, []).append(estimate.nats - table.mutual_information)
            ends = estimate.details["lower"] - 1e-9, estimate.details["upper"] + 1e-9
            covered.setdefault(kind, []).append(ends[0] <= table.mutual_information <= ends[1])
    return {kind: (float(np.mean(errors[kind])), float(np.mean(covered[kind]))) for kind in errors}


def test_the_interval_covers_tables_of_all_kinds() -> None:
    assert np.mean([coverage for _, coverage in found_on(10, 400, 8, 1).values()]) >= 0.85


@pytest.mark.slow
@pytest.mark.parametrize(("levels", "n"), [(16, 1000), (16, 300), (8, 200)])
def test_bias_and_coverage_by_kind(levels: int, n: int) -> None:
    """Tables of a few common levels and many rare ones are worst, as the module says."""
    found = found_on(levels, n, 60, 2)
    bias, coverage = found.pop("Zipf")
    assert abs(bias) < 0.08
    assert coverage >= 0.6
    assert max(abs(bias) for bias, _ in found.values()) < 0.02, found
    assert np.mean([coverage for _, coverage in found.values()]) >= 0.88, found
    assert min(coverage for _, coverage in found.values()) >= 0.8, found


def test_symmetric_in_x_and_y() -> None:
    x, y = SymmetricChannel(5, 0.4).sample(200, rng=3)
    for estimator in (ChaoShen(), NSB()):
        assert estimator.estimate(x, y).nats == pytest.approx(estimator.estimate(y, x).nats, abs=1e-12)


def test_refusals() -> None:
    x = np.arange(1000) % 300
    with pytest.raises(ValueError, match=r"A table of 300 x 300 levels has more than 40,000 cells to draw: take PlugIn, NSB"):
        DirichletMixture().estimate(x, x, discrete=True)
    with pytest.raises(ValueError, match="needs at least 20 draws"):
        DirichletMixture(5)
    with pytest.raises(ValueError, match="x is constant over its 6 samples"):
        NSB().estimate(np.zeros(6, int), np.arange(6) % 2)
