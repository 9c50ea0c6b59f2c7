"""Mutual information by normalising flows: what the difference of entropies and the flow to a canonical base share.

A model gives every pair a log-likelihood, to train it by, and a log density ratio ln p(x, y) / (p(x) p(y)); the estimate is
the mean ratio over pairs that neither trained the model nor chose its weights. It is no bound: densities that fit badly err
either way. Flows are those of zuko: neural splines (C. Durkan et al., arXiv 1906.04032). They want vectors of a few
dimensions; compress images first.
"""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn

from infoplane.estimators.device import resolve_device
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.training.loop import train
from infoplane.estimators.training.parts import three_parts
from infoplane.estimators.training.preparation import batches, build, torch_generator
from infoplane.estimators.training.settings import Settings
from infoplane.estimators.validation import as_pair

_TOLERANCE = 0.001  # nats: the least gain of the log-likelihood that patience counts
_MOST_COLUMNS = 64


class PairModel(nn.Module, ABC):
    """Densities of pairs."""

    @abstractmethod
    def forward(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Log-likelihood to ascend and log density ratio of the pairs, both (n,)."""


@dataclass(frozen=True)
class FlowBased(ABC):
    """An estimator that trains normalising flows.

    Parameters
    ----------
    transforms, hidden : int
        Spline transforms of a flow, and the width of the two hidden layers that steer each.
    learning_rate : float
        Peak step size of Adam under the one-cycle schedule of `training`.
    batch_size, max_steps : int
        Pairs a step, and steps of a full run.
    patience : int, optional
        Looks at the select split (of 50 in a full run) without a gain before stopping; None never stops early.
    select, report : float
        Shares of the pairs that choose the weights, and that the reported value is measured on.
    max_seconds : float, optional
        Stop after this long; the result then depends on the machine's speed.
    device : {"auto", "cpu", "cuda"}
    progress : bool
        Show a progress bar on a terminal.
    """

    transforms: int = 2
    hidden: int = 64
    learning_rate: float = 5e-3
    batch_size: int = 256
    max_steps: int = 1000
    patience: int | None = 10
    select: float = 0.1
    report: float = 0.2
    max_seconds: float | None = None
    device: str = "auto"
    progress: bool = False

    def __post_init__(self) -> None:
        for field in ("transforms", "hidden"):
            if getattr(self, field) < 1:
                raise ValueError(f"{type(self).__name__} needs {field} >= 1; got {getattr(self, field)}.")
        self._settings()

    @abstractmethod
    def model(self, x: Tensor, y: Tensor) -> PairModel:
        """A fresh model for pairs like these, the ones to train on."""

    def estimate(self, x: ArrayLike, y: ArrayLike, rng: Any = None) -> Estimate:
        """Estimate I(X;Y) in nats from x (n, d) and y (n, d).

        `details`: steps, best_step, the log-likelihood on the three splits (objective_train,
        objective_select, objective_report), seconds.

        Raises
        ------
        ValueError
            If a side holds labels, images, or more than 64 columns, is constant, or the splits would be too small.
        TrainingDivergedError
            If the log-likelihood stops being finite.
        """
        rng, name = np.random.default_rng(rng), type(self).__name__
        if any(side.ndim != 2 or side.shape[1] > _MOST_COLUMNS for side in as_pair(x, y)):
            raise ValueError(f"{name} takes vectors (n, d) of at most {_MOST_COLUMNS} columns: wrap it in Compressed for more.")
        generator, device = torch_generator(rng), resolve_device(self.device)
        parts = three_parts(x, y, (self.select, self.report), rng, name)
        learn, select, report = ((one.to(device), other.to(device)) for one, other in parts)
        model = build(lambda: self.model(*parts[0]), generator).to(device)

        def loss(rows: Tensor, done: float) -> Tensor:
            return -model(learn[0][rows], learn[1][rows])[0].mean()

        order = batches(len(learn[0]), self.batch_size, generator, device)
        [outcome] = train(model, order, loss, lambda: -model(*select)[0].mean(), self._settings(), self.progress)
        with torch.no_grad():
            likelihoods, ratios = zip(*(model(*part) for part in (learn, select, report)), strict=True)
            objectives, ratio = [float(one.double().mean()) for one in likelihoods], ratios[2].double()
        details = {
            "steps": float(outcome.steps),
            "best_step": float(outcome.best_step),
            **dict(zip(("objective_train", "objective_select", "objective_report"), objectives, strict=True)),
            "seconds": outcome.seconds,
        }
        stderr = float(ratio.std()) / math.sqrt(len(ratio))
        return Estimate(float(ratio.mean()), stderr, details, converged=outcome.converged)

    def _settings(self) -> Settings:
        return Settings(self.max_steps, self.batch_size, self.learning_rate, self.patience, _TOLERANCE, self.max_seconds)
