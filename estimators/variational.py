"""Mutual information by a critic: what MINE, NWJ, InfoNCE, SMILE and their kin share.

A critic T(x, y) is trained on one part of the pairs to tell joint pairs from strangers, the step at which it is kept is
chosen on a second part, and the value and its standard error come from a third: on the data it was trained on, a network
reaches any value (rectangle images with a true 0.1 nats gave 1.2 nats).

An estimator of this family says what its critic ascends, what chooses the step, and how its value is read from scores;
`bounds` holds the formulas. It fails, downwards, where the sample is too small to learn from, where the truth comes near
`details["ceiling"]`, and where `details["converged"]` is 0: more steps would have gained.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor

from .bounds import Reading
from .critics import HEADS, Critic
from .preparation import batches, build, resolve_device, torch_generator
from .protocol import Estimate
from .sides import three_parts
from .training import Outcome, Settings, train

_LOOKED_AT = 5  # strangers for every x when a step is judged
_REPORTED = 20  # and in the report
_TOLERANCE = 0.001  # nats: the least gain on the select split that patience counts
_CHUNK = 1024  # images a tower embeds at a time


@dataclass(frozen=True)
class Variational(ABC):
    """An estimator that trains a critic.

    Parameters
    ----------
    hidden, layers : int
        Width and number of hidden layers of the critic's dense networks.
    learning_rate : float
        Peak step size of Adam under the one-cycle schedule of `training`.
    batch_size, max_steps : int
        Pairs a step, and steps of a full run.
    negatives : int
        Pairs with strangers for every joint pair of a batch.
    patience : int, optional
        Looks at the select split (of 50 in a full run) without a gain before stopping; None never stops early.
    select, report : float
        Shares of the pairs that choose the weights, and that the reported value is measured on.
    head : {"concatenated", "separable"}
        The critic: a network on both sides at once, or an inner product of one a side.
    max_seconds : float, optional
        Stop after this long; the result then depends on the machine's speed.
    device : {"auto", "cpu", "cuda"}
    critic : {"auto", "dense", "convolutional"}
        "auto" takes convolutional towers for sides that are images, (n, height, width) or (n, channels, height, width).
    progress : bool
        Show a progress bar on a terminal.
    """

    hidden: int = 64
    layers: int = 3
    learning_rate: float = 5e-3
    batch_size: int = 256
    max_steps: int = 2000
    negatives: int = 7
    patience: int | None = 10
    select: float = 0.1
    report: float = 0.2
    head: Literal["concatenated", "separable"] = "concatenated"
    max_seconds: float | None = None
    device: str = "auto"
    critic: Literal["auto", "dense", "convolutional"] = "auto"
    progress: bool = False

    judged: ClassVar[int] = _REPORTED  # strangers for every x in the report

    def __post_init__(self) -> None:
        name = type(self).__name__
        for field in ("hidden", "layers", "negatives"):
            if getattr(self, field) < 1:
                raise ValueError(f"{name} needs {field} >= 1; got {getattr(self, field)}.")
        if min(self.select, self.report) <= 0 or self.select + self.report >= 1:
            raise ValueError(
                f"select and report must be positive shares that sum to less than 1; got {self.select}, {self.report}."
            )
        if self.batch_size <= self.negatives:
            raise ValueError(f"{name} needs negatives < batch_size; got {self.negatives} and {self.batch_size}.")
        if self.critic not in ("auto", "dense", "convolutional"):
            raise ValueError(f'critic must be "auto", "dense" or "convolutional"; got {self.critic!r}.')
        if self.head not in HEADS:
            raise ValueError(f'head must be "concatenated" or "separable"; got {self.head!r}.')
        self._settings()

    @abstractmethod
    def ascent(self) -> Callable[[Tensor], Tensor]:
        """The objective of one run: scores (replicates, n, 1 + m) to what the critic ascends, (replicates,)."""

    @abstractmethod
    def criterion(self, scores: Tensor) -> Tensor:
        """What the kept step is chosen by, (replicates,): the larger the better."""

    @abstractmethod
    def read(self, scores: Tensor) -> Reading:
        """The value, in nats, from scores (n, 1 + m)."""

    def ceiling(self, scores: Tensor) -> float:
        """The value above which scores of this shape tell nothing: ln of the number of pairs of strangers."""
        return math.log(scores[:, 1:].numel())

    def estimate(self, x: ArrayLike, y: ArrayLike, rng: Any = None) -> Estimate:
        """Estimate I(X;Y) in nats from x (n, *shape) and y (n, *shape); class labels enter one-hot.

        `details`: steps, best_step, converged (1 or 0), the objective on the three splits (train, select, report),
        ceiling, parameters, seconds.

        Raises
        ------
        ValueError
            If a side is constant or the splits would be too small.
        TrainingDivergedError
            If the objective stops being finite.
        """
        return self.estimate_stack([(x, y)], [rng])[0]

    def estimate_stack(self, pairs: Sequence[tuple[ArrayLike, ArrayLike]], rngs: Sequence[Any]) -> list[Estimate]:
        """Estimates from several samples of one shape, their critics trained side by side.

        Every estimate equals, up to rounding, that of `estimate` with the same sample and rng. On a GPU ten small
        critics cost hardly more than one; on a CPU take processes instead. Images go one sample at a time.

        Raises
        ------
        ValueError
            As `estimate`, and if the samples differ in shape.
        """
        rngs = [np.random.default_rng(rng) for rng in rngs]
        shares, name = (self.select, self.report), type(self).__name__
        samples = [three_parts(*pair, shares, rng, name, self.critic) for pair, rng in zip(pairs, rngs, strict=True)]
        shapes = {tuple(side.shape for part in sample for side in part) for sample in samples}
        if len(shapes) > 1:
            raise ValueError("Samples trained side by side need one shape and one size; call estimate for each instead.")
        if len(samples) > 1 and any(side.ndim > 2 for side in samples[0][0]):
            return [self.estimate(*pair, rng) for pair, rng in zip(pairs, rngs, strict=True)]
        return self._train([_stack([sample[part] for sample in samples]) for part in range(3)], rngs)

    def _train(self, parts: list[tuple[Tensor, Tensor]], rngs: list[np.random.Generator]) -> list[Estimate]:
        generators, device = [torch_generator(rng) for rng in rngs], resolve_device(self.device)
        learn, select, report = ((x.to(device), y.to(device)) for x, y in parts)
        shapes = (learn[0].shape[2:], learn[1].shape[2:])
        alone = [build(lambda: self._critic(shapes, 1), generator).state_dict() for generator in generators]
        critic = self._critic(shapes, len(rngs)).to(device)
        critic.load_state_dict(_side_by_side(alone))
        rows = learn[0].shape[1]
        negatives = min(self.negatives, rows - 1)
        objective, flat = self.ascent(), [side.flatten(0, 1) for side in learn]

        def loss(order: Tensor, done: float) -> Tensor:
            # Rows are in random order, so shifting one side by less than a batch pairs each x with strangers' y.
            batch = (side.index_select(0, order.flatten()).unflatten(0, order.shape) for side in flat)
            return -objective(critic.score(*critic.embed(*batch), negatives))

        starts = range(0, len(rngs) * rows, rows)
        orders = [batches(rows, self.batch_size, one, device, start) for one, start in zip(generators, starts, strict=True)]
        outcomes = train(
            critic,
            map(torch.stack, zip(*orders, strict=True)),
            loss,
            lambda: -self.criterion(_scores(critic, select, max(negatives, _LOOKED_AT))),
            self._settings(),
            self.progress,
        )
        with torch.no_grad():
            fewer = max(negatives, _LOOKED_AT)
            scores = [_scores(critic, *part) for part in ((learn, fewer), (select, fewer), (report, self.judged))]
        return [
            self._estimate([part[run] for part in scores], outcome, critic, len(rngs)) for run, outcome in enumerate(outcomes)
        ]

    def _estimate(self, scores: list[Tensor], outcome: Outcome, critic: Critic, replicates: int) -> Estimate:
        reading = self.read(scores[2].double())
        names = ("objective_train", "objective_select", "objective_report")
        details = {
            "steps": float(outcome.steps),
            "best_step": float(outcome.best_step),
            "converged": float(outcome.converged),
            **{name: float(self.criterion(part[None])) for name, part in zip(names, scores, strict=True)},
            "ceiling": self.ceiling(scores[2]),
            "parameters": float(sum(weight.numel() for weight in critic.parameters()) // replicates),
            "seconds": outcome.seconds,
        }
        return Estimate(float(reading.nats), reading.standard_error(), details)

    def _critic(self, shapes: tuple[tuple[int, ...], tuple[int, ...]], replicates: int) -> Critic:
        return HEADS[self.head](*shapes, self.hidden, self.layers, replicates)

    def _settings(self) -> Settings:
        return Settings(self.max_steps, self.batch_size, self.learning_rate, self.patience, _TOLERANCE, self.max_seconds)


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
