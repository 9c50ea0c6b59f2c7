"""Which columns of a file are x, y and groups: by name, by number, by ranges and by patterns."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.names import matches

from .table import DataTable, is_missing, shortened

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = 6  # names of columns in a sentence


@dataclass(frozen=True)
class Selection:
    """The columns of a table that are x and y, and what belongs to them.

    Parameters
    ----------
    table : DataTable
    x, y : list of str
        Names of columns.
    groups : str, optional
        The column whose equal values mark rows that belong together.
    discrete : frozenset of str
        Columns that are labels, whatever their values are.
    """

    table: DataTable
    x: list[str]
    y: list[str]
    groups: str | None = None
    discrete: frozenset[str] = frozenset()

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self.table.columns[self.x[0]])

    def frames(self) -> "tuple[pd.DataFrame, pd.DataFrame]":
        """x and y as data frames, with the columns in `discrete` as categories."""
        import pandas as pd

        columns = {name: pd.Series(self.table.columns[name]) for name in (*self.x, *self.y)}
        columns |= {name: series.astype("category") for name, series in columns.items() if name in self.discrete}
        x, y = (pd.DataFrame({name: columns[name] for name in names}) for names in (self.x, self.y))
        return x, y

    def group_labels(self) -> NDArray[Any] | None:
        """The group of each row."""
        return None if self.groups is None else self.table.columns[self.groups]


def select(
    table: DataTable, x: Sequence[str] = (), y: Sequence[str] = (), groups: str = "", discrete: Sequence[str] = ()
) -> Selection:
    """Find the columns that were asked for.

    Parameters
    ----------
    table : DataTable
    x, y : sequence of str
        Each a name of a column or of a matrix, a number counted from 0, a range `first-last` that includes both, a pattern such
        as `gene*`, or several of these with commas between them. Without y: the array `y` of an .npz file, else the last
        column that is not in x. Without x: all columns that are left, except one without a name that numbers the rows.
    groups : str
        A name or a number.
    discrete : sequence of str
        As x.

    Raises
    ------
    UserError
        If a column does not exist, is in x and in y, has another length, or is unfit; or if several columns have the name that
        was asked for, or stand among all others.
    """
    found = {name: _resolved(wanted, table) for name, wanted in (("x", x), ("y", y), ("discrete", discrete))}
    group = _resolved([groups], table) if groups else []
    if len(group) > 1:
        raise UserError(f"The groups are one column; {groups!r} names {len(group)}.")
    taken = {*found["x"], *found["y"], *group, table.row_numbers}
    free = [name for name in table.names if name not in taken]
    if not found["y"] and free:
        found["y"] = [name for name in _array("y", table) if name in free] or free[-1:]
        free = [name for name in free if name not in found["y"]]
    if not found["x"]:
        found["x"] = [name for name in _array("x", table) if name in free] or free
    for name, columns in table.repeated.items():
        if any(column in found[one] for one, asked in (("x", x), ("y", y)) if not asked for column in columns):
            raise _repeated(name, table)
    for name in ("x", "y"):
        if not found[name]:
            raise UserError(f"No column of {table.source} is left for {name}. The columns are {listed(table.names)}.")
    twice = [name for name in (*found["x"], *group) if name in found["y"]] + [name for name in group if name in found["x"]]
    if twice:
        raise UserError(f"Column {shortened(twice[0])} is named twice among x, y and groups: each column has one role.")
    chosen = Selection(table, found["x"], found["y"], group[0] if group else None, frozenset(found["discrete"]))
    _refuse_unfit(chosen)
    return chosen


def refuse_missing(chosen: Selection, drop: bool = False) -> None:
    """Refuse a selection in which values are missing. The sentence names the columns, the first row and the remedy.

    With `drop`, missing values of x and y are allowed, those of the groups are not.
    """
    if chosen.groups is not None and (without := is_missing(chosen.table.columns[chosen.groups])).any():
        raise UserError(
            f"The groups {shortened(chosen.groups)} are missing in {int(without.sum())} of {len(without)} rows, row "
            f"{int(np.argmax(without)) + 1} first: every row needs a group."
        )
    if drop:
        return
    holes = {name: is_missing(chosen.table.columns[name]) for name in (*chosen.x, *chosen.y)}
    rows = np.any(list(holes.values()), axis=0)
    if rows.any():
        some = {name: int(hole.sum()) for name, hole in holes.items() if hole.any()}
        where = ", ".join(f"{shortened(name)} in {count}" for name, count in list(some.items())[:_SHOWN])
        more = f" and {len(some) - _SHOWN} more columns" if len(some) > _SHOWN else ""
        raise UserError(
            f"{int(rows.sum())} of {len(rows)} rows have missing values, row {int(np.argmax(rows)) + 1} first ({where}{more}): "
            "give --missing drop to leave those rows out, or fill the values in."
        )


def _resolved(wanted: Sequence[str], table: DataTable) -> list[str]:
    """The names of the columns that the texts name, each once."""
    found: list[str] = []
    for text in wanted:
        whole = _one(text.strip(), table)
        parts = [whole] if whole else [_some(part.strip(), table) for part in text.split(",") if part.strip()]
        found += [name for part in parts for name in part]
    return list(dict.fromkeys(found))


def _one(text: str, table: DataTable) -> list[str]:
    """The column, or the columns of the matrix, that have this name or number; none if there is no such thing."""
    if text in table.repeated:
        raise _repeated(text, table)
    if text in table.columns or text in table.arrays:
        return _array(text, table)
    if text.isascii() and text.isdigit() and int(text) < len(table.columns):
        return [table.names[int(text)]]
    return []


def _some(text: str, table: DataTable) -> list[str]:
    """The columns that a name, a number, a range or a pattern stands for."""
    if found := _one(text, table):
        return found
    for place in (place for place, sign in enumerate(text) if sign == "-"):
        first, last = (_one(end.strip(), table) for end in (text[:place], text[place + 1 :]))
        if first and last:
            start, stop = table.names.index(first[0]), table.names.index(last[-1])
            if stop < start:
                raise UserError(f"The range {text!r} ends before it begins: {shortened(last[-1])} stands before the first.")
            return table.names[start : stop + 1]
    if found := [name for name in table.names if matches(name, text)]:
        return found
    if text.isascii() and text.isdigit():
        raise UserError(f"There is no column {text}: {table.source} has {len(table.columns)}, numbered from 0.")
    lower = {name.lower(): name for name in (*table.columns, *table.arrays)}
    near = [shortened(lower[name]) for name in get_close_matches(text.lower(), lower, n=3, cutoff=0.5)]
    known = f"Did you mean {' or '.join(near)}?" if near else f"Its columns are {listed(table.names)}."
    raise UserError(f"There is no column {shortened(text)} in {table.source}. {known}")


def _repeated(name: str, table: DataTable) -> UserError:
    numbers = " and ".join(str(table.names.index(column)) for column in table.repeated[name])
    return UserError(
        f"{table.source} has several columns named {shortened(name)}, numbers {numbers} counted from 0: name one of them by "
        "its number, or rename them."
    )


def _array(name: str, table: DataTable) -> list[str]:
    """The columns that a name alone stands for."""
    return [name] if name in table.columns else list(table.arrays.get(name, ()))


def _refuse_unfit(chosen: Selection) -> None:
    table = chosen.table
    columns = [*chosen.x, *chosen.y, *([chosen.groups] if chosen.groups else [])]
    for name in columns:
        if name in table.unfit and name not in chosen.discrete and name != chosen.groups:
            raise UserError(table.unfit[name])
        first, own = len(table.columns[columns[0]]), len(table.columns[name])
        if own != first:
            raise UserError(
                f"Column {shortened(columns[0])} has {first} rows and {shortened(name)} has {own}: rows must belong together."
            )


def listed(names: Sequence[str]) -> str:
    """The first names, and how many more there are.

    >>> listed(["a", "b"]), listed([str(j) for j in range(9)])
    ('a, b', '0, 1, 2, 3, 4, 5 and 3 more')
    """
    shown = ", ".join(map(_plain, names[:_SHOWN]))
    return f"{shown} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else shown


def _plain(name: str) -> str:
    return shortened(name)[1:-1]
