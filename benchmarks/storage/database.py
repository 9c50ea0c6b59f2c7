"""Rows in SQLite, one transaction for each row: a run that is killed loses no finished cell.

Descriptions of distributions and estimators are long and few, so the table `texts` keeps each of them once. The view `rows`
shows whole rows and accepts whole rows, here and in any other tool that opens the database.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from infoplane.benchmarks.errors import UserError

from .file_systems import is_on_network
from .row import Row

APPLICATION_ID = 0x1F09_1A4E  # marks the file as a store of infoplane
SCHEMA = 3
_TYPES = {int: "INTEGER", float: "REAL", str: "TEXT"}
_SHARED = ("distribution", "configuration", "training", "versions", "machine")
_MANY = 100_000  # cells: from here on, reading every row is faster than looking them up


def _schema() -> str:
    kinds = {name: "INTEGER" if name in _SHARED else _TYPES.get(kind, "REAL") for name, kind in Row.__annotations__.items()}
    columns = ", ".join(f"{name} {kind}{' PRIMARY KEY' if name == 'cell' else ''}" for name, kind in kinds.items())
    shown = ", ".join(f"{name}_.text AS {name}" if name in _SHARED else f"cells.{name}" for name in kinds)
    joins = " ".join(f"LEFT JOIN texts AS {name}_ ON {name}_.id = cells.{name}" for name in _SHARED)
    taken = ", ".join(f"(SELECT id FROM texts WHERE text = NEW.{name})" if name in _SHARED else f"NEW.{name}" for name in kinds)
    return f"""
        CREATE TABLE IF NOT EXISTS texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
        CREATE TABLE IF NOT EXISTS cells ({columns}) WITHOUT ROWID;
        CREATE VIEW IF NOT EXISTS rows AS SELECT {shown} FROM cells {joins};
        CREATE TRIGGER IF NOT EXISTS keep INSTEAD OF INSERT ON rows BEGIN
            INSERT OR IGNORE INTO texts (text) VALUES {", ".join(f"(NEW.{name})" for name in _SHARED)};
            INSERT OR IGNORE INTO cells VALUES ({taken});
        END;
        PRAGMA application_id = {APPLICATION_ID};
        PRAGMA user_version = {SCHEMA};
    """


class StoreError(UserError):
    """The store cannot be opened, read or written; the message says why and what to do."""


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
                f"{path} cannot be used as a store ({error}). Name another folder with --store; "
                f"if this one is damaged, `infoplane merge {path} --store NEW` saves the rows that can be read."
            ) from error

    def _prepare(self) -> None:
        connection = self._connection
        # The tables are counted before the marks are read: another run may be making both, in one transaction.
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
        if tables and application != APPLICATION_ID:
            raise StoreError(f"{self.path} is a database of another program. Name another folder with --store.")
        if tables and schema != SCHEMA:
            raise StoreError(
                f"{self.path} has store format {schema}, this version reads {SCHEMA}. Name another folder with --store."
            )
        # The write-ahead log is shared memory beside the file, which a network file system does not have.
        connection.execute(f"PRAGMA journal_mode = {'DELETE' if is_on_network(self.path) else 'WAL'}")
        connection.execute("PRAGMA synchronous = NORMAL")
        if not tables:
            connection.executescript(f"BEGIN IMMEDIATE; {_schema()} COMMIT;")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all its changes are made, or none."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise StoreError(
                f"{self.path} cannot be written ({error}). Rows stored before are safe; free the disk or the lock and run "
                "the same command again."
            ) from error

    def add(self, *rows: Row) -> None:
        """Keep rows; where the store has a row of the same cell, that one stays as it is."""
        with self.writing() as database:
            database.executemany(f"INSERT OR IGNORE INTO rows VALUES ({', '.join('?' * len(Row._fields))})", rows)

    def discard(self, cells: Iterable[str]) -> None:
        """Remove the rows of these cells, so that they run again."""
        with self.writing() as database:
            database.executemany("DELETE FROM cells WHERE cell = ?", ((cell,) for cell in cells))

    def select(
        self,
        columns: Sequence[str] = Row._fields,
        cells: Sequence[str] | None = None,
        prefix: str = "",
    ) -> Iterator[tuple[Any, ...]]:
        """Columns, or SQL expressions of them, of the rows that meet every condition given.

        Parameters
        ----------
        columns : sequence of str
        cells : sequence of str, optional
            Rows of these cells. From 100,000 cells on, rows of other cells come too.
        prefix : str
            Rows whose cell begins so.
        """
        conditions: dict[str, tuple[Any, ...]] = {}
        if prefix:
            conditions["cell BETWEEN ? AND ?"] = prefix, f"{prefix}g"  # after every hexadecimal digit
        if cells is not None and len(cells) < _MANY:
            # One bound parameter, however many cells.
            conditions["cell IN (SELECT value FROM json_each(?))"] = (json.dumps(list(cells)),)
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        bound = [value for values in conditions.values() for value in values]
        return self.read(f"SELECT {', '.join(columns)} FROM rows{where}", bound)

    def read(self, query: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows that a query finds, one by one."""
        try:
            yield from self._connection.execute(query, values)
        except sqlite3.Error as error:
            raise StoreError(
                f"{self.path} cannot be read ({error}). If it is damaged, save the rows that can be read: "
                f"`infoplane merge {self.path} --store NEW`."
            ) from error

    def seconds_known(self) -> dict[tuple[str, int], float]:
        """Mean seconds of a cell by (estimator, n)."""
        known = "SELECT estimator, n, avg(seconds) FROM rows WHERE seconds NOTNULL GROUP BY estimator, n"
        return {(estimator, n): seconds for estimator, n, seconds in self.read(known)}

    def each_row(self, cells: Sequence[str] | None = None) -> Iterator[Row]:
        """The rows of these cells, or all, one by one."""
        wanted = None if cells is None else set(cells)
        return (row for row in map(Row._make, self.select(cells=cells)) if wanted is None or row.cell in wanted)

    def rows(self, cells: Sequence[str] | None = None) -> list[Row]:
        """The rows of these cells, or all, as a list."""
        return list(self.each_row(cells))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
