"""Some quantiles of one column, in a tenth of the time of numpy, which puts all values on their sides of them.

Values fall into bins by the leading bits of their representation: sign, exponent, and a few of the mantissa. Counts of the bins
show which of them hold the wanted ranks, and only the values of those bins are put in order.
"""

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.validation import Array

from .compilation import compiled

_BITS = 16  # of 64, so that a bin is 1/16 wide, relative to its values, or less
_BINS_FROM = 50_000  # values: fewer take less time than the bins do


def quantiles(column: Array, shares: Array) -> Array:
    """Quantiles of a column (n,) of finite numbers at ascending shares (m,) from 0 to 1, straight between neighbouring values.

    Those of `numpy.quantile`.

    Examples
    --------
    >>> quantiles(np.array([3.0, 1.0, 2.0, 4.0]), np.array([0.0, 0.5, 0.9]))
    array([1. , 2.5, 3.7])
    """
    n = len(column)
    if n < _BINS_FROM:
        return np.asarray(np.quantile(column, shares))
    places = (n - 1) * shares
    lower = np.floor(places).astype(np.int64)
    ranks = np.stack([lower, np.minimum(lower + 1, n - 1)])
    below, above = _of_ranks(np.ascontiguousarray(column, dtype=np.float64), ranks)
    share, gap = places - lower, above - below
    return np.where(share < 0.5, below + gap * share, above - gap * (1 - share))


def _of_ranks(column: Array, ranks: NDArray[np.int64]) -> Array:
    """The values of these ranks, from 0."""
    counts = np.zeros(1 << _BITS, np.int32)
    _count(column, counts)
    through = counts.cumsum(dtype=np.int64)
    bin_of = through.searchsorted(ranks, side="right")
    bins, place = np.unique(bin_of, return_inverse=True)
    inside = counts[bins]
    wanted = np.zeros(1 << _BITS, np.bool_)
    wanted[bins] = True
    values = np.empty(inside.sum() + 1)
    _take(column, wanted, values)
    # Ranks among the values that were taken: the bins before that were not taken are missing.
    among = ranks - (through[bins] - inside.cumsum())[place.reshape(ranks.shape)]
    values[-1] = np.inf
    values.partition(np.unique(among))
    return values[among]


@compiled
def _bin(bits):
    """Bin of a number with these bits: all bits of a negative number are flipped, and the sign bit of a positive one."""
    return np.uint64(bits ^ ((bits >> 63) | np.int64(-(2**63)))) >> np.uint64(64 - _BITS)


@compiled
def _count(column, counts):
    """Count the values (n,), contiguous, of each bin."""
    for bits in column.view(np.int64):
        counts[_bin(bits)] += 1


@compiled
def _take(column, wanted, values):
    """Write the values (n,), contiguous, of the wanted bins, one after the other; without a branch, which costs more."""
    bits = column.view(np.int64)
    taken = 0
    for i in range(len(column)):
        values[taken] = column[i]
        taken += int(wanted[_bin(bits[i])])
