"""Values of a piecewise cubic at many places, in threads: those of `scipy.interpolate.PPoly`, to the last bit."""

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
    pieces = len(knots) - 1
    for i in range(first, last):
        place = places[i]
        low, high = 0, pieces  # the piece is in low..high - 1
        while high - low > 1:
            middle = (low + high) // 2
            if knots[middle] <= place:
                low = middle
            else:
                high = middle
        step = place - knots[low]
        square = step * step
        # In the order of scipy: from the lowest power.
        values[i] = (
            coefficients[3, low]
            + coefficients[2, low] * step
            + coefficients[1, low] * square
            + coefficients[0, low] * (square * step)
        )
