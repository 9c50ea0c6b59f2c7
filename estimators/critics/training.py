"""Train critics side by side on one split of the pairs, select the step by a second, and score the third."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from infoplane.estimators.device import resolve_device
from infoplane.estimators.training.early_stopping import Outcome
from infoplane.estimators.training.loop import train
from infoplane.estimators.training.pair_splits import Pairs, PairSplits
from infoplane.estimators.training.rows import batches
from infoplane.estimators.training.seeding import build_stack, torch_generator

from .critic_networks import HEADS, Critic
from .critic_settings import HeadSettings

_SELECT_NEGATIVES = 5  # the least number of negative samples for every x at an evaluation
_CHUNK = 1024  # images that a tower embeds at a time


class TrainedCritic(NamedTuple):
    """The scores of one trained critic on the three splits, each (n, 1 + negatives), and how its training went."""

    train: Tensor
    select: Tensor
    report: Tensor
    outcome: Outcome
    parameters: int


def train_critics(
    samples: Sequence[PairSplits],
    rngs: Sequence[np.random.Generator],
    settings: HeadSettings,
    objective: Callable[[Tensor], Tensor],
    criterion: Callable[[Tensor], Tensor],
    report_negatives: int,
    follow: Callable[[Tensor, Tensor], None] | None = None,
    make: Callable[[int], Critic] | None = None,
) -> list[TrainedCritic]:
    """Train one critic per sample, all at once.

    Parameters
    ----------
    samples : sequence of PairSplits
        Of one shape and size. Images only one sample at a time.
    rngs : sequence of numpy.random.Generator
        One per sample: weights and batches follow from it.
    settings : HeadSettings
    objective : callable
        Scores (replicates, n, 1 + negatives) of a batch -> what the critics maximise, (replicates,).
    criterion : callable
        Scores of the select split -> what the kept step maximises, (replicates,).
    report_negatives : int
        Negative samples for every x in the scores of the report split; fewer where the split is small.
    follow : callable, optional
        Called at every evaluation with the scores of the train and of the report split, to show how a training goes; they
        choose nothing.
    make : callable, optional
        Number of replicates -> a critic of the samples; by default the head of the settings alone.
    """
    generators, device = [torch_generator(rng) for rng in rngs], resolve_device(settings.device)
    splits = _stacked(samples).to(device)
    critic: Critic = build_stack(make or _head(splits.train, settings), generators).to(device)
    rows = splits.train[0].shape[1]
    negatives = min(settings.negatives, rows - 1)
    flat = [sample.flatten(0, 1) for sample in splits.train]

    def loss(order: Tensor, done: float) -> Tensor:
        # The order is random, so a shift of y against x by less than a batch makes independent pairs.
        batch = (sample.index_select(0, order.flatten()).unflatten(0, order.shape) for sample in flat)
        return -objective(critic.score(*critic.embed(*batch), negatives))

    starts = range(0, len(rngs) * rows, rows)
    orders = [batches(rows, settings.batch_size, one, device, start) for one, start in zip(generators, starts, strict=True)]
    select_negatives = max(negatives, _SELECT_NEGATIVES)

    def select_loss() -> Tensor:
        if follow is not None:
            follow(*(_scores(critic, pairs, report_negatives) for pairs in (splits.train, splits.report)))
        return -criterion(_scores(critic, splits.select, select_negatives))

    outcomes = train(critic, map(torch.stack, zip(*orders, strict=True)), loss, select_loss, settings)
    with torch.no_grad():
        counts = (select_negatives, select_negatives, report_negatives)
        scores = [_scores(critic, pairs, count) for pairs, count in zip(splits, counts, strict=True)]
    parameters = sum(weight.numel() for weight in critic.parameters()) // len(rngs)
    of_run = zip(*scores, outcomes, strict=True)
    return [TrainedCritic(learn, select, report, outcome, parameters) for learn, select, report, outcome in of_run]


def _stacked(samples: Sequence[PairSplits]) -> PairSplits:
    """Splits of several samples as one, with a leading dimension for the replicates."""
    splits = zip(*samples, strict=True)
    return PairSplits(*((torch.stack([x for x, _ in pairs]), torch.stack([y for _, y in pairs])) for pairs in splits))


def _head(pairs: Pairs, settings: HeadSettings) -> Callable[[int], Critic]:
    shapes = pairs[0].shape[2:], pairs[1].shape[2:]
    return lambda replicates: HEADS[settings.head](*shapes, settings.hidden, settings.layers, replicates, settings.tower)


def _scores(critic: Critic, pairs: Pairs, negatives: int) -> Tensor:
    """Scores (replicates, n, 1 + negatives) of a whole split, with fewer negative samples where it is small."""
    chunks = zip(*(sample.split(_CHUNK, 1) for sample in pairs), strict=True)
    x_code, y_code = (torch.cat(codes, 1) for codes in zip(*(critic.embed(*chunk) for chunk in chunks), strict=True))
    return critic.score(x_code, y_code, min(negatives, x_code.shape[1] - 1))
