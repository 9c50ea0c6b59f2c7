"""The weights that do best on the select split, when to stop, and what a run reports about itself.

A network may hold replicates side by side: every weight has a leading dimension, one entry for each. Each replicate then
keeps its own best weights and stops by its own patience, as if it were trained alone.
"""

import math
from dataclasses import dataclass, field

from torch import Tensor, nn

from .settings import TrainingSettings

_LAST_SHARE = 0.2  # a gain in this last share of the steps shows that more steps would have helped


class TrainingDivergedError(ArithmeticError):
    """The loss stopped being finite."""


@dataclass
class Outcome:
    """What one training run did.

    Attributes
    ----------
    steps, best_step : int
        Steps taken, and the step whose weights were kept.
    converged : bool
        False if the run ended at its limit of steps or seconds while the select loss was still falling.
    seconds : float
        Wall-clock time; replicates share it.
    history : dict of str to list
        One entry per evaluation: ``step``, ``train`` (mean loss since the last evaluation) and ``select``.
    """

    steps: int = 0
    best_step: int = 0
    converged: bool = False
    seconds: float = 0.0
    history: dict[str, list[float]] = field(default_factory=lambda: {"step": [], "train": [], "select": []})

    def details(self) -> dict[str, float]:
        """The numbers that every trained estimator puts into its `Estimate.details`."""
        return {"steps": float(self.steps), "best_step": float(self.best_step), "seconds": self.seconds}


class EarlyStopping:
    """The best weights of every replicate so far, and the number of evaluations since each last improved.

    Parameters
    ----------
    settings : TrainingSettings
        Its `patience` and `tolerance` decide which replicates go on.
    replicates : int

    Attributes
    ----------
    outcomes : list of Outcome
        One per replicate.
    weights : dict of str to Tensor
        The state of the network to keep.
    """

    def __init__(self, settings: TrainingSettings, replicates: int) -> None:
        self.settings = settings
        self.outcomes = [Outcome() for _ in range(replicates)]
        self.weights: dict[str, Tensor] = {}
        self._best = [math.inf] * replicates
        self._without_gain = [0] * replicates

    @property
    def running(self) -> list[int]:
        """The replicates that have not run out of patience."""
        patience = math.inf if self.settings.patience is None else self.settings.patience
        return [replicate for replicate, count in enumerate(self._without_gain) if count < patience]

    def record(self, step: int, train_losses: Tensor, select_losses: Tensor, network: nn.Module) -> None:
        """Note the losses of one evaluation, and keep the weights of the replicates that do better than before.

        Parameters
        ----------
        step : int
            Steps taken so far.
        train_losses : Tensor of shape (steps since the last evaluation, replicates)
        select_losses : Tensor of shape (replicates,)
        network : nn.Module

        Raises
        ------
        TrainingDivergedError
            If a loss is not finite.
        """
        better, first = [], step - len(train_losses) + 1
        for replicate in self.running:
            losses, select = train_losses[:, replicate].tolist(), float(select_losses[replicate])
            for number, loss in enumerate([*losses, select], first):
                self._refuse_infinite(loss, min(number, step))
            outcome = self.outcomes[replicate]
            for name, entry in (("step", step), ("train", sum(losses) / len(losses)), ("select", select)):
                outcome.history[name].append(entry)
            outcome.steps = step
            gained = select < self._best[replicate] - self.settings.tolerance
            self._without_gain[replicate] = 0 if gained else self._without_gain[replicate] + 1
            if select < self._best[replicate]:
                self._best[replicate], outcome.best_step = select, step
                better.append(replicate)
        self._keep(better, network)

    def finish(self, seconds: float, last_step: int, at_limit: bool) -> None:
        """Complete the outcomes.

        Parameters
        ----------
        seconds : float
        last_step : int
        at_limit : bool
            Whether the run ended because its steps or seconds were used up. A replicate that stopped before `last_step`
            ended by its patience.
        """
        for outcome in self.outcomes:
            outcome.seconds = seconds
            cut_short = at_limit and outcome.steps == last_step
            outcome.converged = not (cut_short and self._still_gaining(outcome.history))

    def _keep(self, better: list[int], network: nn.Module) -> None:
        for name, value in network.state_dict().items():
            if len(better) == len(self.outcomes):
                self.weights[name] = value.clone()
            elif better:
                self.weights[name][better] = value[better]

    def _refuse_infinite(self, loss: float, step: int) -> None:
        if not math.isfinite(loss):
            raise TrainingDivergedError(
                f"The loss was {loss} at step {step} of {self.settings.max_steps}: lower the learning rate "
                f"(now {self.settings.learning_rate:g}) or check the data for extreme values."
            )

    def _still_gaining(self, history: dict[str, list[float]]) -> bool:
        """Whether the last evaluations are better than those before them by more than the tolerance."""
        cut = (1 - _LAST_SHARE) * history["step"][-1]
        early = [loss for step, loss in zip(history["step"], history["select"], strict=True) if step <= cut]
        return not early or min(early) - min(history["select"]) > self.settings.tolerance
