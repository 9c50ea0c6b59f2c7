"""What `estimate_mi` returns: a value, an interval, and everything that a reader needs to judge both."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Any, Protocol

from infoplane.estimators.protocol import Estimate

LEVEL = 0.95  # of `lower` and `upper`


class Twin(Protocol):
    """A distribution of known MI, fitted to a sample. It has the members of every distribution of `infoplane.distributions`."""

    x_shape: tuple[int, ...]
    y_shape: tuple[int, ...]
    mutual_information: float

    def sample(self, n: int, rng: Any = None) -> tuple[Any, Any]:
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
    """

    method: str
    nats: float | None
    stderr: float | None
    taken: bool
    reason: str


@dataclass(frozen=True)
class Null:
    """What the estimator says of shuffled pairs, whose MI is 0.

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


@dataclass(frozen=True)
class Measurement(Estimate):
    """An `Estimate` with an interval, and with what was tried on the way.

    Parameters
    ----------
    lower, upper : float
        The 95 % interval in nats, 0 <= lower <= upper. `upper` is infinite where the data set no upper limit.
    estimator : str
        The method that gave the value.
    reason : str
        Why it was taken, one sentence.
    flags : tuple of str
        Sentences on what a reader must know: what was done to the data, and what the interval does not cover.
    alternatives : tuple of Alternative
        Every method that was tried.
    null : Null, optional
        The value of the method on shuffled pairs.
    n : int
        The number of rows that were used.
    twin : Twin, optional
        The simple distribution that explains the data best, of known MI.
    """

    lower: float = 0.0
    upper: float = math.inf
    estimator: str = ""
    reason: str = ""
    flags: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    null: Null | None = None
    n: int = 0
    twin: Twin | None = field(default=None, compare=False, repr=False)
    details: Mapping[str, float] = field(default_factory=dict)

    def interval(self, level: float = LEVEL) -> tuple[float, float]:
        """Interval at the given level, in nats.

        Raises
        ------
        ValueError
            If the level is not between 0 and 1.
        """
        if not 0 < level < 1:
            raise ValueError(f"An interval needs a level between 0 and 1; got {level}.")
        ratio = NormalDist().inv_cdf((1 + level) / 2) / NormalDist().inv_cdf((1 + LEVEL) / 2)
        return max(0.0, self.nats - ratio * (self.nats - self.lower)), self.nats + ratio * (self.upper - self.nats)
