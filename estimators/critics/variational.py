"""Mutual information by a trained critic: what MINE, NWJ, InfoNCE, SMILE, Jensen-Shannon and f-DIME share.

A critic T(x, y) is a network that scores pairs. It is trained to give joint pairs (x_i, y_i) a high score and negative
samples, the independent pairs (x_i, y_j), a low one. One split of the pairs trains it, a second selects the step whose
weights are kept, and the value and its standard error are computed from a third. On its own training data a network
can give any value: on rectangle images with a true MI of 0.1 nats it gave 1.2 nats.

An estimator of this family defines what its critic maximises, what selects the step, and how scores become a value. The
formulas are in `bounds`, the training in `training`.

The estimates are too low where the sample is too small to learn from, where the true MI is near or above the ceiling, and
where training has not converged, that is where more steps would have raised the estimate.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from infoplane.estimators.checked import CheckedEstimator, noting_dropped, refuse_mixed
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.samples.kinds import Discrete
from infoplane.estimators.samples.pairing import Missing, as_samples
from infoplane.estimators.validation import Sample
from infoplane.extras import needed_by

from .bounds import BoundValue
from .critic_settings import CriticSettings

if TYPE_CHECKING:
    from torch import Tensor

    from .training import TrainedCritic


@dataclass(frozen=True)
class Variational(CriticSettings, CheckedEstimator):
    """An estimator that trains a critic.

    Its estimates have `ceiling` and `converged`. `details` holds steps, best_step, seconds, parameters (the number of
    weights), and the criterion on the three splits: objective_train, objective_select, objective_report.

    Parameters
    ----------
    **settings
        Those of `CriticSettings` and `TrainingSettings`.
    """

    report_negatives: ClassVar[int] = 20  # negative samples for every x of the report split

    @abstractmethod
    def objective(self) -> Callable[[Tensor], Tensor]:
        """Return what the critic of one run maximises: scores (replicates, n, 1 + m) -> (replicates,)."""

    @abstractmethod
    def criterion(self, scores: Tensor) -> Tensor:
        """Return the criterion of a step, (replicates,): the weights of the step with the largest one are kept."""

    @abstractmethod
    def value(self, scores: Tensor) -> BoundValue:
        """Return the value in nats from scores (n, 1 + m)."""

    def ceiling(self, scores: Tensor) -> float:
        """The largest MI in nats that scores of this shape can show: ln of the number of negative samples."""
        return math.log(scores[:, 1:].numel())

    def estimate_checked(self, x: Sample, y: Sample, rng: np.random.Generator) -> Estimate:
        """Estimate I(X;Y) in nats from checked samples.

        Raises
        ------
        ValueError
            If x or y is constant, or a split would be too small.
        TrainingDivergedError
            If the loss stops being finite.
        """
        return self._estimates([(x, y)], [rng])[0]

    def estimate_stack(
        self,
        pairs: Sequence[tuple[ArrayLike, ArrayLike]],
        rngs: Sequence[Any],
        discrete: Discrete = "auto",
        missing: Missing = "error",
    ) -> list[Estimate]:
        """Estimate from several samples of one shape, their critics trained side by side.

        Every estimate equals, up to rounding, that of `estimate` with the same sample and rng. On a GPU ten small critics
        cost hardly more than one. On a CPU separate processes are faster. Images are trained one sample at a time.

        Parameters
        ----------
        pairs : sequence of (x, y)
            Each as `estimate` takes them.
        rngs : sequence of None, int, SeedSequence or numpy.random.Generator
            One per sample.
        discrete, missing
            As `estimate` takes them.

        Raises
        ------
        ValueError
            As `estimate`, and if the samples differ in shape or size.
        TrainingDivergedError
            If a loss stops being finite.
        """
        read = [as_samples({"x": x, "y": y}, discrete, missing) for x, y in pairs]
        for (x, y), _ in read:
            refuse_mixed(self, x, y)
        found = self._estimates([(x, y) for (x, y), _ in read], [np.random.default_rng(rng) for rng in rngs])
        return [noting_dropped(estimate, dropped, missing) for estimate, (_, dropped) in zip(found, read, strict=True)]

    def _estimates(self, pairs: list[tuple[Sample, Sample]], rngs: list[np.random.Generator]) -> list[Estimate]:
        with needed_by(type(self).__name__):  # here, because creating an estimator must not load torch
            from infoplane.estimators.training.pair_splits import pair_splits

            from .training import train_critics

        shares = (self.select, self.report)
        samples = [pair_splits(*pair, shares, rng, self.critic) for pair, rng in zip(pairs, rngs, strict=True)]
        if len({tuple(tensor.shape for split in sample for tensor in split) for sample in samples}) > 1:
            raise ValueError("Samples trained side by side need one shape and one size; call estimate for each instead.")
        images = any(tensor.ndim > 2 for tensor in samples[0].train)
        size = 1 if images else len(samples)
        trained: list[TrainedCritic] = []
        for start in range(0, len(samples), size):
            group = slice(start, start + size)
            trained += train_critics(samples[group], rngs[group], self, self.objective(), self.criterion, self.report_negatives)
        return [self._estimate(critic) for critic in trained]

    def warm_up(self) -> None:
        """Load what the first estimate would load."""
        with needed_by(type(self).__name__):
            from . import training  # noqa: F401

    def _estimate(self, trained: TrainedCritic) -> Estimate:
        found, outcome = self.value(trained.report.double()), trained.outcome
        splits = {"train": trained.train, "select": trained.select, "report": trained.report}
        details = {
            **outcome.details(),
            **{f"objective_{name}": float(self.criterion(scores[None])) for name, scores in splits.items()},
            "parameters": float(trained.parameters),
        }
        return Estimate(float(found.nats), found.standard_error(), details, self.ceiling(trained.report), outcome.converged)
