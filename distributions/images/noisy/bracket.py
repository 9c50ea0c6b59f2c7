"""A mutual information measured from below and from above, as means over pairs."""

from typing import NamedTuple

import numpy as np

from infoplane.distributions.protocol import Array


class Bracket(NamedTuple):
    """Estimates of a mutual information from below and from above, in nats, and the larger of their standard errors."""

    lower: float
    upper: float
    stderr: float

    @property
    def middle(self) -> float:
        return (self.lower + self.upper) / 2

    @property
    def uncertainty(self) -> float:
        """Standard error and half the width of the bracket, together."""
        return self.stderr + (self.upper - self.lower) / 2


def bracket_of(lower: Array, upper: Array, control: Array) -> Bracket:
    """Means of pointwise bounds (n,), with the control variate `control`, whose mean is known to be 0."""
    ends, errors = [], []
    for values in (lower, upper):
        slope = np.cov(values, control)[0, 1] / control.var(ddof=1) if control.var() > 0 else 0.0
        rest = values - slope * control
        ends.append(float(rest.mean()))
        errors.append(float(rest.std(ddof=2)) / np.sqrt(len(rest)))
    return Bracket(ends[0], ends[1], max(errors))
