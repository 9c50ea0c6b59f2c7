"""Run cells through any `concurrent.futures` executor: resume from the store, share with other runs, write row by row.

Results do not depend on the executor, nor on the number of its workers.
"""

import time
from collections import deque
from collections.abc import Collection, Iterable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, as_completed, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.storage.database import Store
from infoplane.benchmarks.storage.keys import job_key, keyed, training_jobs
from infoplane.benchmarks.storage.leases import BEAT_EVERY, Claims
from infoplane.benchmarks.storage.row import Row
from infoplane.benchmarks.suites.protocol import Cell

from .cell import failed_row
from .compressors import compressor_path
from .resources import UNLIMITED, Limits
from .worker_process import guarded_cell, guarded_training

_ASK_EVERY = 1.0  # seconds between two looks at the cells of other runs
_NO_SCHEDULER = (
    "The scheduler is gone, and the cells it had with it. Every row so far is kept; start the scheduler and run the same "
    "command again."
)


class Progress(Protocol):
    """Who is told how a run goes."""

    def training(self, done: int, jobs: int) -> None: ...
    def start(self, pending: list[Cell], kept: int) -> None: ...
    def row(self, row: Row) -> None: ...
    def elsewhere(self, cells: list[Cell]) -> None: ...
    def waiting(self, cells: int) -> None: ...


@dataclass(frozen=True)
class Outcome:
    """What a run did: rows found in the store, rows made now, how many of those failed, and rows that other runs made."""

    kept: int
    made: int
    failed: int
    elsewhere: int = 0


def run_cells(
    cells: Iterable[Cell], store: Store, progress: Progress, cache: Path, executor: Executor, limits: Limits = UNLIMITED
) -> Outcome:
    """Run every cell whose row is not stored yet, writing each row the moment it is there.

    Parameters
    ----------
    cells : iterable of Cell
    store : Store
    progress : Progress
    cache : Path
        Folder of trained compressors.
    executor : concurrent.futures.Executor
        Its attribute `workers`, if it has one, says how many cells it runs at once; it is left open.
    limits : Limits
        Seconds and megabytes a cell, or the training of a compressor, may take.
    """
    wanted = keyed(cells)
    stored = _stored(store, wanted.keys())
    pending = {key: cell for key, cell in wanted.items() if key not in stored}
    broken = _train(pending.values(), progress, cache, executor, limits)
    progress.start(list(pending.values()), len(stored))
    with Claims(store) as claims:
        run = _Run(pending, store, claims, progress, cache, executor, limits)
        for key, cell in pending.items():
            problem = next((broken[k] for k in map(job_key, training_jobs(cell).values()) if k in broken), None)
            if problem is None:
                run.queue.append(key)
            else:
                run.keep(failed_row(cell, "error", f"training the compressor failed: {problem}"))
        run.to_the_end()
    return Outcome(len(stored), run.made, run.failed, len(pending) - run.made)


def _stored(store: Store, wanted: Collection[str]) -> set[str]:
    return {cell for (cell,) in store.select(["cell"], list(wanted))}.intersection(wanted)


def _train(cells: Iterable[Cell], progress: Progress, cache: Path, executor: Executor, limits: Limits) -> dict[str, str]:
    """Train the compressors that are not in the cache side by side; return the messages of those that failed."""
    jobs = {job_key(job): job for cell in cells for job in training_jobs(cell).values()}
    missing = {key: job for key, job in jobs.items() if not compressor_path(job, cache).exists()}
    if not missing:
        return {}
    progress.training(0, len(missing))
    futures = {executor.submit(guarded_training, job, cache, limits): key for key, job in missing.items()}
    broken = {}
    for done, future in enumerate(as_completed(futures), start=1):
        try:
            message = future.result()
        except CancelledError:
            raise UserError(_NO_SCHEDULER) from None
        except Exception as error:  # a guard returns messages: only its own machine can fail it
            message = f"{type(error).__name__}: {error}"
        if message:
            broken[futures[future]] = message
        progress.training(done, len(missing))
    return broken


class _Run:
    """Cells on their way from the queue, through the executor, to the store."""

    def __init__(
        self,
        cells: dict[str, Cell],
        store: Store,
        claims: Claims,
        progress: Progress,
        cache: Path,
        executor: Executor,
        limits: Limits,
    ) -> None:
        self.cells, self.store, self.claims, self.progress = cells, store, claims, progress
        self.cache, self.executor, self.limits = cache, executor, limits
        self.queue: deque[str] = deque()
        self.flying: dict[Future[Row], str] = {}
        self.made = self.failed = 0

    def keep(self, row: Row) -> None:
        self.store.add(row)
        self.made += 1
        self.failed += row.status != "ok"
        self.progress.row(row)

    def to_the_end(self) -> None:
        """Run what is queued; then see that what other runs hold gets its rows, if need be from here."""
        while self.queue:
            elsewhere: list[str] = []
            while self.queue or self.flying:
                elsewhere += self._submit()
                self._collect()
            done = _stored(self.store, elsewhere)
            self.progress.elsewhere([self.cells[key] for key in done])
            self.queue.extend(key for key in elsewhere if key not in done)
            if self.queue:
                self.progress.waiting(len(self.queue))
                self.claims.beat()
                time.sleep(_ASK_EVERY)

    def _submit(self) -> list[str]:
        """Fill the executor's window; return cells met on the way that another run has."""
        # A short window: cells that wait in it are lost to other runs on this store.
        room = 2 * getattr(self.executor, "workers", 1) - len(self.flying)
        asked = [self.queue.popleft() for _ in range(min(room, len(self.queue)))]
        mine = self.claims.take(asked) if asked else []
        for key in mine:
            self.flying[self.executor.submit(guarded_cell, self.cells[key], self.cache, self.limits)] = key
        return [key for key in asked if key not in mine]

    def _collect(self) -> None:
        """Keep the rows that are there, waiting for one at least a while."""
        for future in wait(self.flying, timeout=BEAT_EVERY, return_when=FIRST_COMPLETED).done:
            key = self.flying.pop(future)
            try:
                row = future.result()
            except CancelledError:
                raise UserError(_NO_SCHEDULER) from None
            except Exception as error:  # a guard returns rows: only its own machine can fail it
                row = failed_row(self.cells[key], "killed", f"{type(error).__name__}: {error}")
            if row.cell != key:
                raise UserError("A worker has another version of infoplane: install the same on every machine.")
            self.keep(row)
        self.claims.beat()
