"""Who is working on which cell, so that several runs on one store share its cells and do none twice.

A run signs in, claims each cell before it starts it, and signs of life follow while it lasts. Claims of a run that has died
(its process is gone, or it gave no sign for a minute) fall to whoever asks next.
"""

import os
import platform
import sqlite3
import time
import uuid
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from .database import Store, StoreError

BEAT_EVERY, STALE_AFTER = 10.0, 60.0  # seconds


class Claims:
    """The claims of one run on a store; a context that gives them back."""

    def __init__(self, store: Store) -> None:
        self.store, self.run = store, uuid.uuid4().hex
        self._beaten = 0.0

    def __enter__(self) -> Self:
        self.beat()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            with self.store.writing() as database:
                _forget(database, self.run)
        except StoreError:
            if error is None:  # else the first error is the one to tell; the claims fall when this process ends
                raise

    def beat(self) -> None:
        """Give a sign of life, if the last is a while ago."""
        if time.monotonic() - self._beaten >= BEAT_EVERY or not self._beaten:
            with self.store.writing() as database:
                database.execute(
                    "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?)", (self.run, platform.node(), os.getpid(), time.time())
                )
            self._beaten = time.monotonic()

    def take(self, cells: Sequence[str]) -> list[str]:
        """Claim cells; return those that are now this run's: neither done nor claimed by a run that lives."""
        with self.store.writing() as database:
            for run, host, pid, beat in database.execute("SELECT * FROM runs WHERE run != ?", (self.run,)).fetchall():
                if _dead(host, pid, beat):
                    _forget(database, run)
            claim = "INSERT OR IGNORE INTO claims SELECT :cell, :run WHERE NOT EXISTS (SELECT 1 FROM cells WHERE cell = :cell)"
            return [cell for cell in cells if database.execute(claim, {"cell": cell, "run": self.run}).rowcount]


def _dead(host: str, pid: int, beat: float) -> bool:
    if time.time() - beat > STALE_AFTER:
        return True
    if host != platform.node():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:  # somebody else's, and alive
        return False
    return False


def _forget(database: sqlite3.Connection, run: str) -> None:
    database.execute("DELETE FROM claims WHERE run = ?", (run,))
    database.execute("DELETE FROM runs WHERE run = ?", (run,))
