"""How many rows are held often: at most so many as share their place in a table with many others."""

import numpy as np

from infoplane.estimators.kernels.compilation import compiled
from infoplane.estimators.validation import Array

_MOST = 254  # that a place of the table counts exactly
_PLACES = 8  # for each row, over the number of times: then few rows share a place by chance
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # odd, and without a pattern: 2^64 over the golden ratio


def most_repeated(points: Array, times: int) -> int:
    """A number of rows of points (n, d) that is not below that of the rows that are held more than `times` times.

    A row is counted at a place that depends on its numbers alone. Where few rows share a place, each is held a few times at
    most; where many do, they may still be different rows. It takes a tenth of the time of sorting.

    Examples
    --------
    >>> most_repeated(np.array([[0.5], [0.1], [0.5], [0.2], [0.5]]), 2)
    3
    """
    if times > _MOST:
        return len(points)
    bits = max(8, int(_PLACES * len(points) // times).bit_length())
    return int(_count(points, times, np.zeros(1 << bits, np.uint8), np.uint64(64 - bits)))


@compiled
def _count(points, times, table, shift):
    n, d = points.shape
    places = np.empty(n, np.int64)
    number = np.empty(1)
    bits = number.view(np.uint64)
    for i in range(n):
        place = np.uint64(0)
        for axis in range(d):
            number[0] = points[i, axis] + 0.0  # 0.0 for -0.0, which has other bits
            place = (place ^ bits[0]) * _FACTOR
            place ^= place >> np.uint64(32)
        places[i] = (place * _FACTOR) >> shift
        table[places[i]] = min(table[places[i]] + 1, _MOST + 1)
    found = 0
    for place in places:
        found += int(table[place] > times)
    return found
