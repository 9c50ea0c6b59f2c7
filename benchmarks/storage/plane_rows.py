"""Rows of information planes, in the same database as the rows of cells.

The key of a run follows from its content: the whole study and the data. The keys of its rows are epoch, part, layer, quantity
and estimator, so repeating an epoch after a crash changes nothing.
"""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from infoplane.planes import PlaneRow

from .database import Store
from .provenance import machine, versions

COLUMNS = {"planes": ("run", "study", "versions", "machine"), "plane_rows": ("run", *PlaneRow._fields)}
_KEY = ("run", "epoch", "part", "layer", "quantity", "estimator")
_TYPES = {int: "INTEGER", str: "TEXT"}


class Planes(NamedTuple):
    """The contents of both tables."""

    runs: list[tuple[Any, ...]]
    rows: list[tuple[Any, ...]]


def take(store: Store, planes: Planes) -> int:
    """Add runs and rows of another store; return how many of the rows are new."""
    with store.writing() as database:
        _create(database)
        _insert(database, "planes", planes.runs)
        before = database.total_changes
        _insert(database, "plane_rows", planes.rows)
        return database.total_changes - before


def _create(database: sqlite3.Connection) -> None:
    columns = ", ".join(f"{name} {_TYPES.get(kind, 'REAL')}" for name, kind in PlaneRow.__annotations__.items())
    database.execute("CREATE TABLE IF NOT EXISTS planes (run TEXT PRIMARY KEY, study TEXT, versions TEXT, machine TEXT)")
    database.execute(
        f"CREATE TABLE IF NOT EXISTS plane_rows (run TEXT, {columns}, PRIMARY KEY ({', '.join(_KEY)})) WITHOUT ROWID"
    )


def _insert(database: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows; those that are there already stay as they are."""
    database.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(COLUMNS[table]))})", rows)


class PlaneStore:
    """The rows of one run.

    Parameters
    ----------
    path : Path
        The database; made with its folder if missing.
    run : str
        Key of the run.
    study : str
        The whole study, of which the key is a hash.

    Raises
    ------
    StoreError
        As `Store`.
    """

    def __init__(self, path: Path, run: str, study: str) -> None:
        self.store, self.run = Store(path), run
        with self.store.writing() as database:
            _create(database)
            _insert(database, "planes", [(run, study, versions(), machine())])

    def add(self, rows: Iterable[PlaneRow]) -> None:
        """Add rows, all or none; a row that is there already stays as it is."""
        with self.store.writing() as database:
            _insert(database, "plane_rows", ((self.run, *row) for row in rows))

    def rows(self) -> list[PlaneRow]:
        """Every row, by epoch and part."""
        columns = ", ".join(PlaneRow._fields)
        found = self.store.read(f"SELECT {columns} FROM plane_rows WHERE run = ? ORDER BY epoch, part", (self.run,))
        return [PlaneRow._make(row) for row in found]

    def epochs(self, part: str) -> set[int]:
        """Epochs that have rows of this part."""
        found = self.store.read("SELECT DISTINCT epoch FROM plane_rows WHERE run = ? AND part = ?", (self.run, part))
        return {epoch for (epoch,) in found}

    def provenance(self) -> tuple[str, str, str]:
        """Study, versions and machine of the run."""
        ((study, made_with, where),) = self.store.read("SELECT study, versions, machine FROM planes WHERE run = ?", (self.run,))
        return study, made_with, where

    def close(self) -> None:
        """Close the file."""
        self.store.close()
