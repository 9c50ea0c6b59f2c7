"""Inverses of increasing functions, for all elements of an array at once."""

from collections.abc import Callable

import numpy as np

from infoplane.distributions.protocol import Array

_TABLE = 4096
_NEWTON_STEPS = 8


def invert_increasing(
    function: Callable[[Array], Array], slope: Callable[[Array, Array], Array], values: Array, low: float, high: float
) -> Array:
    """The points in [low, high] at which `function` takes `values`.

    First Hermite interpolation in a table of the inverse, then Newton steps that stay within one cell of the table. A value
    beyond the ends of the table gives that end.

    Parameters
    ----------
    function : callable
        Smooth and increasing, elementwise.
    slope : callable
        Its derivative, given the points and the values of the function there.
    values : array
    low, high : float
        Ends of the interval to search.
    """
    points = np.linspace(low, high, _TABLE)
    table = function(points)
    slopes = slope(points, table)
    cell = np.clip(np.searchsorted(table, values), 1, _TABLE - 1)
    left, right, start = points[cell - 1], points[cell], table[cell - 1]
    rise = table[cell] - start
    share = np.clip(np.divide(values - start, rise, out=np.full(np.shape(values), 0.5), where=rise > 0), 0, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        bend = share * (rise / slopes[cell - 1]) * (1 - share) ** 2 - (1 - share) * (rise / slopes[cell]) * share**2
    guess = left + share**2 * (3 - 2 * share) * (right - left) + np.where(np.isfinite(bend), bend, 0.0)
    found = np.clip(guess, left, right)
    for _ in range(_NEWTON_STEPS):
        reached = function(found)
        step = (reached - values) / slope(found, reached)
        found = np.clip(found - step, left, right)
        # After a step, the error is of the order of the step's square.
        if np.max(np.abs(step), initial=0.0) < 1e-8:
            break
    return found
