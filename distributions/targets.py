"""Find the parameter for which a family of distributions has a target mutual information; refuse targets out of range."""

import math
from collections.abc import Callable


def check_target(family: str, nats: float, low: float, high: float = math.inf) -> None:
    """Refuse a target outside [low, high]; the message names the range.

    Raises
    ------
    ValueError
        If `nats` is not in the range, not finite, or not a number.
    """
    if not low <= nats <= high or not math.isfinite(nats):
        raise ValueError(f"{family} reach {low:.6g} to {high:.6g} nats; got {nats:g}.")


def solve(information: Callable[[float], float], nats: float, low: float, high: float) -> float:
    """The parameter in [low, high] whose information is `nats`; `information` is monotone and brackets the target."""
    from scipy.optimize import brentq  # which takes longer to load than all distributions

    # By a rounding error, a target at the end of the range may lie outside of it.
    for end in (low, high):
        if math.isclose(information(end), nats, rel_tol=1e-14, abs_tol=1e-14):
            return end
    return float(brentq(lambda parameter: information(parameter) - nats, low, high, xtol=1e-300, rtol=4e-15, maxiter=500))
