"""Columns in ascending order. Inside `each_sorted_once` a column is sorted the first time only.

    with each_sorted_once():
        has_repeats, ranks = repeats(column), ranks_of(column[:, None])

Checks of a sample need the order of its columns, one check after the other. Nothing may change a column inside the block.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.validation import Array

from . import sorted_1d
from .threads import each

_MOST = 4  # columns that are kept: those of x and y where it matters, without much memory


@dataclass(frozen=True)
class Ascending:
    """The values of a column (n,) in ascending order, and their rows."""

    values: Array
    order: NDArray[np.int64]

    @cached_property
    def firsts(self) -> NDArray[np.intp]:
        """The places (m,) of the m distinct values: of each the first."""
        return np.flatnonzero(np.concatenate([[True], self.values[1:] != self.values[:-1]]))

    @property
    def distinct(self) -> tuple[Array, NDArray[np.intp]]:
        """The distinct values (m,), ascending, and how often each occurs."""
        firsts = self.firsts
        return self.values[firsts], np.diff(firsts, append=len(self.values))

    def by_row(self, found: NDArray[Any]) -> NDArray[Any]:
        """What was found for the ascending values, (n,), in the order of the rows."""
        result = np.empty_like(found)
        result[self.order] = found
        return result


_known: ContextVar[dict[tuple[int, int, int], tuple[Array, Ascending]] | None] = ContextVar("known", default=None)


@contextmanager
def each_sorted_once() -> Iterator[None]:
    """Keep the order of the last columns that were sorted inside the block."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


@contextmanager
def none_kept() -> Iterator[None]:
    """Keep no further columns inside the block: where the checks are over, and other columns are sorted once in any case."""
    token = _known.set(None)
    try:
        yield
    finally:
        _known.reset(token)


def ascending(column: Array) -> Ascending:
    """The values of a column (n,) of float64 in ascending order, and their rows.

    Equal values stand in the order of the rows, but -0.0 before 0.0.

    Examples
    --------
    >>> found = ascending(np.array([0.5, 0.1, 0.3]))
    >>> found.values.tolist(), found.order.tolist()
    ([0.1, 0.3, 0.5], [1, 2, 0])
    """
    if (known := _known.get()) is None:
        return _sorted(column)
    place = _place(column)
    if place not in known:
        while len(known) >= _MOST:
            known.pop(next(iter(known)))
        known[place] = (column, _sorted(column))  # with the column, whose memory stays its own
    return known[place][1]


def sort_together(columns: Sequence[Array]) -> None:
    """Sort columns that will be asked for inside `each_sorted_once`, in threads, if all of them can be kept."""
    if (known := _known.get()) is not None and 0 < len(columns) <= _MOST:
        for column, found in zip(columns, each(_sorted, columns, len(columns[0])), strict=True):
            known[_place(column)] = (column, found)


def _sorted(column: Array) -> Ascending:
    return Ascending(*sorted_1d.sort(column[:, None]))


def _place(column: Array) -> tuple[int, int, int]:
    """Where a column stands in memory."""
    return column.__array_interface__["data"][0], column.strides[0], len(column)
