"""Bounds of critic scores, on scores whose value is known."""

import math

import pytest
import torch

from infoplane.estimators.bounds import (
    corrected_donsker_varadhan,
    donsker_varadhan,
    donsker_varadhan_stderr,
    log_mean_exp,
    moving_log_average,
)

RHO = 0.8


def log_ratio(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """ln p(x, y) / (p(x) p(y)) of a standard normal pair with correlation RHO."""
    quadratic = (RHO * (x**2 + y**2) - 2 * x * y) * RHO / (2 * (1 - RHO**2))
    return -0.5 * math.log(1 - RHO**2) - quadratic


def normal_pair(n: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    x, noise = torch.randn(2, n, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return x, RHO * x + math.sqrt(1 - RHO**2) * noise


def test_log_mean_exp_of_huge_scores_is_finite() -> None:
    assert float(log_mean_exp(torch.tensor([[1000.0, 1000.0 + math.log(3)]]))) == pytest.approx(1000 + math.log(2))


def test_constant_critic_gives_zero_and_constants_cancel() -> None:
    joint, marginal = torch.randn(2, 50, generator=torch.Generator().manual_seed(0))
    assert float(donsker_varadhan(torch.full((5,), 3.0), torch.full((7,), 3.0))) == pytest.approx(0, abs=1e-6)
    assert float(donsker_varadhan(joint + 2, marginal + 2)) == pytest.approx(float(donsker_varadhan(joint, marginal)), abs=1e-5)


def test_optimal_critic_attains_the_mutual_information() -> None:
    (x, y), (_, other) = normal_pair(200_000, 0), normal_pair(200_000, 1)
    value = float(donsker_varadhan(log_ratio(x, y), log_ratio(x, other)))
    assert value == pytest.approx(-0.5 * math.log(1 - RHO**2), abs=0.01)
    assert float(donsker_varadhan(0.5 * log_ratio(x, y), 0.5 * log_ratio(x, other))) < value - 0.02


def test_stderr_is_the_spread_over_replicates() -> None:
    shifts, values, errors = range(1, 11), [], []
    for seed in range(300):
        x, y = normal_pair(400, seed)
        joint = log_ratio(x, y)
        marginal = torch.stack([log_ratio(x, y.roll(-shift)) for shift in shifts], dim=1)
        values.append(donsker_varadhan(joint, marginal))
        errors.append(donsker_varadhan_stderr(joint, marginal, shifts))
    assert float(torch.tensor(errors).mean()) == pytest.approx(float(torch.stack(values).std()), rel=0.2)


def test_corrected_bound_has_its_own_gradient_and_the_plain_value() -> None:
    joint, marginal = torch.randn(2, 64, generator=torch.Generator().manual_seed(0))
    scale = torch.tensor(0.7, requires_grad=True)
    own = log_mean_exp(0.7 * marginal)
    plain = torch.autograd.grad(donsker_varadhan(scale * joint, scale * marginal), scale)[0]
    same = corrected_donsker_varadhan(scale * joint, scale * marginal, own)
    assert float(same.detach()) == pytest.approx(float(donsker_varadhan(0.7 * joint, 0.7 * marginal)))
    assert float(torch.autograd.grad(same, scale)[0]) == pytest.approx(float(plain), rel=1e-4)
    # Twice the average in the denominator halves the marginal's share of the gradient.
    doubled = corrected_donsker_varadhan(scale * joint, scale * marginal, own + math.log(2))
    expected = joint.mean() + (plain - joint.mean()) / 2
    assert float(torch.autograd.grad(doubled, scale)[0]) == pytest.approx(float(expected), rel=1e-4)


def test_moving_average_starts_at_the_first_batch_and_weighs_the_last() -> None:
    first = moving_log_average(None, torch.zeros(8), 0.25)
    assert float(first) == pytest.approx(0)
    second = moving_log_average(first, torch.full((8,), math.log(5)), 0.25)
    assert float(second) == pytest.approx(math.log(0.75 + 0.25 * 5))
    assert float(moving_log_average(first, torch.ones(8), 1.0)) == pytest.approx(1)
