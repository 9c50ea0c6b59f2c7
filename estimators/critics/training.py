"""Train critics of `variational` side by side on one part of the pairs, keep their best step by a second, score a third."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor

from infoplane.estimators.device import resolve_device
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.training.loop import Outcome, train
from infoplane.estimators.training.parts import three_parts
from infoplane.estimators.training.preparation import batches, build, torch_generator

from .critic_networks import HEADS, Critic

if TYPE_CHECKING:
    from .variational import Variational

_LOOKED_AT = 5  # strangers for every x when a step is judged
_CHUNK = 1024  # images a tower embeds at a time


def trained(method: Variational, pairs: Sequence[tuple[ArrayLike, ArrayLike]], rngs: Sequence[Any]) -> list[Estimate]:
    """The estimates of `Variational.estimate_stack`."""
    rngs = [np.random.default_rng(rng) for rng in rngs]
    shares, name = (method.select, method.report), type(method).__name__
    samples = [three_parts(*pair, shares, rng, name, method.critic) for pair, rng in zip(pairs, rngs, strict=True)]
    shapes = {tuple(side.shape for part in sample for side in part) for sample in samples}
    if len(shapes) > 1:
        raise ValueError("Samples trained side by side need one shape and one size; call estimate for each instead.")
    if len(samples) > 1 and any(side.ndim > 2 for side in samples[0][0]):
        return [method.estimate(*pair, rng) for pair, rng in zip(pairs, rngs, strict=True)]
    return _train(method, [_stack([sample[part] for sample in samples]) for part in range(3)], rngs)


def _train(method: Variational, parts: list[tuple[Tensor, Tensor]], rngs: list[np.random.Generator]) -> list[Estimate]:
    generators, device = [torch_generator(rng) for rng in rngs], resolve_device(method.device)
    learn, select, report = ((x.to(device), y.to(device)) for x, y in parts)
    shapes = (learn[0].shape[2:], learn[1].shape[2:])

    def critics(replicates: int) -> Critic:
        return HEADS[method.head](*shapes, method.hidden, method.layers, replicates)

    alone = [build(lambda: critics(1), generator).state_dict() for generator in generators]
    critic = critics(len(rngs)).to(device)
    critic.load_state_dict(_side_by_side(alone))
    rows = learn[0].shape[1]
    negatives = min(method.negatives, rows - 1)
    objective, flat = method.ascent(), [side.flatten(0, 1) for side in learn]

    def loss(order: Tensor, done: float) -> Tensor:
        # Rows are in random order, so shifting one side by less than a batch pairs each x with strangers' y.
        batch = (side.index_select(0, order.flatten()).unflatten(0, order.shape) for side in flat)
        return -objective(critic.score(*critic.embed(*batch), negatives))

    starts = range(0, len(rngs) * rows, rows)
    orders = [batches(rows, method.batch_size, one, device, start) for one, start in zip(generators, starts, strict=True)]
    fewer = max(negatives, _LOOKED_AT)
    outcomes = train(
        critic,
        map(torch.stack, zip(*orders, strict=True)),
        loss,
        lambda: -method.criterion(_scores(critic, select, fewer)),
        method.settings(),
        method.progress,
    )
    with torch.no_grad():
        scores = [_scores(critic, *part) for part in ((learn, fewer), (select, fewer), (report, method.judged))]
    parameters = sum(weight.numel() for weight in critic.parameters()) // len(rngs)
    return [_estimate(method, [part[run] for part in scores], outcome, parameters) for run, outcome in enumerate(outcomes)]


def _estimate(method: Variational, scores: list[Tensor], outcome: Outcome, parameters: int) -> Estimate:
    reading = method.read(scores[2].double())
    names = ("objective_train", "objective_select", "objective_report")
    details = {
        "steps": float(outcome.steps),
        "best_step": float(outcome.best_step),
        **{name: float(method.criterion(part[None])) for name, part in zip(names, scores, strict=True)},
        "parameters": float(parameters),
        "seconds": outcome.seconds,
    }
    ceiling = method.ceiling(scores[2])
    return Estimate(float(reading.nats), reading.standard_error(), details, ceiling, outcome.converged)


def _side_by_side(weights: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    """Weights of replicates as one; images come alone, and their convolutions have no dimension to join along."""
    return weights[0] if len(weights) == 1 else {name: torch.cat([one[name] for one in weights]) for name in weights[0]}


def _stack(parts: list[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
    return torch.stack([x for x, _ in parts]), torch.stack([y for _, y in parts])


def _scores(critic: Critic, sides: tuple[Tensor, Tensor], strangers: int) -> Tensor:
    """Scores (replicates, n, 1 + strangers) of a whole split, with fewer strangers where it is small."""
    pairs = zip(*(side.split(_CHUNK, 1) for side in sides), strict=True)
    x_code, y_code = (torch.cat(codes, 1) for codes in zip(*(critic.embed(*pair) for pair in pairs), strict=True))
    return critic.score(x_code, y_code, min(strangers, x_code.shape[1] - 1))
