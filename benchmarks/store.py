"""Rows in SQLite: one transaction a row, so a killed run loses nothing that was finished."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from .errors import UserError
from .rows import Row

APPLICATION_ID = 0x1F09_1A4E  # marks the file as ours
SCHEMA = 1
_TYPES = {int: "INTEGER", float: "REAL", str: "TEXT"}


class StoreError(UserError):
    """The store cannot be opened or written; the message says why and what to do."""


class Store:
    """The rows of every run, in one file.

    Parameters
    ----------
    path : Path
        The database; made with its folder if missing.

    Raises
    ------
    StoreError
        If the file is no SQLite database, belongs to another program or version, or cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=60, isolation_level=None)
            self._prepare()
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"{path} cannot be used as a store ({error}). Name another file with --store, or move this one away."
            ) from error

    def _prepare(self) -> None:
        connection = self._connection
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables and application != APPLICATION_ID:
            raise StoreError(f"{self.path} is a database of another program. Name another file with --store.")
        if tables and schema != SCHEMA:
            raise StoreError(
                f"{self.path} has store format {schema}, this version needs {SCHEMA}. Name another file with --store."
            )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        if not tables:
            columns = ", ".join(
                f"{name} {_TYPES.get(kind, 'REAL')}{' PRIMARY KEY' if name == 'cell' else ''}"
                for name, kind in Row.__annotations__.items()
            )
            with connection:
                connection.execute("BEGIN")
                connection.execute(f"CREATE TABLE rows ({columns}) WITHOUT ROWID")
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {SCHEMA}")
                connection.execute("COMMIT")

    def add(self, row: Row) -> None:
        """Keep a row; a row of the same cell that stands already is kept as it is."""
        marks = ", ".join("?" * len(Row._fields))
        try:
            self._connection.execute(f"INSERT OR IGNORE INTO rows VALUES ({marks})", row)
        except sqlite3.Error as error:
            raise StoreError(
                f"{self.path} cannot be written ({error}). Rows stored before are safe; free the disk or the lock and run "
                "the same command again."
            ) from error

    def discard(self, cells: Iterable[str]) -> None:
        """Remove the rows of these cells, so that they run again."""
        self._connection.executemany("DELETE FROM rows WHERE cell = ?", ((cell,) for cell in cells))

    def rows(self, cells: Sequence[str] | None = None) -> list[Row]:
        """The rows of these cells, or all."""
        if cells is None:
            found = self._connection.execute("SELECT * FROM rows")
        else:  # one bound parameter, however many cells
            found = self._connection.execute(
                "SELECT * FROM rows WHERE cell IN (SELECT value FROM json_each(?))", (json.dumps(list(cells)),)
            )
        return [Row(*values) for values in found]

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
