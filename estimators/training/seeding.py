"""Random numbers of torch from a given generator. The global state of torch does not change."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import nn


def torch_generator(rng: np.random.Generator) -> torch.Generator:
    """A torch generator seeded from `rng`. It lives on the CPU, so that every device sees the same numbers."""
    return torch.Generator().manual_seed(int(rng.integers(2**63)))


def build(make: Callable[[], nn.Module], generator: torch.Generator) -> Any:
    """Return the module that `make` returns, with weights drawn from `generator`.

    The constructors of torch, and those of flows, draw weights from its global state. It is seeded by `generator`, whose own
    state does not change, and restored. The weights of dense and convolutional layers, and of every layer with an attribute
    `fan_in`, are then drawn again:

        uniform between -b and b,    b = 1 / sqrt(fan-in),    variance 1 / (3 fan-in),

    which is what torch does by default.
    """
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(generator.initial_seed())  # torch.manual_seed would seed the GPUs too
        module = make()
    for layer in module.modules():
        if isinstance(layer, nn.Linear | nn.Conv2d | nn.ConvTranspose2d):
            fan_in = layer.weight[0].numel()
        elif not (fan_in := getattr(layer, "fan_in", 0)):
            continue
        for parameter in layer.parameters(recurse=False):
            nn.init.uniform_(parameter, -1 / math.sqrt(fan_in), 1 / math.sqrt(fan_in), generator=generator)
    return module


def build_stack(make: Callable[[int], nn.Module], generators: Sequence[torch.Generator]) -> Any:
    """Return the module of as many replicates as there are generators: its weights are those of modules built alone."""
    if len(generators) == 1:
        return build(lambda: make(1), generators[0])
    alone = [build(lambda: make(1), generator).state_dict() for generator in generators]
    module = make(len(generators))
    module.load_state_dict({name: torch.cat([weights[name] for weights in alone]) for name in alone[0]})
    return module
