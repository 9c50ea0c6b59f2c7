"""How long and how fast a network trains. They are plain numbers, so creating an estimator does not load torch."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class TrainingSettings:
    """The settings of every estimator that trains a network.

    Critics, flows and `LatentMI` inherit these fields, so that their constructors are flat. `Autoencoder`, a scikit-learn
    transformer, makes one from its parameters.

    Parameters
    ----------
    learning_rate : float
        Peak step size of Adam. It rises over the first tenth of the steps and falls to zero at the last one.
    batch_size : int
        Rows per gradient step.
    max_steps : int
        Gradient steps of a full run.
    patience : int, optional
        Stop after this many evaluations in a row (of 50 in a full run) without a gain on the select split. None never stops
        early.
    select : float
        Share of the rows that choose the step whose weights are kept.
    report : float
        Share of the rows that the published value is computed from.
    max_seconds : float, optional
        Stop after this long. The result then depends on the speed of the machine.
    device : {"auto", "cpu", "cuda"}
        Where to train; "auto" takes CUDA where there is one.
    progress : bool
        Show a progress bar if standard error is a terminal.

    Raises
    ------
    ValueError
        If a number is not positive, or the shares leave nothing to train on.

    Examples
    --------
    >>> from infoplane.estimators import MINE
    >>> MINE(max_steps=500, patience=None).learning_rate
    0.005
    """

    learning_rate: float = 5e-3
    batch_size: int = 256
    max_steps: int = 2000
    patience: int | None = 10
    select: float = 0.1
    report: float = 0.2
    max_seconds: float | None = None
    device: str = "auto"
    progress: bool = False

    # The smallest gain of the select loss that counts, in the loss's units: nats, or shares of the variance.
    tolerance: ClassVar[float] = 1e-3

    def __post_init__(self) -> None:
        for name in ("learning_rate", "batch_size", "max_steps"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be positive; got {getattr(self, name)}.")
        for name in ("patience", "max_seconds"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise ValueError(f"{name} must be positive, or None for no limit; got {value}.")
        if not (self.select > 0 and self.report > 0 and self.select + self.report < 1):
            raise ValueError(
                f"select and report must be positive shares that sum to less than 1; got {self.select} and {self.report}."
            )
