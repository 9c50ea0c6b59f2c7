"""A file of data as named columns."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

_LONGEST = 40  # characters of a name or a value in a sentence


@dataclass(frozen=True)
class DataTable:
    """Named columns.

    Parameters
    ----------
    source : str
        The name of the file in messages.
    columns : mapping of str to array (n,)
        Numbers with NaN where one is missing, or objects: strings with None where one is missing.
    unfit : mapping of str to str
        Columns that are neither numbers nor labels as they are, each with a sentence. Those that are in `columns` may still be
        taken as labels.
    arrays : mapping of str to list of str
        Names that stand for several columns: the matrices of an .npz file.
    row_numbers : str, optional
        A column without a name that numbers the rows.
    repeated : mapping of str to list of str
        Names that several columns have in the file, and the names by which these stand in `columns`.
    remarks : tuple of str
        What a reader of the file must know, one sentence each.
    """

    source: str
    columns: Mapping[str, NDArray[Any]]
    unfit: Mapping[str, str] = field(default_factory=dict)
    arrays: Mapping[str, list[str]] = field(default_factory=dict)
    row_numbers: str | None = None
    remarks: tuple[str, ...] = ()
    repeated: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The names of the columns, in their order in the file."""
        return list(self.columns)


def is_missing(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Where a column (n,) of `DataTable` has no value."""
    if values.dtype.kind == "f":
        return np.isnan(values)
    if values.dtype.kind == "O":
        return np.array([value is None for value in values], np.bool_)
    return np.zeros(len(values), np.bool_)


def without_repeats(names: Sequence[str]) -> tuple[list[str], dict[str, list[str]]]:
    """Names that differ: one that several columns have gets their numbers; and these new names by the old one.

    >>> without_repeats(["a", "b", "a"])
    (['a (number 0)', 'b', 'a (number 2)'], {'a': ['a (number 0)', 'a (number 2)']})
    """
    repeated: dict[str, list[str]] = {name: [] for name, count in Counter(names).items() if count > 1}
    found = []
    for number, name in enumerate(names):
        if name in repeated:
            new = f"{name} (number {number})"
            while new in names:
                new += "'"
            repeated[name].append(new)
            found.append(new)
        else:
            found.append(name)
    return found, repeated


def shortened(text: str) -> str:
    """A name or a value in quotes, cut if it is long, without line breaks and control characters.

    >>> shortened("dose"), shortened("a" * 100)
    ("'dose'", "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…'")
    """
    return repr(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")
