"""Rows of information planes, in the same database as the rows of cells.

A run is keyed by its content: the study in full, the data, the version of the numbers. Its rows are keyed by epoch, part,
layer, quantity and estimator, so an epoch that is done again after a kill changes nothing.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from infoplane.bottleneck import PlaneRow

from .provenance import machine, versions
from .store import Store, StoreError

_KEY = ("run", "epoch", "part", "layer", "quantity", "estimator")
_TYPES = {int: "INTEGER", str: "TEXT"}


def _schema() -> str:
    columns = ", ".join(f"{name} {_TYPES.get(kind, 'REAL')}" for name, kind in PlaneRow.__annotations__.items())
    return f"""
        CREATE TABLE IF NOT EXISTS planes (run TEXT PRIMARY KEY, study TEXT, versions TEXT, machine TEXT);
        CREATE TABLE IF NOT EXISTS plane_rows (run TEXT, {columns}, PRIMARY KEY ({", ".join(_KEY)})) WITHOUT ROWID;
    """


class PlaneStore:
    """The rows of one run.

    Parameters
    ----------
    path : Path
        The database; made with its folder if missing.
    run : str
        Key of the run.
    study : str
        What the key stands for, in full.

    Raises
    ------
    StoreError
        As `Store`.
    """

    def __init__(self, path: Path, run: str, study: str) -> None:
        self.store, self.run = Store(path), run
        with self.store.writing() as database:
            for statement in filter(str.strip, _schema().split(";")):
                database.execute(statement)
            database.execute("INSERT OR IGNORE INTO planes VALUES (?, ?, ?, ?)", (run, study, versions(), machine()))

    def add(self, rows: Iterable[PlaneRow]) -> None:
        """Keep rows, all or none; a row that stands already is kept as it is."""
        with self.store.writing() as database:
            places = ", ".join("?" * (1 + len(PlaneRow._fields)))
            database.executemany(f"INSERT OR IGNORE INTO plane_rows VALUES ({places})", ((self.run, *row) for row in rows))

    def rows(self) -> list[PlaneRow]:
        """Every row, by epoch and in the order of its making within one."""
        columns = ", ".join(PlaneRow._fields)
        found = self._select(f"SELECT {columns} FROM plane_rows WHERE run = ? ORDER BY epoch, part", (self.run,))
        return [PlaneRow._make(row) for row in found]

    def epochs(self, part: str) -> set[int]:
        """Epochs that have rows of this part."""
        found = self._select("SELECT DISTINCT epoch FROM plane_rows WHERE run = ? AND part = ?", (self.run, part))
        return {epoch for (epoch,) in found}

    def provenance(self) -> tuple[str, str, str]:
        """Study, versions and machine of the run."""
        ((study, made_with, where),) = self._select("SELECT study, versions, machine FROM planes WHERE run = ?", (self.run,))
        return study, made_with, where

    def close(self) -> None:
        """Close the file."""
        self.store.close()

    def _select(self, query: str, values: Sequence[str]) -> list[tuple]:
        try:
            return self.store.read(query, values)
        except sqlite3.Error as error:
            raise StoreError(f"{self.store.path} cannot be read ({error}). Name another folder with --store.") from error
