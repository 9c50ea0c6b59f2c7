"""Inverses of increasing functions, all elements of an array at once."""

from collections.abc import Callable

import numpy as np

from .protocol import Array

_TABLE = 4096
_NEWTON_STEPS = 6


def invert_increasing(
    function: Callable[[Array], Array], slope: Callable[[Array], Array], values: Array, low: float, high: float
) -> Array:
    """The points in [low, high] at which `function` takes `values`.

    A table gives a bracket for each point, in which Newton's steps are kept. Values beyond the ends give the ends.

    Parameters
    ----------
    function, slope : callable
        A smooth increasing function and its derivative, elementwise.
    values : array
    low, high : float
        Ends of the interval to search.
    """
    points = np.linspace(low, high, _TABLE)
    table = function(points)
    cell = np.clip(np.searchsorted(table, values), 1, _TABLE - 1)
    left, right = points[cell - 1], points[cell]
    rise = table[cell] - table[cell - 1]
    share = np.divide(values - table[cell - 1], rise, out=np.full(np.shape(values), 0.5), where=rise > 0)
    found = left + np.clip(share, 0, 1) * (right - left)
    for _ in range(_NEWTON_STEPS):
        step = (function(found) - values) / slope(found)
        found = np.clip(found - step, left, right)
        if np.max(np.abs(step), initial=0.0) < 1e-13 * max(abs(low), abs(high)):
            break
    return found
