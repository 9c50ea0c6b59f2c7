"""Mutual information by normalising flows: what `DoE` and `FlowMI` share.

A model gives every pair a log-likelihood, which it is trained on, and a log density ratio. The estimate is the mean ratio

    I(X;Y)  ~  E ln [ p(x, y) / (p(x) p(y)) ]

over pairs that neither trained the model nor selected its weights. It is not a bound: where the densities fit badly, the
estimate may be too low or too high. The flows are the neural splines of zuko (C. Durkan et al., arXiv 1906.04032). They are
made for vectors of a few dimensions; compress images first.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import KW_ONLY, dataclass

import numpy as np
import torch
from torch import Tensor, nn

from infoplane.estimators.checked import CheckedEstimator
from infoplane.estimators.device import resolve_device
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.training.loop import train
from infoplane.estimators.training.pair_splits import pair_splits
from infoplane.estimators.training.rows import batches
from infoplane.estimators.training.seeding import build, torch_generator
from infoplane.estimators.training.settings import TrainingSettings
from infoplane.estimators.validation import Sample, refuse_labels

_MOST_COLUMNS = 64


class PairModel(nn.Module, ABC):
    """Densities of pairs."""

    @abstractmethod
    def forward(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Log-likelihood to maximise, and log density ratio, of the pairs; both (n,)."""


@dataclass(frozen=True)
class FlowBased(TrainingSettings, CheckedEstimator):
    """An estimator that trains normalising flows.

    Its estimates have `converged`. `details` holds steps, best_step, seconds, and the log-likelihood on the three splits:
    objective_train, objective_select, objective_report.

    Parameters
    ----------
    transforms : int
        Spline transforms of a flow.
    hidden : int
        Width of the two hidden layers that compute the parameters of each transform.
    **settings
        Those of `TrainingSettings`.

    Raises
    ------
    ValueError
        If a parameter is out of range.
    """

    transforms: int = 2
    hidden: int = 64
    _: KW_ONLY
    max_steps: int = 1000

    def __post_init__(self) -> None:
        super().__post_init__()
        for field in ("transforms", "hidden"):
            if getattr(self, field) < 1:
                raise ValueError(f"{type(self).__name__} needs {field} >= 1; got {getattr(self, field)}.")

    @abstractmethod
    def model(self, x: Tensor, y: Tensor) -> PairModel:
        """Return an untrained model for these training pairs."""

    def estimate_checked(self, x: Sample, y: Sample, rng: np.random.Generator) -> Estimate:
        """Estimate I(X;Y) in nats from checked samples (n, d) of at most 64 columns each.

        Raises
        ------
        ValueError
            If x or y holds labels, images, or more than 64 columns, or is constant, or if a split would be too small.
        TrainingDivergedError
            If the log-likelihood stops being finite.
        """
        name = type(self).__name__
        refuse_labels(x, y, name)
        if any(sample.ndim != 2 or sample.shape[1] > _MOST_COLUMNS for sample in (x, y)):
            raise ValueError(f"{name} takes vectors (n, d) of at most {_MOST_COLUMNS} columns: wrap it in Compressed for more.")
        generator, device = torch_generator(rng), resolve_device(self.device)
        on_cpu = pair_splits(x, y, (self.select, self.report), rng)
        splits = on_cpu.to(device)
        model = build(lambda: self.model(*on_cpu.train), generator).to(device)

        def loss(rows: Tensor, done: float) -> Tensor:
            return -model(splits.train[0][rows], splits.train[1][rows])[0].mean()

        rows = batches(len(splits.train[0]), self.batch_size, generator, device)
        [outcome] = train(model, rows, loss, lambda: -model(*splits.select)[0].mean(), self)
        with torch.no_grad():
            likelihoods, ratios = zip(*(model(*pairs) for pairs in splits), strict=True)
        objectives = zip(splits._fields, likelihoods, strict=True)
        details = {
            **outcome.details(),
            **{f"objective_{split}": float(likelihood.double().mean()) for split, likelihood in objectives},
        }
        ratio = ratios[2].double()
        stderr = float(ratio.std()) / math.sqrt(len(ratio))
        return Estimate(float(ratio.mean()), stderr, details, converged=outcome.converged)
