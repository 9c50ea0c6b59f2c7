"""The offset of a critic: log ratios of pairs against densities, and a network that adds nothing at first."""

import math

import numpy as np
import pytest
import torch
from scipy.special import ndtr, stdtr

from infoplane.distributions import CorrelatedNormal, MultivariateStudent
from infoplane.estimators.critics.copula_offset import CopulaOffset, FromOffset
from infoplane.estimators.critics.critic_settings import HeadSettings
from infoplane.estimators.gaussian.copula import relative_ranks
from infoplane.estimators.training.seeding import build
from infoplane.estimators.twins.elliptical import EllipticalTwin, log_density

DISPERSION = np.array([[1, 0.3, 0.6, 0.0], [0.3, 1, 0.2, 0.5], [0.6, 0.2, 1, -0.1], [0.0, 0.5, -0.1, 1]])


def codes_of(twin: EllipticalTwin, x: np.ndarray, y: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
    cdf = ndtr if math.isinf(twin.dof) else lambda z: stdtr(twin.dof, z)
    return tuple(torch.from_numpy(code) for code in CopulaOffset(twin).codes(cdf(x), cdf(y)))  # type: ignore[return-value]


@pytest.mark.parametrize("x_dim", [1, 2, 3])
@pytest.mark.parametrize("dof", [math.inf, 3.0, 0.7])
def test_scores_are_the_differences_of_log_densities(dof: float, x_dim: int) -> None:
    twin = EllipticalTwin(DISPERSION, x_dim, dof, 0.0)
    z = np.random.default_rng(0).normal(size=(6, 4))
    x, y = z[:, :x_dim], z[:, x_dim:]
    scores = CopulaOffset(twin).score(*codes_of(twin, x, y), 5)
    alone = log_density(x, DISPERSION[:x_dim, :x_dim], dof), log_density(y, DISPERSION[x_dim:, x_dim:], dof)
    for i in range(6):
        for shift in range(6):
            j = (i + shift) % 6
            joint = log_density(np.hstack([x[i], y[j]])[None], DISPERSION, dof)[0]
            assert float(scores[i, shift]) == pytest.approx(joint - alone[0][i] - alone[1][j], abs=1e-9)


def test_strong_dependence_does_not_cancel_in_single_precision() -> None:
    r = math.sqrt(-math.expm1(-20))  # 10 nats
    twin = EllipticalTwin(np.array([[1, r], [r, 1]]), 1, math.inf, 10.0)
    codes = codes_of(twin, *twin.sample(500, rng=0))
    double, single = (CopulaOffset(twin).score(*(code.to(kind) for code in codes), 0) for kind in (torch.double, torch.float))
    assert float((single - double).abs().max()) < 0.1
    assert float(single.mean()) == pytest.approx(10, abs=0.2)


@pytest.mark.parametrize("dof", [math.inf, 1.5, 6.0])
def test_fit_finds_the_tails_and_the_information(dof: float) -> None:
    normal = CorrelatedNormal(2, 2, (0.7,))
    distribution = normal if math.isinf(dof) else MultivariateStudent(normal, dof)
    x, y = distribution.sample(6000, rng=0)
    offset = CopulaOffset.fitted(x, y)
    assert abs(1 / offset.twin.dof - 1 / dof) < 0.1
    new_x, new_y = distribution.sample(6000, rng=1)
    codes = offset.codes(relative_ranks(new_x, x), relative_ranks(new_y, y))
    scores = offset.score(*map(torch.from_numpy, codes), 0)
    assert float(scores.mean()) == pytest.approx(distribution.mutual_information, abs=4 * float(scores.std()) / math.sqrt(6000))


@pytest.mark.parametrize("head", ["concatenated", "separable"])
def test_the_network_adds_nothing_before_the_first_step_and_learns_from_there(head: str) -> None:
    twin = EllipticalTwin(DISPERSION, 2, 3.0, 0.0)
    x, y = twin.sample(50, rng=0)
    codes = codes_of(twin, x, y)
    settings = HeadSettings(hidden=8, layers=1, head=head)  # type: ignore[arg-type]
    critic = build(lambda: FromOffset(CopulaOffset(twin), (2, 2), settings, 1), torch.Generator().manual_seed(0)).double()
    given = (torch.cat([torch.from_numpy(z), code], 1)[None] for z, code in zip((x, y), codes, strict=True))
    scores = critic.score(*critic.embed(*given), 4)
    assert torch.allclose(scores[0], CopulaOffset(twin).score(*codes, 4))
    scores[..., 0].sum().backward()
    assert float(critic.strength.grad.abs()) > 0
