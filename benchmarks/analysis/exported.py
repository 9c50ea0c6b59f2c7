"""Rows in a file that stand for themselves: with the family of every task, so that tables are made from the file alone."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from infoplane.benchmarks.analysis.known_keys import keyed_suite
from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.names import matches
from infoplane.benchmarks.storage.committed import shipped_rows
from infoplane.benchmarks.storage.database import Store
from infoplane.benchmarks.storage.exchange import read_table
from infoplane.benchmarks.storage.row import Row, rows_of
from infoplane.benchmarks.suites.protocol import Cell, Suite, Task
from infoplane.benchmarks.suites.registry import suites_like

from . import columns
from .comparisons.remade import base_id, task_like
from .results import no_rows

_OF_A_USER = ("infoplane.benchmarks.Candidate", "infoplane.benchmarks.Program")


def groups_of(tasks: Iterable[str], first: Sequence[Suite] = ()) -> dict[str, tuple[str, str]]:
    """Family and group of each task that a suite has, one of `first` or of infoplane; the id itself, and none, of others."""
    found: dict[str, tuple[str, str]] = {}
    for name in dict.fromkeys(tasks):
        base = base_id(name)
        suites = (*first, *suites_like(base))
        task = next((task for suite in suites if (task := task_like(suite, name)) is not None), None)
        found[name] = (base, "") if task is None else (task.family or base, task.group)
    return found


def rows_of_suite(suite: Suite, database: Path) -> list[Row]:
    """The rows of a suite's tasks: all that the store has, those of candidates too, and the committed rows of other cells.

    They stand in the order of the suite, so that tables made of them have that order; rows of other cells follow.

    Raises
    ------
    UserError
        If there are none.
    """
    tasks = {task.id: place for place, task in enumerate(suite.tasks)}
    rows: dict[str, Row] = {}
    if database.exists():
        with Store(database) as store:
            rows = {row.cell: row for row in store.each_row() if base_id(row.task) in tasks}
    shipped = shipped_rows(suite.name)
    rows |= {row.cell: row for row in rows_of(shipped[~shipped["cell"].isin(rows)])}
    if not rows:
        raise no_rows(suite.name)
    order = {key: place for place, key in enumerate(keyed_suite(suite))}

    def place_of(row: Row) -> tuple[Any, ...]:
        return order.get(row.cell, len(order)), row.estimator, tasks.get(base_id(row.task), -1), row.task, row.n, row.replicate

    return sorted(rows.values(), key=place_of)


def numbers_of_file(path: Path) -> tuple[pd.DataFrame, list[str]]:
    """The numbers of exported rows, with the columns of `columns.of_store`, and the labels of estimators that are no baselines.

    Parameters
    ----------
    path : Path
        As `infoplane export` writes it; in a file of rows without families, each task is its own family.

    Raises
    ------
    UserError
        If the file holds no rows of infoplane.
    """
    rows = _read(path)
    theirs = rows["configuration"].str.startswith(_OF_A_USER)
    return columns.of_frame(rows, _cells(rows)), list(dict.fromkeys(rows.loc[theirs, "estimator"]))


def chosen(numbers: pd.DataFrame, path: Path, tasks: str = "*", sizes: tuple[int, ...] = ()) -> pd.DataFrame:
    """The numbers of some tasks and sizes.

    Parameters
    ----------
    numbers : DataFrame
        As `numbers_of_file` gives them.
    path : Path
        The file that they are of, for messages.
    tasks : str
        Only tasks whose id in the suite matches.
    sizes : tuple of int
        Only these sizes; all if empty.

    Raises
    ------
    UserError
        If there are none.
    """
    wanted = numbers["task"].astype(str).map(base_id).map(lambda name: matches(name, tasks)).astype(bool)
    found = numbers[wanted & (numbers["n"].isin(sizes) if sizes else True)]
    if found.empty:
        raise UserError(f"{path} has no rows of tasks like {tasks!r}{f' and n = {sizes}' if sizes else ''}.")
    return found.assign(**{name: found[name].cat.remove_unused_categories() for name in columns.TEXT})


def groups_of_file(path: Path) -> dict[str, str]:
    """The group of each family in a file of rows."""
    rows = _read(path)
    return dict(zip(rows["family"], rows["group"], strict=True))


def _read(path: Path) -> pd.DataFrame:
    rows = read_table(path)
    return rows if "family" in rows else rows.assign(family=rows["task"], group="")


def _cells(rows: pd.DataFrame) -> Mapping[str, Cell]:
    """What rows say of their cells: enough for tables, not enough to run them."""
    nothing: Any = None
    tasks: dict[str, Task] = {}
    for name, family, group in zip(rows["task"], rows["family"], rows["group"], strict=True):
        tasks.setdefault(name, Task(name, nothing, family=family, group=group))
    places = zip(rows["cell"], rows["task"], rows["estimator"], rows["n"], rows["replicate"], strict=True)
    return {key: Cell(tasks[task], label, nothing, int(n), int(replicate)) for key, task, label, n, replicate in places}
