"""Mutual information by a critic: what MINE, NWJ, InfoNCE, SMILE and their kin share.

A critic T(x, y) is trained on one part of the pairs to tell joint pairs from strangers, the step at which it is kept is
chosen on a second part, and the value and its standard error come from a third: on the data it was trained on, a network
reaches any value (rectangle images with a true 0.1 nats gave 1.2 nats).

An estimator of this family says what its critic ascends, what chooses the step, and how its value is read from scores;
`bounds` holds the formulas, `critic_training` the training. It fails, downwards, where the sample is too small to learn
from, where the truth comes near the `ceiling` of the estimate, and where it has not
converged: more steps would have gained.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from numpy.typing import ArrayLike

from infoplane.estimators.protocol import Estimate
from infoplane.estimators.training.settings import Settings

from .bounds import Reading

if TYPE_CHECKING:
    from torch import Tensor

_REPORTED = 20  # strangers for every x in the report
_TOLERANCE = 0.001  # nats: the least gain on the select split that patience counts


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
        if self.head not in ("concatenated", "separable"):
            raise ValueError(f'head must be "concatenated" or "separable"; got {self.head!r}.')
        self.settings()

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

        `details`: steps, best_step, the objective on the three splits (train, select, report),
        parameters, seconds.

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
        from .training import trained  # and with it torch: naming an estimator loads no network

        return trained(self, pairs, rngs)

    def warm_up(self) -> None:
        """Load what the first estimate would load."""
        from . import training as critic_training  # noqa: F401

    def settings(self) -> Settings:
        """How long and how fast to train."""
        return Settings(self.max_steps, self.batch_size, self.learning_rate, self.patience, _TOLERANCE, self.max_seconds)
