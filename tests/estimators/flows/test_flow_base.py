"""Flows: near closed forms, unbiased at independence, reproducible; `FlowMI` starts from the canonical components."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import DoE, Estimator, FlowMI, LatentMI
from infoplane.estimators.flows.flow_base import FlowBased
from infoplane.estimators.flows.flow_mi import _CanonicalPair

FLOWS: dict[str, FlowBased] = {
    "DoE": DoE(max_steps=100, hidden=32, transforms=1),
    "FlowMI": FlowMI(max_steps=100, hidden=32, transforms=1),
}


def draw(nats: float, n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    return CorrelatedNormal.with_mutual_information(nats, 2, 2, rotation_seed=1).sample(n, rng=seed)


@pytest.mark.parametrize("name", FLOWS)
def test_comes_near_the_true_mi_after_a_one_to_one_map(name: str) -> None:
    assert isinstance(FLOWS[name], Estimator)
    x, y = draw(2.0, 2000)
    estimate = FLOWS[name].estimate(x + x**3, np.exp(y), rng=0)
    assert estimate.stderr is not None
    assert 0.01 < estimate.stderr < 0.1
    assert abs(estimate.nats - 2.0) < 4 * estimate.stderr + 0.2
    assert estimate.converged is not None
    assert 0 < estimate.details["best_step"] <= estimate.details["steps"] <= 100
    likelihoods = [estimate.details[f"objective_{split}"] for split in ("train", "select", "report")]
    assert likelihoods[1:] == pytest.approx([likelihoods[0]] * 2, abs=0.4)
    assert len(set(likelihoods)) == 3


@pytest.mark.parametrize("name", FLOWS)
def test_follows_strong_dependence(name: str) -> None:
    assert float(replace(FLOWS[name], max_steps=120).estimate(*draw(4.0, 2000), rng=0)) == pytest.approx(4.0, abs=0.5)


@pytest.mark.parametrize("name", FLOWS)
def test_no_upward_bias_at_independence_and_no_clipping(name: str) -> None:
    quick = replace(FLOWS[name], max_steps=30)
    estimates = np.array([float(quick.estimate(*draw(0.0, 400, seed), rng=seed)) for seed in range(4)])
    assert estimates.mean() <= 4 * estimates.std(ddof=1) / math.sqrt(len(estimates))
    assert estimates.min() < 0


@pytest.mark.parametrize("estimator", [*FLOWS.values(), LatentMI()], ids=lambda one: type(one).__name__)
def test_same_rng_same_number_and_torch_left_alone(estimator: Estimator) -> None:
    x, y = draw(1.0, 400)
    state = torch.random.get_rng_state()
    quick = replace(estimator, max_steps=8)  # type: ignore[type-var]
    numbers = [float(quick.estimate(x, y, rng=seed)) for seed in (3, 3, 4)]
    assert numbers[0] == numbers[1] != numbers[2]
    assert torch.equal(state, torch.random.get_rng_state())


def test_the_densities_of_flow_mi_are_those_of_its_normal_pair() -> None:
    """With flows that change nothing, both densities have closed forms, and the mean ratio is the MI of the sample."""
    rho = torch.tensor([0.9, 0.3], dtype=torch.float64)
    noise = torch.randn(5, 4000, generator=torch.Generator().manual_seed(0), dtype=torch.float64).T
    x = noise[:, :2]
    y = torch.cat([rho * x + (1 - rho**2).sqrt() * noise[:, 2:4], noise[:, 4:]], 1)
    model = _CanonicalPair(x, y, 1, 8).double()
    model.x_flow = model.y_flow = _Unchanged()
    with torch.no_grad():
        likelihood, ratio = model(x, y)
        white = torch.cat([(x - model.x_mean) @ model.x_map, (y - model.y_mean) @ model.y_map], 1)
        found = model.latent.tanh()
    assert found.tolist() == pytest.approx(rho.tolist(), abs=0.03)
    covariance = torch.eye(5, dtype=torch.float64)
    covariance[:2, 2:4] = covariance[2:4, :2] = torch.diag(found)
    joint = torch.distributions.MultivariateNormal(torch.zeros(5, dtype=torch.float64), covariance)
    alone = torch.distributions.MultivariateNormal(torch.zeros(5, dtype=torch.float64), torch.eye(5, dtype=torch.float64))
    assert torch.allclose(likelihood, joint.log_prob(white), atol=1e-9)
    assert torch.allclose(ratio, joint.log_prob(white) - alone.log_prob(white), atol=1e-9)
    assert float(ratio.mean()) == pytest.approx(-0.5 * float((1 - found**2).log().sum()), abs=1e-3)


class _Unchanged(torch.nn.Module):
    """A flow that is the identity."""

    @property
    def transform(self) -> "_Unchanged":
        return self

    def forward(self) -> "_Unchanged":
        return self

    def call_and_ladj(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return x, torch.zeros(len(x), dtype=x.dtype)


def test_bad_input_is_refused_with_its_remedy() -> None:
    x, y = draw(1.0, 100)
    for estimator in FLOWS.values():
        for bad in (np.zeros((100, 4, 4)), np.random.default_rng(0).normal(size=(100, 65))):
            with pytest.raises(ValueError, match="wrap it in Compressed"):
                estimator.estimate(bad, y)
        with pytest.raises(ValueError, match="needs continuous variables, but x holds class labels"):
            estimator.estimate(np.arange(100).astype(str), y)
        with pytest.raises(ValueError, match="y is constant"):
            estimator.estimate(x, np.ones((100, 2)))
    with pytest.raises(ValueError, match="transforms >= 1; got 0"):
        DoE(transforms=0)
    with pytest.raises(ValueError, match="hidden >= 1; got 0"):
        FlowMI(hidden=0)
