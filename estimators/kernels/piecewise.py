"""Values of a piecewise cubic at many places: those of `scipy.interpolate.PPoly`, but for rounding."""

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.validation import Array

from .compilation import compiled

_TOGETHER = 64  # places that each knot is compared with, by vector instructions


def piecewise_cubic(coefficients: Array, knots: Array, places: Array) -> tuple[Array, NDArray[np.int64]]:
    """sum_k c_k (z - q)^(3-k), with the largest knot q that is not above z; z is moved to an outermost knot if it is beyond.

    Parameters
    ----------
    coefficients : array (4, m - 1)
        Of each piece, highest power first.
    knots : array (m,)
        Increasing.
    places : array (n,)

    Returns
    -------
    array (n,), array of row numbers
        The values, and which places are beyond an outermost knot.

    Examples
    --------
    >>> coefficients = np.array([[0.0, 0.0], [0.0, 1.0], [2.0, 0.0], [0.0, 2.0]])
    >>> piecewise_cubic(coefficients, np.arange(3.0), np.array([0.5, 1.5, 9.0]))
    (array([1.  , 2.25, 3.  ]), array([2]))
    """
    places = np.ascontiguousarray(places)
    values, beyond = np.empty(len(places)), np.empty(len(places) + 1, np.int64)
    count = _fill(np.ascontiguousarray(coefficients), knots, places, values, beyond)
    return values, beyond[:count]


@compiled
def _fill(coefficients, knots, places, values, beyond):
    inner = knots[1:-1]
    lowest, highest = knots[0], knots[-1]
    inside, piece = np.empty(_TOGETHER), np.empty(_TOGETHER, np.int64)
    count = 0
    for first in range(0, len(places), _TOGETHER):
        for j in range(_TOGETHER):
            inside[j] = min(max(places[min(first + j, len(places) - 1)], lowest), highest)
        piece[:] = 0
        for knot in inner:  # of a few dozen, counting takes less time than halving, whose branches are predicted wrongly
            for j in range(_TOGETHER):
                piece[j] += int(knot <= inside[j])
        for j in range(min(_TOGETHER, len(places) - first)):
            low = piece[j]
            step = inside[j] - knots[low]
            square = step * step
            # In the order of scipy: from the lowest power.
            values[first + j] = (
                coefficients[3, low]
                + coefficients[2, low] * step
                + coefficients[1, low] * square
                + coefficients[0, low] * (square * step)
            )
            beyond[count] = first + j
            count += int(inside[j] != places[first + j])
    return count
