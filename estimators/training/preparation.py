"""What comes before training: disjoint splits, scales, generators, the device, fresh weights, the order of batches.

All randomness comes from the generator handed in; torch's global state is neither read nor changed.
"""

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn


def split(n: int, shares: tuple[float, ...], rng: np.random.Generator) -> list[NDArray[np.int64]]:
    """Disjoint random index sets: one for each share of n, and before them the rest.

    Raises
    ------
    ValueError
        If a share is not in (0, 1), they leave nothing to train on, or a set would have fewer than 2 rows.
    """
    if not all(0 < share < 1 for share in shares) or sum(shares) >= 1:
        raise ValueError(f"The shares held out must be positive and sum to less than 1; got {shares}.")
    sizes = [int(share * n) for share in shares]
    if min(*sizes, n - sum(sizes)) < 2:
        raise ValueError(f"{n} rows are too few to hold out shares of {shares}: every part needs 2. Draw more samples.")
    order = rng.permutation(n)
    return np.split(order, np.cumsum([n - sum(sizes), *sizes[:-1]]))


def standardisation(sample: NDArray[Any], name: str = "X") -> tuple[NDArray[Any], NDArray[Any]]:
    """Mean of every entry, and the scale to divide by: one a column for vectors, one a channel for images.

    Pixels share their scale, for a pixel's variance tells how much it matters; columns may be in different units.

    Raises
    ------
    ValueError
        If the sample is constant.
    """
    mean = sample.mean(axis=0)
    variance = ((sample - mean) ** 2).mean(axis=0)
    if variance.ndim > 1:
        variance = variance.mean(axis=(-2, -1), keepdims=True)
    if not variance.any():
        raise ValueError(f"{name} is constant over the rows to train on: there is nothing to learn from it.")
    return mean, np.where(variance > 0, np.sqrt(variance), 1.0)


def torch_generator(rng: np.random.Generator) -> torch.Generator:
    """A torch generator seeded from `rng`; on the CPU, so that every device sees the same numbers."""
    return torch.Generator().manual_seed(int(rng.integers(2**63)))


def build(make: Callable[[], nn.Module], generator: torch.Generator) -> Any:
    """The module that `make` returns, with weights drawn from `generator`.

    Constructors of torch draw from its global state, which is put back; dense and convolutional layers, and any with a
    `fan_in`, are then drawn anew, uniformly with variance 1 / (3 fan-in) as torch does by default.
    """
    with torch.random.fork_rng(devices=[]):
        module = make()
    for layer in module.modules():
        if isinstance(layer, nn.Linear | nn.Conv2d | nn.ConvTranspose2d):
            fan_in = layer.weight[0].numel()
        elif not (fan_in := getattr(layer, "fan_in", 0)):
            continue
        for parameter in layer.parameters(recurse=False):
            nn.init.uniform_(parameter, -1 / math.sqrt(fan_in), 1 / math.sqrt(fan_in), generator=generator)
    return module


def batches(
    rows: int, size: int, generator: torch.Generator, device: torch.device | str = "cpu", start: int = 0
) -> Iterator[Tensor]:
    """Endless batches of row numbers, counted from `start`, without replacement within a pass; its ragged end is dropped."""
    size = min(size, rows)
    while True:
        # A pass goes to the device at once: a copy a step would wait for the device every time.
        order = torch.randperm(rows, generator=generator)[: rows - rows % size] + start
        yield from order.to(device).split(size)
