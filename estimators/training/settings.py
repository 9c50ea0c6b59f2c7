"""How long and how fast a network trains: plain numbers, so that a configuration needs no torch."""

from dataclasses import dataclass, fields


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
