"""What `estimate_mi` returns: a value, an interval, and everything that a reader needs to judge both."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from infoplane.estimators.protocol import Details

from .calibration import widening
from .presentation.evidence import Alternative, Null, Twin
from .presentation.forms import LEVEL, Presentation

__all__ = ["LEVEL", "NOTHING", "Alternative", "Measurement", "Null", "Twin"]

NOTHING = "none"  # the method of a constant, which has no information


@dataclass(frozen=True)
class Measurement(Presentation):
    """An `Estimate` with an interval, and with what was tried on the way.

    ``print`` it for a summary. `frame`, `plot`, `methods_sentence` and `to_dict` show it in other forms.

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

    Examples
    --------
    >>> null = Null(mean=0.004, sd=0.01, shuffles=20)
    >>> measurement = Measurement(
    ...     0.52, lower=0.45, upper=0.6, estimator="KSG", reason="It counts neighbours.", null=null, n=1000
    ... )
    >>> print(measurement)
    0.520 nats, 95 % interval 0.450 to 0.600 (n = 1,000).
    Method: KSG. It counts neighbours.
    Null: chance alone gives 0.004 ± 0.010 nats before any correction (mean ± SD, 20 shuffles); the value above is after it.
    """

    lower: float = 0.0
    upper: float = math.inf
    estimator: str = ""
    reason: str = ""
    alternatives: tuple[Alternative, ...] = ()
    null: Null | None = None
    n: int = 0
    twin: Twin | None = field(default=None, compare=False, repr=False)
    details: Mapping[str, float] = field(default_factory=Details)

    def recorded_details(self) -> dict[str, float]:
        """The details as a row of results stores them, with the ends of the 95 % interval."""
        return super().recorded_details() | {"lower": self.lower, "upper": self.upper}

    def interval(self, level: float = LEVEL) -> tuple[float, float]:
        """Interval at the given level, in nats.

        Each arm of the 95 % interval is scaled by one factor, found with the calibration. Arms begin at the value, or at the
        end of the interval that is nearest to it where a bound has moved that end past the value (0 above a negative value, an
        entropy below a larger one). An infinite value has the same interval at each level.

        Raises
        ------
        ValueError
            If the level is not between 0 and 1.
        """
        ratio = widening(level)
        if math.isinf(self.nats):
            return self.lower, self.upper
        middle = min(max(self.nats, self.lower), self.upper)
        return max(0.0, middle - ratio * (middle - self.lower)), middle + ratio * (self.upper - middle)
