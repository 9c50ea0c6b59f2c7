"""Which run works on which cell: several runs on one store share its cells, and no cell runs twice at once.

A run takes a lease of each cell before it starts the cell, and regularly stores a sign of life. If a run has died (its process
has ended, or it has given no sign of life for a minute), its leases end when another run asks for cells.

All runs must be on one host. SQLite coordinates its processes by memory that they share, and by file locks, neither of which
is reliable between hosts; so a run refuses a store on which a run of another host is alive.
"""

import math
import os
import platform
import sqlite3
import time
import uuid
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from .database import Store, StoreError

RENEW_EVERY, STALE_AFTER = 10.0, 60.0  # seconds between two signs of life, and without one until a run counts as dead
_TABLES = """
    CREATE TABLE IF NOT EXISTS runs (run TEXT PRIMARY KEY, host TEXT, pid INTEGER, beat REAL);
    CREATE TABLE IF NOT EXISTS leases (cell TEXT PRIMARY KEY, run TEXT) WITHOUT ROWID;
"""


class Leases:
    """The leases of one run on the cells of a store; a context manager; at its end the leases are given back.

    Parameters
    ----------
    store : Store

    Raises
    ------
    StoreError
        On entry and by `take`, if a run of another host is alive on the store, or if the store cannot be written.
    """

    def __init__(self, store: Store) -> None:
        self.store, self.run = store, uuid.uuid4().hex
        self._renewed = -math.inf

    def __enter__(self) -> Self:
        with self.store.writing() as database:
            for statement in filter(str.strip, _TABLES.split(";")):  # executescript would end the transaction
                database.execute(statement)
            self._check_others(database)
        self.renew()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            with self.store.writing() as database:
                _forget(database, self.run)
        except StoreError:
            if error is None:  # otherwise the first error is reported, and the leases end with this process
                raise

    def renew(self) -> None:
        """Give a sign of life, unless the last one is recent."""
        if time.monotonic() - self._renewed >= RENEW_EVERY:
            with self.store.writing() as database:
                database.execute(
                    "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?)", (self.run, platform.node(), os.getpid(), time.time())
                )
            self._renewed = time.monotonic()

    def take(self, cells: Sequence[str]) -> list[str]:
        """Take leases; return the cells that are now this run's: those without a row and without another run's lease."""
        with self.store.writing() as database:
            self._check_others(database)
            database.execute("DELETE FROM leases WHERE run = ? AND cell IN (SELECT cell FROM cells)", (self.run,))  # done
            lease = "INSERT OR IGNORE INTO leases SELECT :cell, :run WHERE NOT EXISTS (SELECT 1 FROM cells WHERE cell = :cell)"
            return [cell for cell in cells if database.execute(lease, {"cell": cell, "run": self.run}).rowcount]

    def _check_others(self, database: sqlite3.Connection) -> None:
        """End the leases of dead runs; refuse to go on beside a run of another host."""
        others = database.execute("SELECT run, host, pid, beat FROM runs WHERE run != ?", (self.run,)).fetchall()
        for run, host, pid, beat in others:
            if _is_dead(host, pid, beat):
                _forget(database, run)
            elif host != platform.node():
                raise StoreError(
                    f"{self.store.path} is in use by a run on the host {host}, and SQLite cannot share a file between hosts "
                    f"(this one is {platform.node()}). Run on several hosts through one Dask scheduler (--dask), or give each "
                    f"host its own --store and join them with `infoplane merge`. If the other run is dead, wait "
                    f"{STALE_AFTER:.0f} seconds."
                )


def _is_dead(host: str, pid: int, beat: float) -> bool:
    if time.time() - beat > STALE_AFTER:
        return True
    if host != platform.node():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:  # another user's, and alive
        return False
    return False


def _forget(database: sqlite3.Connection, run: str) -> None:
    database.execute("DELETE FROM leases WHERE run = ?", (run,))
    database.execute("DELETE FROM runs WHERE run = ?", (run,))
