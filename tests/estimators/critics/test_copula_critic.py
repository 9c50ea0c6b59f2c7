"""The critic that starts from a copula: right at once where the copula is, and beyond it where there is something to learn."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from infoplane.distributions import CorrelatedNormal, MultivariateStudent, SmoothedUniform
from infoplane.estimators import CopulaCritic, Estimator
from infoplane.estimators.critics import log_ratio_scale

SHORT = CopulaCritic(hidden=16, layers=2, max_steps=40)


def draw(nats: float, n: int, dim: int = 2, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    return CorrelatedNormal.with_mutual_information(nats, dim, dim, rotation_seed=1).sample(n, rng=seed)


@pytest.mark.parametrize(("nats", "dim"), [(1.0, 2), (1.0, 8), (3.0, 1), (6.0, 3)])
def test_a_normal_pair_is_within_its_standard_error(nats: float, dim: int) -> None:
    assert isinstance(SHORT, Estimator)
    estimate = SHORT.estimate(*draw(nats, 2000, dim), rng=0)
    assert estimate.stderr is not None
    assert estimate.ceiling is not None
    assert abs(estimate.nats - nats) < 4 * estimate.stderr
    assert estimate.stderr < 0.05 + nats / 30
    assert estimate.details["offset"] == pytest.approx(estimate.nats, abs=0.1)
    learnt, shown = estimate.details["offset"] + math.log(2000 * 20), dim * math.log(1200)
    assert estimate.ceiling == pytest.approx(min(learnt, shown), rel=1e-3)


def test_a_student_pair_without_correlation_is_found_by_its_tails() -> None:
    distribution = MultivariateStudent(CorrelatedNormal(3, 3), 1.5)
    estimate = SHORT.estimate(*distribution.sample(3000, rng=0), rng=0)
    assert estimate.stderr is not None
    assert abs(estimate.nats - distribution.mutual_information) < 4 * estimate.stderr
    assert estimate.details["tails"] == pytest.approx(1 / 1.5, abs=0.15)


def test_the_network_learns_what_the_copula_lacks() -> None:
    distribution = SmoothedUniform(0.5)
    estimate = CopulaCritic(hidden=32, layers=2, max_steps=300).estimate(*distribution.sample(3000, rng=0), rng=0)
    missing = distribution.mutual_information - estimate.details["offset"]
    assert missing > 0.08
    assert estimate.stderr is not None
    assert estimate.nats - 4 * estimate.stderr < distribution.mutual_information < estimate.nats + missing / 2


def test_independent_pairs_give_zero_on_average_and_also_less() -> None:
    found = np.array([SHORT.estimate(*draw(0.0, 400, seed=seed), rng=seed).nats for seed in range(8)])
    assert abs(found.mean()) < 4 * found.std(ddof=1) / math.sqrt(len(found)) + 0.003
    assert found.min() < 0


def test_increasing_maps_of_columns_change_nothing() -> None:
    x, y = draw(1.0, 400)
    plain = SHORT.estimate(x, y, rng=0)
    assert SHORT.estimate(np.exp(3 * x), np.column_stack([y[:, 0] ** 3, np.arctan(y[:, 1])]), rng=0).nats == plain.nats


def test_same_rng_same_number_and_torch_left_alone() -> None:
    (x, y), state = draw(1.0, 400), torch.random.get_rng_state()
    before = x.copy()
    numbers = [SHORT.estimate(x, y, rng=seed).nats for seed in (3, 3, 4)]
    assert numbers[0] == numbers[1] != numbers[2]
    assert torch.equal(state, torch.random.get_rng_state())
    assert (x == before).all()


def test_every_fold_has_a_critic() -> None:
    estimate = replace(SHORT, report=1 / 4, max_seconds=60.0).estimate(*draw(1.0, 400), rng=0)
    assert estimate.details["folds"] == 4
    assert 4 <= estimate.details["steps"] <= 4 * 40
    assert 0 < estimate.details["best_step"] <= 40


@pytest.mark.parametrize("report", [0.3, 0.4, 1 / 3 + 1e-6, 0.75])
def test_a_share_that_makes_no_whole_folds_is_refused(report: float) -> None:
    with pytest.raises(ValueError, match="report share of 1/2, 1/3, 1/4"):
        CopulaCritic(report=report)


def test_bad_input_is_refused_with_its_remedy() -> None:
    x, y = draw(1.0, 400)
    labels = np.arange(400) % 3
    with pytest.raises(ValueError, match="CopulaCritic needs continuous variables, but y holds class labels"):
        SHORT.estimate(x, labels, rng=0)
    with pytest.raises(ValueError, match="y has constant or collinear columns"):
        SHORT.estimate(x, np.column_stack([y, y[:, 0]]), rng=0)
    with pytest.raises(ValueError, match="copula of 30 columns is fitted to more than 31 samples; 20 are left to fit to"):
        SHORT.estimate(np.random.default_rng(0).normal(size=(40, 15)), np.random.default_rng(1).normal(size=(40, 15)), rng=0)
    with pytest.raises(ValueError, match="Remove the columns that x and y share"):
        SHORT.estimate(x, np.column_stack([y, x[:, 0] ** 3]), rng=0)
    with pytest.raises(ValueError, match="8 rows are too few for 3 folds"):
        SHORT.estimate(x[:8], y[:8], rng=0)


@pytest.mark.parametrize(("lower", "flagged"), [(0.15, True), (0.05, False)])
def test_a_value_clearly_below_the_copula_is_flagged(monkeypatch: pytest.MonkeyPatch, lower: float, flagged: bool) -> None:
    """As networks make it of a few hundred rows."""
    x, y = draw(0.5, 400)
    offset = SHORT.estimate(x, y, rng=0).details["offset"]
    monkeypatch.setattr(
        log_ratio_scale, "scaled_log_ratio", lambda scores: log_ratio_scale.Scaled(offset - lower, 0.05, 1.0, 0.0)
    )
    estimate = SHORT.estimate(x, y, rng=0)
    assert [f"the copula alone shows {offset:.3f} nats" in flag for flag in estimate.flags] == [True] * flagged
