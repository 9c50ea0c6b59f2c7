"""Weights follow from the given generator, and torch's global state does not change."""

import numpy as np
import torch
from torch import nn

from infoplane.estimators.training.seeding import build, torch_generator


def test_building_draws_from_our_generator_and_leaves_the_global_one_alone() -> None:
    before = torch.random.get_rng_state()
    first, again, other = (build(lambda: nn.Linear(3, 1), torch.Generator().manual_seed(seed)) for seed in (0, 0, 1))
    assert torch.equal(before, torch.random.get_rng_state())
    assert torch.equal(first.weight, again.weight)
    assert torch.equal(first.bias, again.bias)
    assert not torch.equal(first.weight, other.weight)


def test_every_kind_of_layer_is_drawn_uniformly_up_to_one_over_the_root_of_its_fan_in() -> None:
    layers = {
        nn.Linear(50, 400): 50,
        nn.Conv2d(5, 400, 3): 45,
        nn.ConvTranspose2d(400, 5, 3): 45,
    }
    for given, fan_in in layers.items():
        torch.nn.init.zeros_(given.weight)
        layer = build(lambda given=given: nn.Sequential(given, nn.SiLU()), torch.Generator().manual_seed(0))[0]
        bound = fan_in**-0.5
        assert 0.99 * bound < float(layer.weight.detach().abs().max()) <= bound
        assert abs(float(layer.weight.detach().var()) * 3 * fan_in - 1) < 0.05


def test_torch_generator_follows_numpy() -> None:
    draws = [torch.rand(3, generator=torch_generator(np.random.default_rng(seed))) for seed in (0, 0, 1)]
    assert torch.equal(draws[0], draws[1])
    assert not torch.equal(draws[0], draws[2])
