"""Families solved for a target mutual information: the range they reach, and the parameter that reaches it."""

import math
from collections.abc import Callable

from scipy.optimize import brentq


def check_target(family: str, nats: float, low: float, high: float = math.inf) -> None:
    """Refuse a target outside [low, high] with an error that gives the range.

    Raises
    ------
    ValueError
        If `nats` is not in the range, not finite, or not a number.
    """
    if not low <= nats <= high or not math.isfinite(nats):
        raise ValueError(f"{family} reach {low:.6g} to {high:.6g} nats; got {nats:g}.")


def solve(information: Callable[[float], float], nats: float, low: float, high: float) -> float:
    """The parameter in [low, high] whose information is `nats`; `information` is monotone and brackets the target."""
    at_low, at_high = information(low), information(high)
    if at_low == nats or at_high == nats:
        return low if at_low == nats else high
    return float(brentq(lambda parameter: information(parameter) - nats, low, high, xtol=1e-300, rtol=4e-15, maxiter=500))
