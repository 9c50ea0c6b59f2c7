"""A file of data as named columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from infoplane.benchmarks.errors import UserError

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
    remarks : tuple of str
        What a reader of the file must know, one sentence each.
    """

    source: str
    columns: Mapping[str, NDArray[Any]]
    unfit: Mapping[str, str] = field(default_factory=dict)
    arrays: Mapping[str, list[str]] = field(default_factory=dict)
    row_numbers: str | None = None
    remarks: tuple[str, ...] = ()

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


def refuse_repeated_names(names: Sequence[str], source: str) -> None:
    """Refuse a file in which two columns have one name."""
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        if name in places:
            raise UserError(
                f"{source} has two columns named {shortened(name)} (numbers {places[name]} and {place}, counted from 0): "
                "rename one of them."
            )
        places[name] = place


def shortened(text: str) -> str:
    """A name or a value in quotes, cut if it is long, without line breaks and control characters.

    >>> shortened("dose"), shortened("a" * 100)
    ("'dose'", "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…'")
    """
    return repr(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")
