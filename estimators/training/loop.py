"""One training loop for every network of the package: a one-cycle learning rate, early stopping, the best weights.

A network is trained on one split of the data. A second split selects the step whose weights are kept. The published value is
computed from a third, because the best of many evaluations on one split is biased in the network's favour.

The learning rate rises linearly over the first tenth of the steps and then falls to zero along half a cosine (one cycle;
L. N. Smith and N. Topin, arXiv 1708.07120).
"""

import contextlib
import math
import sys
import time
from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn

from infoplane.extras import needed_by

from .adam import Adam
from .early_stopping import EarlyStopping, Outcome
from .settings import TrainingSettings

_WARM_UP = 0.1  # share of the steps over which the learning rate rises
_EVALUATIONS = 50  # on the select split, in a full run


def learning_rate_factor(step: int, max_steps: int) -> float:
    """Share of the peak learning rate at a step: a linear rise, then half a cosine down to zero."""
    warm_up = _WARM_UP * max_steps
    if step < warm_up:
        return (step + 1) / (warm_up + 1)
    return 0.5 * (1 + math.cos(math.pi * (step - warm_up) / (max_steps - warm_up)))


def train(
    network: nn.Module,
    batches: Iterator[Tensor],
    loss: Callable[[Tensor, float], Tensor],
    select_loss: Callable[[], Tensor],
    settings: TrainingSettings,
) -> list[Outcome]:
    """Minimise a loss, and leave the network with the weights that did best on the select split.

    Parameters
    ----------
    network : nn.Module
        Changed in place; in evaluation mode afterwards.
    batches : iterator of Tensor
        Row numbers of batch after batch, without end.
    loss : callable
        (row numbers, share of the run done) -> the loss to minimise, a scalar or one entry per replicate.
    select_loss : callable
        () -> the loss on the select split, of the same shape. It is called in evaluation mode, without gradients.
    settings : TrainingSettings
        All but its splits, its batch size and its device, which the arguments above have taken into account.

    Returns
    -------
    list of Outcome
        One per replicate.

    Raises
    ------
    TrainingDivergedError
        If a loss is not finite.
    """
    start = time.perf_counter()
    network.zero_grad()
    optimiser = Adam(network.parameters())
    interval = max(1, settings.max_steps // _EVALUATIONS)
    stopping: EarlyStopping | None = None
    losses: list[Tensor] = []  # fetched at evaluations only, because fetching waits for a GPU
    step, at_limit = 0, False
    network.train()
    with _progress_bar(settings) as advance:
        while not at_limit and (stopping is None or stopping.running):
            value = loss(next(batches), step / settings.max_steps)
            value.sum().backward()
            optimiser.step(settings.learning_rate * learning_rate_factor(step, settings.max_steps))
            losses.append(value.detach())
            step += 1
            out_of_time = settings.max_seconds is not None and time.perf_counter() - start > settings.max_seconds
            at_limit = out_of_time or step == settings.max_steps
            if step % interval and not at_limit:
                continue
            network.eval()
            with torch.no_grad():
                selected = select_loss().reshape(-1).cpu()
            network.train()
            stopping = stopping or EarlyStopping(settings, len(selected))
            stopping.record(step, torch.stack(losses).reshape(len(losses), -1).cpu(), selected, network)
            advance(len(losses))
            losses = []
    assert stopping is not None  # the last step is always evaluated
    network.load_state_dict(stopping.weights)
    network.eval()
    stopping.finish(time.perf_counter() - start, step, at_limit)
    return stopping.outcomes


@contextlib.contextmanager
def _progress_bar(settings: TrainingSettings) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error, or nothing if standard error is not a terminal."""
    if not (settings.progress and sys.stderr.isatty()):
        yield lambda steps: None
        return
    with needed_by("A progress bar"):
        from rich.console import Console
        from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("training", total=settings.max_steps)
        yield lambda steps: bar.advance(task, steps)
