"""Flows take all their random numbers from `rng`: the global state of torch, which differs between processes, plays no part."""

import pytest
import torch

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import DoE, FlowMI


@pytest.mark.parametrize("kind", [DoE, FlowMI])
def test_the_global_state_of_torch_is_neither_used_nor_changed(kind: type) -> None:
    x, y = CorrelatedNormal.with_mutual_information(1.0, 1, 1).sample(200, rng=0)
    found = []
    with torch.random.fork_rng(devices=[]):
        for seed in (1, 2):
            torch.manual_seed(seed)
            before = torch.get_rng_state()
            found.append(kind(hidden=8, max_steps=3).estimate(x, y, rng=0).nats)
            assert torch.equal(torch.get_rng_state(), before)
    assert found[0] == found[1]
    assert found[0] != kind(hidden=8, max_steps=3).estimate(x, y, rng=1).nats
