"""One readable training loop for every network of this folder: disjoint splits, early stopping, best weights.

A model is trained on one split, the step at which it is kept is chosen on a second, and what is published about it is
measured on a third, because the best of many looks at a split is biased in the model's favour.

The learning rate rises linearly over the first tenth of the steps and falls to zero along a half cosine (one cycle;
L. N. Smith and N. Topin, arXiv 1708.07120). All randomness comes from the generator handed in; torch's global state is
neither read nor changed.
"""

import contextlib
import copy
import math
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

_WARM_UP = 0.1  # share of the steps over which the learning rate rises
_LOOKS = 50  # evaluations on the select split in a full run
_LATE = 0.2  # gains of the select loss in this last share of the steps tell that more steps would have helped


class TrainingDivergedError(ArithmeticError):
    """The loss or the weights stopped being finite."""


@dataclass(frozen=True)
class Settings:
    """How long and how fast to train.

    Parameters
    ----------
    max_steps : int
        Gradient steps of a full run; the learning rate reaches zero there.
    batch_size : int
        Rows a step.
    learning_rate : float
        Peak step size of Adam.
    patience : int, optional
        Evaluations (of 50 in a full run) without a gain on the select split before stopping; None never stops early.
    tolerance : float
        The least gain of the select loss that counts, in its own units.
    max_seconds : float, optional
        Stop after this long. The result then depends on the machine's speed.
    """

    max_steps: int
    batch_size: int
    learning_rate: float
    patience: int | None = None
    tolerance: float = 0.0
    max_seconds: float | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name == "tolerance":
                if not value >= 0:
                    raise ValueError(f"tolerance must not be negative; got {value}.")
            elif value is None and field.name in ("patience", "max_seconds"):
                continue
            elif not value > 0:
                raise ValueError(f"{field.name} must be positive; got {value}.")


@dataclass(frozen=True)
class Outcome:
    """What a run did.

    Attributes
    ----------
    steps, best_step : int
        Steps taken, and the step whose weights were kept.
    converged : bool
        False if the run ended at its limit of steps or seconds while the select loss was still improving.
    seconds : float
        Wall-clock time.
    history : dict of str to list
        ``step``, ``train`` (mean loss since the last look) and ``select``, one entry a look.
    """

    steps: int
    best_step: int
    converged: bool
    seconds: float
    history: dict[str, list[float]]


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


def resolve_device(device: str) -> torch.device:
    """ "auto" is CUDA where there is one."""
    if device not in ("auto", "cpu", "cuda"):
        raise ValueError(f'device must be "auto", "cpu" or "cuda"; got {device!r}.')
    if device == "cuda" and not torch.cuda.is_available():
        raise ValueError('device="cuda", but torch finds no CUDA device here; take "auto" or "cpu".')
    return torch.device("cuda" if device != "cpu" and torch.cuda.is_available() else "cpu")


def build(make: Callable[[], nn.Module], generator: torch.Generator) -> Any:
    """The module that `make` returns, with weights drawn from `generator`.

    Constructors of torch draw from its global state, which is put back; dense and convolutional layers are then drawn
    anew, uniformly with variance 1 / (3 fan-in) as torch does by default.
    """
    with torch.random.fork_rng(devices=[]):
        module = make()
    for layer in module.modules():
        if isinstance(layer, nn.Linear | nn.Conv2d | nn.ConvTranspose2d):
            bound = 1 / math.sqrt(layer.weight[0].numel())
            nn.init.uniform_(layer.weight, -bound, bound, generator=generator)
            if layer.bias is not None:
                nn.init.uniform_(layer.bias, -bound, bound, generator=generator)
    return module


def batches(rows: int, size: int, generator: torch.Generator, device: torch.device | str = "cpu") -> Iterator[Tensor]:
    """Endless batches of row numbers, without replacement within a pass; the ragged end of a pass is dropped."""
    size = min(size, rows)
    while True:
        # A pass goes to the device at once: a copy a step would wait for the device every time.
        yield from torch.randperm(rows, generator=generator)[: rows - rows % size].to(device).split(size)


