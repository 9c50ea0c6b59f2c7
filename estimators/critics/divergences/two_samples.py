"""Train a critic T(z) to distinguish the points of two samples, by the loop that all networks share."""

from collections.abc import Callable
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
from infoplane.estimators.training.seeding import build, torch_generator
from infoplane.estimators.validation import Sample

from .forms import clipped, form
from .information import FInformation


class TrainedOnTwo(NamedTuple):
    """T on the held-out points of P and of Q, how the training went, and the number of weights."""

    on_p: Tensor
    on_q: Tensor
    outcome: Outcome
    parameters: int


def train_on_two(both: Sample, n: int, settings: FInformation, rng: np.random.Generator) -> TrainedOnTwo:
    """Train a critic on the points of P and those of Q.

    Parameters
    ----------
    both : checked sample
        The n points of P, then those of Q.
    n : int
    settings : FInformation
        Its kind, clip, shape and training; not its negative samples and its head, which are for pairs.
    rng : numpy.random.Generator

    Raises
    ------
    ValueError
        If all points are equal, or a split would be too small.
    """
    shares = settings.select, settings.report
    of_p, of_q = split(n, shares, rng), [rows + n for rows in split(len(both) - n, shares, rng)]
    device, generator = resolve_device(settings.device), torch_generator(rng)
    points = torch.from_numpy(scaled(both, "p with q", np.concatenate([of_p[0], of_q[0]]), settings.critic)).to(device)
    critic = build(lambda: _network(tuple(points.shape[1:]), settings), generator).to(device)

    def scores(rows: Tensor) -> Tensor:
        return clipped(critic(points.index_select(0, rows)[None])[0, :, 0], settings.limit)

    learning, selecting, reporting = (
        tuple(torch.from_numpy(rows).to(device) for rows in rows_of) for rows_of in zip(of_p, of_q, strict=True)
    )
    size = min(settings.batch_size, len(learning[0]))
    draws = [batches(len(rows), settings.batch_size, generator, device) for rows in learning]
    loss = _loss(settings, scores, learning, size)
    joined = (torch.cat(orders) for orders in zip(*draws, strict=True))
    [outcome] = train(critic, joined, loss, lambda: -form(settings.kind, *map(scores, selecting)), settings)
    with torch.no_grad():
        on_p, on_q = (scores(rows).double() for rows in reporting)
    return TrainedOnTwo(on_p, on_q, outcome, sum(weight.numel() for weight in critic.parameters()))


def _network(shape: tuple[int, ...], settings: FInformation) -> nn.Module:
    """The tower for images, and `layers` hidden layers of width `hidden`."""
    first, width = tower(shape, settings.tower)
    return nn.Sequential(first, *dense([width] + [settings.hidden] * settings.layers + [1], 1))


def _loss(
    settings: FInformation, scores: Callable[[Tensor], Tensor], learning: tuple[Tensor, ...], size: int
) -> Callable[[Tensor, float], Tensor]:
    """What the loop minimises: a batch holds `size` numbers of rows of P, then those of Q."""

    def loss(order: Tensor, done: float) -> Tensor:
        of_p, of_q = learning[0][order[:size]], learning[1][order[size:]]
        return -form(settings.kind, scores(of_p), scores(of_q))

    return loss
