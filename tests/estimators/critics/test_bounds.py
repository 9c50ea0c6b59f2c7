"""Bounds of critic scores, on scores whose value is known."""

import math
from collections.abc import Callable

import pytest
import torch

from infoplane.estimators.critics.bounds import (
    BoundValue,
    anchored_info_nce,
    corrected_donsker_varadhan,
    donsker_varadhan,
    donsker_varadhan_value,
    info_nce,
    info_nce_value,
    jensen_shannon,
    log_mean_exp,
    log_ratio_value,
    moving_log_average,
    nwj,
    nwj_value,
    smile_value,
)

RHO = 0.8
TRUE_MI = -0.5 * math.log(1 - RHO**2)
# Every value, and the shift of the log ratio at which it is exact.
VALUES: dict[str, tuple[Callable[[torch.Tensor], BoundValue], float]] = {
    "Donsker-Varadhan": (donsker_varadhan_value, 3.0),
    "NWJ": (nwj_value, 1.0),
    "InfoNCE": (info_nce_value, -2.0),
    "SMILE": (lambda scores: smile_value(scores, 10.0), 0.0),
    "log ratio": (log_ratio_value, 0.0),
}


def scores(n: int, shifts: int, seed: int, shift: float = 0.0) -> torch.Tensor:
    """ln p(x, y) / (p(x) p(y)) of standard normal pairs with correlation RHO, joint pairs first, then independent pairs."""
    x, noise = torch.randn(2, n, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    y = RHO * x + math.sqrt(1 - RHO**2) * noise
    partners = torch.stack([y.roll(-shift) for shift in range(shifts + 1)], dim=1)
    quadratic = (RHO * (x[:, None] ** 2 + partners**2) - 2 * x[:, None] * partners) * RHO / (2 * (1 - RHO**2))
    return TRUE_MI - quadratic + shift


def test_log_mean_exp_of_huge_scores_is_finite() -> None:
    assert float(log_mean_exp(torch.tensor([[1000.0, 1000.0 + math.log(3)]]))) == pytest.approx(1000 + math.log(2))


@pytest.mark.parametrize("name", VALUES)
def test_the_optimal_critic_attains_the_mutual_information(name: str) -> None:
    value, shift = VALUES[name]
    found = value(scores(20_000, 50, 0, shift))
    assert float(found.nats) == pytest.approx(TRUE_MI, abs=4 * found.standard_error() + 0.02)


@pytest.mark.parametrize("bound", [donsker_varadhan, nwj, info_nce], ids=lambda bound: bound.__name__)
def test_every_other_critic_gives_less(bound: Callable[[torch.Tensor], torch.Tensor]) -> None:
    best = scores(20_000, 50, 0, float(bound is nwj))
    assert float(bound(0.5 * best)) < float(bound(best)) - 0.02


@pytest.mark.parametrize("likelihood", [jensen_shannon, anchored_info_nce], ids=lambda likelihood: likelihood.__name__)
def test_likelihoods_are_largest_for_the_log_ratio(likelihood: Callable[[torch.Tensor], torch.Tensor]) -> None:
    best = scores(20_000, 20, 0)
    for other in (0.8 * best, 1.2 * best, best + 0.3, best - 0.3, best + torch.linspace(-1, 1, 20_000)[:, None]):
        assert float(likelihood(other)) < float(likelihood(best))


def test_the_anchor_for_single_pairs_is_a_classification() -> None:
    one = scores(100, 1, 0)
    assert float(anchored_info_nce(one)) == pytest.approx(float(jensen_shannon(one)))
    # Three pairs, or none: by Bayes' rule, where every pair is the joint one as often as there is none.
    joint, none = torch.tensor([[1.0, 0.0, -1.0, 2.0]]), torch.tensor([[0.0, -1.0, 2.0]])
    found = math.log(math.e / (1 + math.e + 1 + math.exp(-1)))
    absent = math.log(1 / (1 + float(none.exp().sum())))
    assert float(anchored_info_nce(joint)) == pytest.approx(found + absent / 3)


@pytest.mark.parametrize("name", VALUES)
def test_stderr_is_the_spread_over_replicates(name: str) -> None:
    value, shift = VALUES[name]
    found = [value(scores(400, 10, seed, shift)) for seed in range(300)]
    errors = [one.standard_error() for one in found]
    spread = float(torch.stack([one.nats for one in found]).std())
    assert sum(errors) / len(errors) == pytest.approx(spread, rel=0.2)


def test_a_constant_critic_gives_zero() -> None:
    for name, (value, shift) in VALUES.items():
        assert float(value(torch.full((50, 4), shift)).nats) == pytest.approx(0, abs=1e-6), name


def test_constants_and_rows_cancel_where_they_should() -> None:
    one, rows = scores(100, 7, 0), torch.randn(100, 1, generator=torch.Generator().manual_seed(1))
    assert float(donsker_varadhan(one + 2)) == pytest.approx(float(donsker_varadhan(one)))
    assert float(info_nce(one + rows)) == pytest.approx(float(info_nce(one)))


def test_info_nce_never_exceeds_its_ceiling() -> None:
    perfect = torch.full((30, 8), -50.0)
    perfect[:, 0] = 50.0
    assert float(info_nce(perfect)) == pytest.approx(math.log(8))


def test_smile_clips_only_independent_pairs() -> None:
    wild = torch.tensor([[9.0, 30.0], [9.0, -30.0]])
    expected = 9 - math.log((math.exp(2) + math.exp(-2)) / 2)
    assert float(smile_value(wild, 2.0).nats) == pytest.approx(expected)


def test_replicates_are_evaluated_one_by_one() -> None:
    stack = torch.stack([scores(60, 5, seed) for seed in range(3)])
    for bound in (donsker_varadhan, nwj, info_nce, jensen_shannon, anchored_info_nce):
        assert bound(stack).tolist() == pytest.approx([float(bound(one)) for one in stack])


def test_corrected_bound_has_its_own_gradient() -> None:
    one = torch.randn(64, 2, generator=torch.Generator().manual_seed(0))
    scale = torch.tensor(0.7, requires_grad=True)
    own = log_mean_exp(0.7 * one[:, 1:])
    plain = torch.autograd.grad(donsker_varadhan(scale * one), scale)[0]
    same = corrected_donsker_varadhan(scale * one, own)
    assert float(same.detach() - own + 1) == pytest.approx(float(donsker_varadhan(0.7 * one)), abs=1e-5)
    assert float(torch.autograd.grad(same, scale)[0]) == pytest.approx(float(plain), rel=1e-4)
    # Twice the average in the denominator halves the independent pairs' part of the gradient.
    doubled = corrected_donsker_varadhan(scale * one, own + math.log(2))
    joint = one[:, 0].mean()
    assert float(torch.autograd.grad(doubled, scale)[0]) == pytest.approx(float(joint + (plain - joint) / 2), rel=1e-4)


def test_the_moving_average_starts_at_the_first_batch_and_weights_the_last_by_its_rate() -> None:
    first = moving_log_average(None, torch.zeros(8, 2), 0.25)
    assert float(first) == pytest.approx(0)
    second = moving_log_average(first, torch.full((8, 2), math.log(5)), 0.25)
    assert float(second) == pytest.approx(math.log(0.75 + 0.25 * 5))
    assert float(moving_log_average(first, torch.ones(8, 2), 1.0)) == pytest.approx(1)
