"""What a measurement rests on: the methods that were tried, their value on shuffled pairs, and the fitted distribution."""

from dataclasses import dataclass
from typing import Any, Protocol


class Twin(Protocol):
    """A distribution of known MI, fitted to a sample. It has the members of every distribution of `infoplane.distributions`."""

    @property
    def x_shape(self) -> tuple[int, ...]: ...
    @property
    def y_shape(self) -> tuple[int, ...]: ...
    @property
    def mutual_information(self) -> float: ...

    def sample(self, n: int, *, rng: Any = None) -> tuple[Any, Any]:
        """Draw n pairs."""
        ...


@dataclass(frozen=True)
class Alternative:
    """A method that was tried, and why it was or was not taken.

    Parameters
    ----------
    method : str
        Its name.
    nats, stderr : float, optional
        What it says, where it says something.
    taken : bool
        Whether the value rests on it.
    reason : str
        One sentence.
    misfit : float, optional
        Of a twin: how far what estimators say of the data is from what they say of its draws, in standard deviations.
    """

    method: str
    nats: float | None
    stderr: float | None
    taken: bool
    reason: str
    misfit: float | None = None


@dataclass(frozen=True)
class Null:
    """What the estimator that the value rests on says of shuffled pairs, whose MI is 0, before any correction.

    Parameters
    ----------
    mean, sd : float
        Over the shuffles, in nats.
    shuffles : int
        Their number.
    """

    mean: float
    sd: float
    shuffles: int
