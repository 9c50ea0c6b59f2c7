"""The scale of log ratios: it is found again, errs to neither side at independence, and has an honest standard error."""

import math

import numpy as np
import pytest
import torch

from infoplane.estimators.critics.log_ratio_scale import fitted_scale, scaled_log_ratio

RHO = 0.8
TRUE_MI = -0.5 * math.log(1 - RHO**2)


def folds(n: int, seed: int, rho: float = RHO, slope: float = 1.0, shift: float = 0.0) -> list[torch.Tensor]:
    """Scores slope * (log ratio) + shift of normal pairs: three folds of n pairs with 20 independent ones each."""
    drawn, generator = [], torch.Generator().manual_seed(seed)
    for _ in range(3):
        x, noise = torch.randn(2, n, generator=generator, dtype=torch.float64)
        y = rho * x + math.sqrt(1 - rho**2) * noise
        partners = torch.stack([y.roll(-shift) for shift in range(21)], dim=1)
        quadratic = (rho * (x[:, None] ** 2 + partners**2) - 2 * x[:, None] * partners) * rho / (2 * (1 - rho**2))
        drawn.append(slope * (-0.5 * math.log(1 - rho**2) - quadratic) + shift)
    return drawn


@pytest.mark.parametrize(("slope", "shift"), [(1.0, 0.0), (2.0, 0.5), (0.5, -1.0)])
def test_slope_and_shift_are_undone(slope: float, shift: float) -> None:
    given = folds(4000, 0, slope=slope, shift=shift)
    a, b = fitted_scale(given)
    assert a * slope == pytest.approx(1, abs=0.05)
    assert a * shift + b == pytest.approx(0, abs=0.05)
    found = scaled_log_ratio(given)
    assert found.nats == pytest.approx(TRUE_MI, abs=4 * found.stderr)
    assert found.nats == pytest.approx(scaled_log_ratio(folds(4000, 0)).nats, abs=2e-3)


def test_a_worthless_critic_gives_nothing_and_errs_to_both_sides() -> None:
    found = []
    for seed in range(40):
        generator = torch.Generator().manual_seed(seed)
        found.append(scaled_log_ratio([torch.randn(100, 11, generator=generator, dtype=torch.float64) for _ in range(3)]).nats)
    assert min(found) < 0 < max(found)
    assert abs(np.mean(found)) < 4 * np.std(found) / math.sqrt(40)


def test_stderr_is_the_spread_over_replicates() -> None:
    found = [scaled_log_ratio(folds(150, seed)) for seed in range(150)]
    assert np.mean([one.stderr for one in found]) == pytest.approx(np.std([one.nats for one in found]), rel=0.2)
    assert np.mean([one.nats for one in found]) == pytest.approx(TRUE_MI, abs=0.02)


def test_pairs_that_a_critic_distinguishes_without_error_keep_their_scale() -> None:
    scores = torch.full((50, 5), -40.0, dtype=torch.float64)
    scores[:, 0] = 40
    assert fitted_scale([scores, scores]) == pytest.approx((1, 0), abs=1e-6)
