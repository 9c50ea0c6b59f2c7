"""A sample in parts of its rows: what is computed from a part needs memory for that part alone.

So a sample can be larger than the memory that is free, as a memory-mapped file (`numpy.memmap`) is.
"""

from collections.abc import Iterator
from math import prod

_MOST_ROWS = 1024
_VALUES = 2**20  # of a part: 8 MB in double precision


def parts(n: int, shape: tuple[int, ...], most: int = _MOST_ROWS) -> Iterator[slice]:
    """Slices that together take n rows of this shape, in order, each of at most so many rows.

    >>> list(parts(1030, (2,)))
    [slice(0, 1024, None), slice(1024, 1030, None)]
    >>> list(parts(2, (3, 2000, 2000)))
    [slice(0, 1, None), slice(1, 2, None)]
    """
    rows = max(1, min(most, _VALUES // max(1, prod(shape))))
    return (slice(start, min(start + rows, n)) for start in range(0, n, rows))
