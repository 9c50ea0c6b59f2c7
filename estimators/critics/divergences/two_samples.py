"""Train critics T(z) to distinguish the points of two samples, by the loop that all networks share."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from infoplane.estimators.critics.critic_networks import dense, tower
from infoplane.estimators.device import resolve_device
from infoplane.estimators.training.early_stopping import Outcome
from infoplane.estimators.training.loop import train
from infoplane.estimators.training.pair_splits import scaled
from infoplane.estimators.training.rows import batches, split
from infoplane.estimators.training.seeding import build_stack, torch_generator
from infoplane.estimators.validation import Sample

from .forms import clipped, form
from .information import FInformation


class TrainedOnTwo(NamedTuple):
    """T on the held-out points of P and of Q, how the training went, and the number of weights."""

    on_p: Tensor
    on_q: Tensor
    outcome: Outcome
    parameters: int


def train_on_two(
    samples: Sequence[tuple[Sample, int]], settings: FInformation, rngs: Sequence[np.random.Generator]
) -> list[TrainedOnTwo]:
    """Train critics on the points of P and those of Q, one for each sample, all at once.

    Parameters
    ----------
    samples : sequence of (checked sample, int)
        The points of P, then those of Q, and the number n of those of P. All of one shape and n; images only one at a time.
    settings : FInformation
        Its kind, clip, shape and training; not its negative samples and its head, which are for pairs.
    rngs : sequence of numpy.random.Generator
        One for each sample: splits, weights and batches follow from it.

    Raises
    ------
    ValueError
        If all points of a sample are equal, or a split would be too small.
    """
    device = resolve_device(settings.device)
    made = [_split(both, n, settings, rng) for (both, n), rng in zip(samples, rngs, strict=True)]
    generators, every = [torch_generator(rng) for rng in rngs], torch.stack([points for points, _ in made])
    points = every.flatten(0, 1).to(device)
    starts = torch.arange(0, len(points), every.shape[1])[:, None]
    learning, selecting, reporting = (
        tuple((torch.stack(rows) + starts).to(device) for rows in zip(*part, strict=True))
        for part in zip(*(parts for _, parts in made), strict=True)
    )
    critic = build_stack(lambda count: _network(tuple(every.shape[2:]), settings, count), generators).to(device)

    def scores(rows: Tensor) -> Tensor:
        return clipped(critic(points.index_select(0, rows.flatten()).unflatten(0, rows.shape))[..., 0], settings.limit)

    def loss(order: Tensor, done: float) -> Tensor:
        of_p, of_q = (rows.gather(1, part) for rows, part in zip(learning, order.split(sizes, 1), strict=True))
        return -form(settings.kind, scores(of_p), scores(of_q))

    sizes = [min(settings.batch_size, rows.shape[1]) for rows in learning]
    outcomes = train(
        critic,
        _orders([rows.shape[1] for rows in learning], settings.batch_size, generators, device),
        loss,
        lambda: -form(settings.kind, *map(scores, selecting)),
        settings,
    )
    with torch.no_grad():
        on_p, on_q = (scores(rows).double() for rows in reporting)
    weights = sum(weight.numel() for weight in critic.parameters()) // len(made)
    return [TrainedOnTwo(*one, weights) for one in zip(on_p, on_q, outcomes, strict=True)]


def _split(both: Sample, n: int, settings: FInformation, rng: np.random.Generator) -> tuple[Tensor, list[tuple[Tensor, ...]]]:
    """The points as networks take them, and the rows of P and of Q to train on, to select by, and to report on."""
    shares = settings.select, settings.report
    of_p, of_q = split(n, shares, rng), [rows + n for rows in split(len(both) - n, shares, rng)]
    points = scaled(both, "p with q", np.concatenate([of_p[0], of_q[0]]), settings.critic)
    return torch.from_numpy(points), [tuple(map(torch.from_numpy, part)) for part in zip(of_p, of_q, strict=True)]


def _network(shape: tuple[int, ...], settings: FInformation, count: int) -> nn.Module:
    """The tower for images, and `layers` hidden layers of width `hidden`, for so many replicates."""
    first, width = tower(shape, settings.tower)
    return nn.Sequential(first, *dense([width] + [settings.hidden] * settings.layers + [1], count))


def _orders(rows: Sequence[int], size: int, generators: Sequence[torch.Generator], device: torch.device) -> Iterator[Tensor]:
    """Batches of places among the rows of P and then among those of Q, (replicates, points)."""
    draws = [[batches(count, size, generator, device) for count in rows] for generator in generators]
    while True:
        yield torch.stack([torch.cat([next(places) for places in pair]) for pair in draws])
