"""The k smallest numbers of rows, and their places: nearest neighbours among distances that are computed already."""

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.kernels.compilation import compiled
from infoplane.estimators.validation import Array


def k_smallest(numbers: Array, k: int) -> tuple[Array, NDArray[np.int64]]:
    """The k smallest numbers in the rows of (m, n), 1 <= k <= n, ascending, and their columns: arrays (m, k).

    Of equal numbers the first ones are taken. Places that NaN and infinity leave are column 0.

    Examples
    --------
    >>> k_smallest(np.array([[0.5, 0.1, 0.9, 0.1]]), 3)
    (array([[0.1, 0.1, 0.5]]), array([[1, 3, 0]]))
    """
    values, columns = np.empty((len(numbers), k)), np.zeros((len(numbers), k), np.int64)
    _fill(numbers, values, columns)
    return values, columns


@compiled
def _fill(numbers, values, columns):
    last = values.shape[1] - 1
    for i in range(len(numbers)):
        best, places = values[i], columns[i]
        best[:] = np.inf
        for j in range(numbers.shape[1]):
            number = numbers[i, j]
            if number < best[last]:
                place = last
                while place > 0 and best[place - 1] > number:
                    best[place], places[place] = best[place - 1], places[place - 1]
                    place -= 1
                best[place], places[place] = number, j
