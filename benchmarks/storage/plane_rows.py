"""Rows of information planes, in the same database as the rows of cells.

The key of a run follows from its content: the whole study and the data. The keys of its rows are epoch, part, layer, quantity
and estimator, so repeating an epoch after a crash changes nothing.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from infoplane.planes import PlaneRow

from .database import Store
from .provenance import machine, versions

COLUMNS = {"planes": ("run", "study", "versions", "machine"), "plane_rows": ("run", *PlaneRow._fields)}
_KEY = ("run", "epoch", "part", "layer", "quantity", "estimator")
_TYPES = {int: "INTEGER", str: "TEXT"}
_DEFAULTS = PlaneRow._field_defaults  # of columns that older stores lack


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
    kinds = {name: _TYPES.get(kind, "REAL") for name, kind in PlaneRow.__annotations__.items()}
    columns = ", ".join(f"{name} {kind}" for name, kind in kinds.items())
    database.execute("CREATE TABLE IF NOT EXISTS planes (run TEXT PRIMARY KEY, study TEXT, versions TEXT, machine TEXT)")
    database.execute(
        f"CREATE TABLE IF NOT EXISTS plane_rows (run TEXT, {columns}, PRIMARY KEY ({', '.join(_KEY)})) WITHOUT ROWID"
    )
    there = columns_of(database, "plane_rows")
    for name in (name for name in _DEFAULTS if name not in there):
        default = _DEFAULTS[name]
        end = "" if default is None else f" DEFAULT {default!r}"
        database.execute(f"ALTER TABLE plane_rows ADD COLUMN {name} {kinds[name]}{end}")


def columns_of(database: sqlite3.Connection, table: str) -> list[str]:
    """The columns that a table has."""
    return [name for _, name, *_ in database.execute(f"PRAGMA table_info({table})")]


def all_rows(database: sqlite3.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    """Every row of a table, in the order of `COLUMNS`; columns that an older store lacks have their defaults."""
    there = set(columns_of(database, table))
    found = [name for name in COLUMNS[table] if name in there]
    added = {name: _DEFAULTS[name] for name in COLUMNS[table] if name not in there and name in _DEFAULTS}
    if len(found) + len(added) < len(COLUMNS[table]):
        raise sqlite3.DatabaseError(f"the table {table} lacks columns")
    for row in database.execute(f"SELECT {', '.join(found)} FROM {table}"):
        values = dict(zip(found, row, strict=True)) | added
        yield tuple(values[name] for name in COLUMNS[table])


def _insert(database: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows; those that are there already stay as they are."""
    columns = COLUMNS[table]
    places = ", ".join("?" * len(columns))
    database.executemany(f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)


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
