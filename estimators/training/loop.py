"""One readable training loop for every network of this folder: early stopping, best weights, honest status.

A model is trained on one split, the step at which it is kept is chosen on a second, and what is published about it is
measured on a third, because the best of many looks at a split is biased in the model's favour.

The learning rate rises linearly over the first tenth of the steps and falls to zero along a half cosine (one cycle;
L. N. Smith and N. Topin, arXiv 1708.07120).

A model may hold replicates side by side, every weight with a leading dimension for them: each is stopped, and its best
weights kept, as if it were trained alone.
"""

import contextlib
import math
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from .settings import Settings

_WARM_UP = 0.1  # share of the steps over which the learning rate rises
_LOOKS = 50  # evaluations on the select split in a full run
_LATE = 0.2  # gains of the select loss in this last share of the steps tell that more steps would have helped


class TrainingDivergedError(ArithmeticError):
    """The loss or the weights stopped being finite."""


@dataclass
class Outcome:
    """What a run did.

    Attributes
    ----------
    steps, best_step : int
        Steps taken, and the step whose weights were kept.
    converged : bool
        False if the run ended at its limit of steps or seconds while the select loss was still improving.
    seconds : float
        Wall-clock time; replicates share it.
    history : dict of str to list
        ``step``, ``train`` (mean loss since the last look) and ``select``, one entry a look.
    """

    steps: int
    best_step: int
    converged: bool
    seconds: float
    history: dict[str, list[float]]


def learning_rate_factor(step: int, max_steps: int) -> float:
    """Share of the peak learning rate at a step: linear warm-up, then half a cosine down to zero."""
    warm_up = _WARM_UP * max_steps
    if step < warm_up:
        return (step + 1) / (warm_up + 1)
    return 0.5 * (1 + math.cos(math.pi * (step - warm_up) / (max_steps - warm_up)))


def train(
    model: nn.Module,
    order: Iterator[Tensor],
    loss: Callable[[Tensor, float], Tensor],
    select: Callable[[], Tensor],
    settings: Settings,
    progress: bool = False,
) -> list[Outcome]:
    """Minimise a loss and leave the model with the weights that did best on the select split.

    Parameters
    ----------
    model : nn.Module
        Changed in place.
    order : iterator of Tensor
        Row numbers of batch after batch, endless.
    loss : callable
        (row numbers, share of the run done) -> loss to descend, a scalar or one entry a replicate.
    select : callable
        Loss on the select split, of the same shape; called in evaluation mode, without gradients.
    settings : Settings
    progress : bool
        Show a bar with the time left if standard error is a terminal.

    Returns
    -------
    list of Outcome
        One a replicate.

    Raises
    ------
    TrainingDivergedError
        If a loss is not finite.
    """
    start = time.perf_counter()
    optimiser = torch.optim.Adam(model.parameters(), lr=settings.learning_rate, fused=True)
    every = max(1, settings.max_steps // _LOOKS)
    kept: _Kept | None = None
    losses: list[Tensor] = []  # read at looks alone: reading waits for a GPU
    step, late = 0, False
    model.train()
    with _bar(settings.max_steps, progress) as advance:
        while step < settings.max_steps and not late and (kept is None or kept.running):
            for group in optimiser.param_groups:
                group["lr"] = settings.learning_rate * learning_rate_factor(step, settings.max_steps)
            optimiser.zero_grad()
            value = loss(next(order), step / settings.max_steps)
            value.sum().backward()
            optimiser.step()
            losses.append(value.detach())
            step += 1
            late = settings.max_seconds is not None and time.perf_counter() - start > settings.max_seconds
            if step % every and step < settings.max_steps and not late:
                continue
            model.eval()
            with torch.no_grad():
                shown, chosen = torch.stack(losses).reshape(len(losses), -1).tolist(), select().reshape(-1).tolist()
            model.train()
            kept = kept or _Kept(settings, len(chosen))
            kept.look(step, shown, chosen, model)
            advance(len(losses))
            losses = []
    assert kept is not None  # the last step is followed by a look
    model.load_state_dict(kept.weights)
    model.eval()
    for run in kept.outcomes:
        run.seconds = time.perf_counter() - start
        at_limit = run.steps == step and (late or step == settings.max_steps)
        run.converged = not (at_limit and _improving(run.history, settings))
    return kept.outcomes


class _Kept:
    """The best weights of every replicate so far, and what they were chosen by."""

    def __init__(self, settings: Settings, replicates: int) -> None:
        self.settings = settings
        self.outcomes = [Outcome(0, 0, False, 0.0, {"step": [], "train": [], "select": []}) for _ in range(replicates)]
        self.best, self.gainless = [math.inf] * replicates, [0] * replicates
        self.weights: dict[str, Tensor] = {}

    @property
    def running(self) -> list[int]:
        """The replicates that have not run out of patience."""
        patience = math.inf if self.settings.patience is None else self.settings.patience
        return [run for run, count in enumerate(self.gainless) if count < patience]

    def look(self, step: int, shown: list[list[float]], chosen: list[float], model: nn.Module) -> None:
        """Take note of the losses since the last look and of the select losses now, and keep what is best."""
        better = []
        for run in self.running:
            outcome, before = self.outcomes[run], step - len(shown)
            losses = [values[run] for values in shown]
            for number, value in enumerate([*losses, chosen[run]], before + 1):
                self._must_be_finite(value, min(number, step))
            for name, entry in (("step", step), ("train", sum(losses) / len(losses)), ("select", chosen[run])):
                outcome.history[name].append(entry)
            outcome.steps = step
            self.gainless[run] = 0 if chosen[run] < self.best[run] - self.settings.tolerance else self.gainless[run] + 1
            if chosen[run] < self.best[run]:
                self.best[run], outcome.best_step = chosen[run], step
                better.append(run)
        for name, value in model.state_dict().items():
            if len(better) == len(self.outcomes):
                self.weights[name] = value.clone()
            elif better:
                self.weights[name][better] = value[better]

    def _must_be_finite(self, value: float, step: int) -> None:
        if not math.isfinite(value):
            raise TrainingDivergedError(
                f"The loss was {value} at step {step} of {self.settings.max_steps}: lower the learning rate "
                f"(now {self.settings.learning_rate:g}) or look for extreme values in the data."
            )


def _improving(history: dict[str, list[float]], settings: Settings) -> bool:
    """Whether the last looks still gained on those before them by more than the tolerance."""
    cut = (1 - _LATE) * history["step"][-1]
    early = [value for step, value in zip(history["step"], history["select"], strict=True) if step <= cut]
    return not early or min(early) - min(history["select"]) > settings.tolerance


@contextlib.contextmanager
def _bar(total: int, progress: bool) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error, or nothing where nobody looks."""
    if not (progress and sys.stderr.isatty()):
        yield lambda steps: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("training", total=total)
        yield lambda steps: bar.advance(task, steps)
