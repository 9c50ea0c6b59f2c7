"""Values of a piecewise cubic at many places, in threads: those of `scipy.interpolate.PPoly`, but for rounding."""

import numpy as np

from infoplane.estimators.validation import Array

from .compilation import compiled
from .threads import run_chunks


def piecewise_cubic(coefficients: Array, knots: Array, places: Array) -> Array:
    """sum_k c_k (z - q)^(3-k), with the largest knot q that is not above z.

    Parameters
    ----------
    coefficients : array (4, m - 1)
        Of each piece, highest power first.
    knots : array (m,)
        Increasing.
    places : array (n,)
        Not beyond the outermost knots.

    Returns
    -------
    array (n,)

    Examples
    --------
    >>> piecewise_cubic(np.array([[0.0, 0.0], [0.0, 1.0], [2.0, 0.0], [0.0, 2.0]]), np.arange(3.0), np.array([0.5, 1.5, 2.0]))
    array([1.  , 2.25, 3.  ])
    """
    coefficients, places = np.ascontiguousarray(coefficients), np.ascontiguousarray(places)
    values = np.empty(len(places))
    run_chunks(lambda first, last: _fill(coefficients, knots, places, first, last, values), len(places))
    return values


@compiled
def _fill(coefficients, knots, places, first, last, values):
    inner = knots[1:-1]
    for i in range(first, last):
        place = places[i]
        low = 0
        for knot in inner:  # of a few dozen, counting takes half the time of halving, whose branches are predicted wrongly
            low += int(knot <= place)
        step = place - knots[low]
        square = step * step
        # In the order of scipy: from the lowest power.
        values[i] = (
            coefficients[3, low]
            + coefficients[2, low] * step
            + coefficients[1, low] * square
            + coefficients[0, low] * (square * step)
        )