def learning_rate_factor(step: int, max_steps: int) -> float:
    """Share of the peak learning rate at a step: linear warm-up, then half a cosine down to zero."""
    warm_up = _WARM_UP * max_steps
    if step < warm_up:
        return (step + 1) / (warm_up + 1)
    return 0.5 * (1 + math.cos(math.pi * (step - warm_up) / (max_steps - warm_up)))


def train(
    model: nn.Module,
    rows: int,
    loss: Callable[[Tensor, float], Tensor],
    select: Callable[[], float],
    settings: Settings,
    generator: torch.Generator,
    progress: bool = False,
) -> Outcome:
    """Minimise a loss and leave the model with the weights that did best on the select split.

    Parameters
    ----------
    model : nn.Module
        Changed in place.
    rows : int
        Rows of the train split; batches are drawn from ``range(rows)``.
    loss : callable
        (row numbers, share of the run done) -> scalar to descend.
    select : callable
        Loss on the select split; called with the model in evaluation mode, without gradients.
    settings : Settings
    generator : torch.Generator
        Order of the rows.
    progress : bool
        Show a bar if standard error is a terminal.

    Raises
    ------
    TrainingDivergedError
        If a loss is not finite.
    """
    start = time.perf_counter()
    device = next(model.parameters()).device
    optimiser = torch.optim.Adam(model.parameters(), lr=settings.learning_rate, fused=True)
    order = batches(rows, settings.batch_size, generator, device)
    every = max(1, settings.max_steps // _LOOKS)
    losses = torch.empty(every, device=device)  # read at looks alone: reading waits for a GPU
    history: dict[str, list[float]] = {"step": [], "train": [], "select": []}
    best, best_step, best_weights, idle = math.inf, 0, copy.deepcopy(model.state_dict()), 0
    step, stopped, late = 0, False, False
    model.train()
    with _bar(settings.max_steps, progress) as advance:
        while step < settings.max_steps and not stopped:
            for group in optimiser.param_groups:
                group["lr"] = settings.learning_rate * learning_rate_factor(step, settings.max_steps)
            optimiser.zero_grad()
            value = loss(next(order), step / settings.max_steps)
            value.backward()
            optimiser.step()
            losses[step % every] = value.detach()
            step += 1
            late = settings.max_seconds is not None and time.perf_counter() - start > settings.max_seconds
            if step % every and step < settings.max_steps and not late:
                continue
            taken = 1 + (step - 1) % every
            shown = _finite(losses[:taken].tolist(), step - taken, settings)
            model.eval()
            with torch.no_grad():
                chosen = _finite([select()], step - 1, settings)[0]
            model.train()
            for name, entry in (("step", step), ("train", sum(shown) / taken), ("select", chosen)):
                history[name].append(entry)
            advance(taken)
            idle = 0 if chosen < best - settings.tolerance else idle + 1
            if chosen < best:
                best, best_step, best_weights = chosen, step, copy.deepcopy(model.state_dict())
            stopped = late or (settings.patience is not None and idle >= settings.patience)
    model.load_state_dict(best_weights)
    model.eval()
    at_limit = late or step == settings.max_steps
    return Outcome(step, best_step, not (at_limit and _improving(history, settings)), time.perf_counter() - start, history)


def _finite(values: list[float], before: int, settings: Settings) -> list[float]:
    """The losses of the steps that follow step `before`, if all are finite."""
    for step, value in enumerate(values, before + 1):
        if not math.isfinite(value):
            raise TrainingDivergedError(
                f"The loss was {value} at step {step} of {settings.max_steps}: lower the learning rate "
                f"(now {settings.learning_rate:g}) or look for extreme values in the data."
            )
    return values


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
