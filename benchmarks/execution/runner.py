"""Run cells through any `concurrent.futures` executor: continue from the store, share with other runs, store row by row.

Rows do not depend on the executor, nor on the number of its workers. What happens to a cell whose process dies is decided in
`worker_process`: the cell is tried once more and then becomes a row with the status "killed", so that every cell gets a row.
If this program dies instead, its leases end (see `storage.leases`), and the next run does the cells that have no row.
"""

import dataclasses
import time
from collections import deque
from collections.abc import Collection, Iterable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, as_completed, wait
from pathlib import Path
from typing import Protocol

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.storage.database import Store
from infoplane.benchmarks.storage.keys import job_key, keyed, training_jobs
from infoplane.benchmarks.storage.leases import RENEW_EVERY, Leases
from infoplane.benchmarks.storage.row import Row
from infoplane.benchmarks.suites.protocol import Cell
from infoplane.extras import MissingExtraError

from .cell import failed_row
from .compressors import compressor_path
from .in_worker import cell_in_worker, training_in_worker
from .resources import UNLIMITED, Limits

_ASK_EVERY = 1.0  # seconds between two checks whether other runs have finished their cells
_NO_SCHEDULER = (
    "The connection to the Dask scheduler is lost, and the cells that it had with it. Every row so far is kept; start the "
    "scheduler and run the same command again."
)


class Progress(Protocol):
    """Receives the progress of a run."""

    def training(self, done: int, jobs: int) -> None:
        """`done` of `jobs` compressors are trained."""

    def start(self, pending: list[Cell], kept: int) -> None:
        """The cells `pending` will run; `kept` other cells have rows in the store."""

    def row(self, row: Row) -> None:
        """A cell has its row."""

    def elsewhere(self, cells: list[Cell]) -> None:
        """Other runs on the store made the rows of these cells."""

    def waiting(self, cells: int) -> None:
        """All cells that are left are in work in other runs; `cells` is their number."""


@dataclasses.dataclass(frozen=True)
class RunResult:
    """How many rows a run found in the store, how many it made, how many of these failed, and how many other runs made."""

    kept: int
    made: int
    failed: int
    elsewhere: int = 0


def run_cells(
    cells: Iterable[Cell], store: Store, progress: Progress, cache: Path, executor: Executor, limits: Limits = UNLIMITED
) -> RunResult:
    """Run every cell that has no row yet, and store each row as soon as it is made.

    Parameters
    ----------
    cells : iterable of Cell
    store : Store
    progress : Progress
    cache : Path
        Folder of trained compressors.
    executor : concurrent.futures.Executor
        It is left open. If it has the attribute `workers`, that is the number of cells it runs at once; of
        `workers_per_machine` cells each gets an equal share of the memory, where `limits` leaves that open.
    limits : Limits
        Seconds and megabytes that a cell, or the training of a compressor, may take.

    Returns
    -------
    RunResult

    Raises
    ------
    StoreError
        If the store cannot be written, or a run of another host is using it.
    MissingExtraError
        If an estimator needs a library that is not installed where its cell runs.
    UserError
        If the connection to a Dask scheduler is lost, or a worker runs another version of infoplane.
    """
    wanted = keyed(cells)
    stored = _stored(store, wanted.keys())
    pending = {key: cell for key, cell in wanted.items() if key not in stored}
    broken = _train(pending.values(), progress, cache, executor, limits)
    progress.start(list(pending.values()), len(stored))
    with Leases(store) as leases:
        run = _Run(pending, store, leases, progress, cache, executor, limits)
        for key, cell in pending.items():
            problem = next((broken[job] for job in map(job_key, training_jobs(cell).values()) if job in broken), None)
            if problem is None:
                run.queue.append(key)
            else:
                run.keep(failed_row(cell, "error", f"training the compressor failed: {problem}"))
        run.to_the_end()
    return RunResult(len(stored), run.made, run.failed, len(pending) - run.made)


def _stored(store: Store, wanted: Collection[str]) -> set[str]:
    return {cell for (cell,) in store.select(["cell"], list(wanted))}.intersection(wanted)


def _shared(limits: Limits, executor: Executor) -> Limits:
    """The limits of one of the cells that share a machine."""
    return dataclasses.replace(limits, at_once=getattr(executor, "workers_per_machine", 1))


def _train(cells: Iterable[Cell], progress: Progress, cache: Path, executor: Executor, limits: Limits) -> dict[str, str]:
    """Train the compressors that have no file yet, side by side; return the messages of those that failed."""
    jobs = {job_key(job): job for cell in cells for job in training_jobs(cell).values()}
    missing = {key: job for key, job in jobs.items() if not compressor_path(job, cache).exists()}
    if not missing:
        return {}
    progress.training(0, len(missing))
    limits = _shared(limits, executor)
    futures = {executor.submit(training_in_worker, job, cache, limits): key for key, job in missing.items()}
    broken = {}
    for done, future in enumerate(as_completed(futures), start=1):
        try:
            message = future.result()
        except CancelledError:
            raise UserError(_NO_SCHEDULER) from None
        except MissingExtraError:
            raise
        except Exception as error:  # failures of the training are messages: this one is the executor's
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
        leases: Leases,
        progress: Progress,
        cache: Path,
        executor: Executor,
        limits: Limits,
    ) -> None:
        self.cells, self.store, self.leases, self.progress = cells, store, leases, progress
        self.cache, self.executor, self.limits = cache, executor, limits
        self.queue: deque[str] = deque()
        self.running: dict[Future[Row], str] = {}
        self.made = self.failed = 0

    def keep(self, row: Row) -> None:
        """Store a row and count it."""
        self.store.add(row)
        self.made += 1
        self.failed += row.status != "ok"
        self.progress.row(row)

    def to_the_end(self) -> None:
        """Run the queue. Then wait for the cells that other runs have leases of; run those whose leases end without a row."""
        while self.queue:
            elsewhere: list[str] = []
            while self.queue or self.running:
                elsewhere += self._submit()
                self._collect()
            done = _stored(self.store, elsewhere)
            self.progress.elsewhere([self.cells[key] for key in done])
            self.queue.extend(key for key in elsewhere if key not in done)
            if self.queue:
                self.progress.waiting(len(self.queue))
                self.leases.renew()
                time.sleep(_ASK_EVERY)

    def _submit(self) -> list[str]:
        """Keep the executor busy; return the cells that another run has leased."""
        # Few cells wait in the executor: what waits there cannot go to another run on this store.
        room = 2 * getattr(self.executor, "workers", 1) - len(self.running)
        asked = [self.queue.popleft() for _ in range(min(room, len(self.queue)))]
        mine = self.leases.take(asked) if asked else []
        limits = _shared(self.limits, self.executor)
        for key in mine:
            self.running[self.executor.submit(cell_in_worker, self.cells[key], self.cache, limits)] = key
        return [key for key in asked if key not in mine]

    def _collect(self) -> None:
        """Store the rows that are made, and wait for the first one if there is none."""
        for future in wait(self.running, timeout=RENEW_EVERY, return_when=FIRST_COMPLETED).done:
            key = self.running.pop(future)
            try:
                row = future.result()
            except CancelledError:
                raise UserError(_NO_SCHEDULER) from None
            except MissingExtraError:
                raise
            except Exception as error:  # failures of the cell are rows: this one is the executor's
                row = failed_row(self.cells[key], "killed", f"{type(error).__name__}: {error}")
            if row.cell != key:
                raise UserError("A worker has another version of infoplane: install the same on every machine.")
            self.keep(row)
        self.leases.renew()
