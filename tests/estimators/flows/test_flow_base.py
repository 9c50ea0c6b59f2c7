"""Flows: near closed forms, unbiased at independence, reproducible; the canonical start is the sample's."""

import math

import numpy as np
import pytest
import torch

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import DoE, Estimator, FlowMI, LatentMI
from infoplane.estimators.flows.flow_base import FlowBased
from infoplane.estimators.flows.flow_mi import _canonical

FLOWS: dict[str, FlowBased] = {
    "DoE": DoE(max_steps=300, hidden=32, transforms=1),
    "MIENF": FlowMI(max_steps=300, hidden=32, transforms=1),
}


def draw(nats: float, n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    return CorrelatedNormal.with_mutual_information(nats, 2, 2, rotation_seed=1).sample(n, seed)


@pytest.mark.parametrize("name", FLOWS)
def test_nears_the_truth_also_after_a_one_to_one_map(name: str) -> None:
    assert isinstance(FLOWS[name], Estimator)
    x, y = draw(2.0, 3000)
    for one, other in ((x, y), (x + x**3, np.exp(y))):
        estimate = FLOWS[name].estimate(one, other, rng=0)
        assert estimate.stderr is not None
        assert 0.01 < estimate.stderr < 0.1
        assert abs(estimate.nats - 2.0) < 4 * estimate.stderr + 0.15
    assert 0 < estimate.details["best_step"] <= estimate.details["steps"] <= 300
    losses = [estimate.details[f"objective_{split}"] for split in ("train", "select", "report")]
    assert losses[1:] == pytest.approx([losses[0]] * 2, abs=0.4)
    assert len(set(losses)) == 3


@pytest.mark.parametrize("name", FLOWS)
def test_follows_strong_dependence(name: str) -> None:
    assert float(FLOWS[name].estimate(*draw(4.0, 3000), rng=0)) == pytest.approx(4.0, abs=0.4)


@pytest.mark.parametrize("name", FLOWS)
def test_no_upward_bias_at_independence_and_no_clipping(name: str) -> None:
    estimates = np.array([float(FLOWS[name].estimate(*draw(0.0, 500, seed), rng=seed)) for seed in range(6)])
    assert estimates.mean() <= 4 * estimates.std(ddof=1) / math.sqrt(len(estimates))
    assert estimates.min() < 0


@pytest.mark.parametrize("estimator", [*FLOWS.values(), LatentMI(max_steps=100)], ids=repr)
def test_same_rng_same_number_and_torch_left_alone(estimator: Estimator) -> None:
    x, y = draw(1.0, 400)
    state = torch.random.get_rng_state()
    numbers = [float(estimator.estimate(x, y, rng=seed)) for seed in (3, 3, 4)]
    assert numbers[0] == numbers[1] != numbers[2]
    assert torch.equal(state, torch.random.get_rng_state())


def test_canonical_components_are_white_and_correlate_one_by_one() -> None:
    x, y = (torch.from_numpy(side) for side in draw(1.5, 2000))
    x_map, y_map, correlations = _canonical(x, y)
    u, v = (x - x.mean(0)) @ x_map, (y - y.mean(0)) @ y_map
    joint = torch.cov(torch.cat([u, v], 1).T)
    expected = torch.eye(4, dtype=torch.float64)
    expected[:2, 2:] = expected[2:, :2] = torch.diag(correlations)
    assert torch.allclose(joint, expected, atol=1e-10)
    assert correlations[0] >= correlations[1]
    with pytest.raises(ValueError, match="collinear"):
        _canonical(torch.cat([x, x[:, :1]], 1), y)


def test_bad_input_is_refused_with_its_remedy() -> None:
    x, y = draw(1.0, 100)
    for estimator in FLOWS.values():
        with pytest.raises(ValueError, match="wrap it in Compressed"):
            estimator.estimate(np.zeros((100, 4, 4)), y)
        with pytest.raises(ValueError, match="wrap it in Compressed"):
            estimator.estimate(np.random.default_rng(0).normal(size=(100, 65)), y)
        with pytest.raises(ValueError, match="constant"):
            estimator.estimate(x, np.ones((100, 2)))
    with pytest.raises(ValueError, match="transforms"):
        DoE(transforms=0)
    with pytest.raises(ValueError, match="n_components"):
        LatentMI(n_components=0)
