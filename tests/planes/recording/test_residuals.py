"""Weights that follow residuals, and how even residuals are."""

import math

import pytest
import torch

from infoplane.planes import ResidualAttention, residual_homogeneity


def test_weights_are_a_discounted_sum() -> None:
    attention, residuals = ResidualAttention(gamma=0.9, eta=0.2), torch.tensor([[4.0], [-1.0], [0.0]])
    for _ in range(3):
        weights = attention(residuals)
    total = 0.2 * (1 + 0.9 + 0.81)
    torch.testing.assert_close(weights, total * torch.tensor([[1.0], [0.25], [0.0]]))
    torch.testing.assert_close(attention.weights, weights)


def test_weights_stay_below_their_limit_and_pass_no_gradient() -> None:
    attention = ResidualAttention(gamma=0.5, eta=0.1)
    residuals = torch.randn(20, generator=torch.Generator().manual_seed(0)).requires_grad_()
    for _ in range(100):
        weights = attention(residuals)
    assert not weights.requires_grad
    assert 0.999 * 0.2 < float(weights.max()) <= 0.2 + 1e-6


def test_a_solved_equation_leaves_the_weights_finite() -> None:
    attention = ResidualAttention()
    assert attention(torch.zeros(3)).tolist() == [0.0, 0.0, 0.0]
    assert math.isnan(residual_homogeneity(torch.zeros(3)))


def test_attention_lowers_the_largest_residual() -> None:
    """Of a line that must fit a step, the weighted fit has the smaller largest residual."""
    x = torch.linspace(-1, 1, 41)
    target = (x > 0.8).float()

    def fitted(attention: ResidualAttention | None) -> float:
        slope, offset = (torch.zeros(1, requires_grad=True) for _ in range(2))
        optimiser = torch.optim.Adam([slope, offset], lr=0.02)
        for _ in range(400):
            residuals = slope * x + offset - target
            weights = torch.ones_like(x) if attention is None else attention(residuals)
            optimiser.zero_grad()
            (weights * residuals).square().mean().backward()
            optimiser.step()
        return float((slope * x + offset - target).detach().abs().max())

    assert fitted(ResidualAttention()) < 0.9 * fitted(None)


def test_homogeneity_of_known_residuals() -> None:
    generator = torch.Generator().manual_seed(0)
    normal = torch.randn(200_000, generator=generator)
    assert residual_homogeneity(normal) == pytest.approx(2 / math.pi, abs=0.005)
    assert residual_homogeneity(torch.tensor([0.0, 0.0, 3.0, 0.0])) == pytest.approx(0.25)
    assert residual_homogeneity(1e-30 * normal) == pytest.approx(residual_homogeneity(normal))


@pytest.mark.parametrize(("gamma", "eta"), [(1.0, 0.1), (-0.1, 0.1), (0.9, 0.0)])
def test_settings_that_do_not_work_are_refused(gamma: float, eta: float) -> None:
    with pytest.raises(ValueError, match="needs 0 <= gamma < 1 and eta > 0"):
        ResidualAttention(gamma, eta)


def test_other_points_and_infinite_residuals_are_refused() -> None:
    attention = ResidualAttention()
    attention(torch.ones(3))
    with pytest.raises(ValueError, match="one ResidualAttention for each set of points"):
        attention(torch.ones(4))
    for found in (attention, residual_homogeneity):
        with pytest.raises(ValueError, match="must be finite"):
            found(torch.tensor([1.0, math.nan, 0.0]))
