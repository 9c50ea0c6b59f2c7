"""Run cells through a `concurrent.futures` executor, resume from the store, survive dead workers.

Nothing but this file knows how cells are executed, and results do not depend on the number of workers.
"""

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, as_completed, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import loky

from infoplane.estimators import kernel_sums, neighbours

from .cells import failed_row, run_cell
from .compressors import Job, job_key, train, training_jobs
from .protocol import Cell
from .rows import Row, cell_id
from .store import Store

# Set before a worker imports anything, so that two workers on two cores do not fight over them.
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)


class Progress(Protocol):
    """Who is told how a run goes."""

    def training(self, done: int, jobs: int) -> None: ...
    def start(self, pending: list[Cell], kept: int) -> None: ...
    def row(self, row: Row) -> None: ...


@dataclass(frozen=True)
class Outcome:
    """What a run did: rows found in the store, rows made now, and how many of those failed."""

    kept: int
    made: int
    failed: int


def local_executor(workers: int) -> Executor:
    """Fresh loky workers of one thread each, which end with their parent even if it is killed."""
    return loky.ProcessPoolExecutor(
        max_workers=workers, env=ONE_THREAD, timeout=None, initializer=prepare_worker, initargs=(os.getpid(),)
    )


def prepare_worker(parent: int) -> None:
    """Keep a worker to one thread, end it when its parent is gone, and compile kernels outside any timed cell."""
    import threadpoolctl

    threadpoolctl.threadpool_limits(1)  # for pools that environment variables do not reach

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    neighbours.warm_up()
    kernel_sums.warm_up()


def run_cells(
    cells: Iterable[Cell],
    store: Store,
    progress: Progress,
    cache: Path,
    workers: int,
    time_limit: float,
    make_executor: Callable[[int], Executor] = local_executor,
) -> Outcome:
    """Run every cell whose row is not stored yet, writing each row the moment it is there.

    Parameters
    ----------
    cells : iterable of Cell
    store : Store
    progress : Progress
    cache : Path
        Folder of trained compressors.
    workers : int
    time_limit : float
        Seconds a cell may take.
    make_executor : callable
        Number of workers -> executor; called anew after a worker died.
    """
    wanted = {cell_id(cell): cell for cell in cells}
    stored = {row.cell for row in store.rows(list(wanted))}
    pending = {key: cell for key, cell in wanted.items() if key not in stored}
    failed = 0

    def keep(row: Row) -> None:
        nonlocal failed
        store.add(row)
        failed += row.status != "ok"
        progress.row(row)

    with TemporaryDirectory(prefix="infoplane-") as marks:
        crew = _Crew(make_executor, cache, time_limit, Path(marks))
        try:
            jobs = {job_key(job): job for cell in pending.values() for job in training_jobs(cell).values()}
            missing = {key: job for key, job in jobs.items() if not (cache / f"{key}.joblib").exists()}
            broken = crew.train(missing, workers, progress)
            progress.start(list(pending.values()), len(stored))
            ready = {}
            for key, cell in pending.items():
                problems = [broken[k] for k in map(job_key, training_jobs(cell).values()) if k in broken]
                if problems:
                    keep(failed_row(cell, "error", f"training the compressor failed: {problems[0]}"))
                else:
                    ready[key] = cell
            suspects = crew.run(ready, workers, keep, last=False)
            for key, cell in suspects.items():  # alone, so that the guilty takes no innocent with it
                crew.run({key: cell}, 1, keep, last=True)
        finally:
            crew.dismiss()
    return Outcome(kept=len(stored), made=len(pending), failed=failed)


@dataclass
class _Crew:
    """The workers, replaced when one of them dies."""

    make_executor: Callable[[int], Executor]
    cache: Path
    time_limit: float
    marks: Path
    executor: Executor | None = None
    size: int = 0

    def hire(self, workers: int) -> Executor:
        if self.executor is None or self.size != workers:
            self.dismiss()
            self.executor, self.size = self.make_executor(workers), workers
        return self.executor

    def dismiss(self) -> None:
        executor, self.executor = self.executor, None
        if isinstance(executor, loky.ProcessPoolExecutor):
            executor.shutdown(wait=True, kill_workers=True)
        elif executor is not None:
            executor.shutdown(wait=False, cancel_futures=True)

    def train(self, jobs: dict[str, Job], workers: int, progress: Progress) -> dict[str, str]:
        """Train compressors side by side; return the messages of those that failed."""
        if not jobs:
            return {}
        progress.training(0, len(jobs))
        executor = self.hire(workers)
        futures = {executor.submit(train, job, self.cache): key for key, job in jobs.items()}
        broken = {}
        for done, future in enumerate(as_completed(futures), start=1):
            try:
                future.result()
            except BrokenProcessPool as error:
                broken[futures[future]] = f"its worker died ({error})"
            except Exception as error:  # a newcomer's compressor may raise anything
                broken[futures[future]] = f"{type(error).__name__}: {error}"
            progress.training(done, len(jobs))
        if broken:
            self.dismiss()  # a pool with a dead worker takes no more work
        return broken

    def run(self, cells: dict[str, Cell], workers: int, keep: Callable[[Row], None], last: bool) -> dict[str, Cell]:
        """Run cells; return those that were in flight when a worker died (or, if `last`, keep them as failed rows)."""
        queue, suspects = deque(cells), {}
        flying: dict[Future[Row], str] = {}
        while queue or flying:
            executor = self.hire(workers)
            death: Exception | None = None
            try:
                # A short window: cells are small, and what waits here is not lost with a worker.
                while queue and len(flying) < 2 * workers:
                    flying[executor.submit(run_cell, cells[queue[0]], self.cache, self.time_limit, self.marks)] = queue[0]
                    queue.popleft()
            except BrokenProcessPool as error:
                death = error
            done = wait(flying, return_when=FIRST_COMPLETED).done if flying else set()
            for future in done:
                try:
                    keep(future.result())
                except BrokenProcessPool as error:
                    death = error
                    continue
                except Exception as error:  # a row that cannot travel
                    keep(failed_row(cells[flying[future]], "error", f"{type(error).__name__}: {error}"))
                del flying[future]
            if death is not None:
                self.dismiss()
                started = {key: self._started(key) for key in flying.values()}
                for key, since in started.items():
                    if since is not None and time.time() - since >= self.time_limit:
                        keep(failed_row(cells[key], "timeout", f"killed after its time limit of {self.time_limit:g} s"))
                    elif last:
                        keep(failed_row(cells[key], "killed", f"its worker died twice: {death.__cause__ or death}"))
                    elif since is None and any(started.values()):
                        queue.appendleft(key)  # it only waited behind the one that died
                    else:
                        suspects[key] = cells[key]
                flying.clear()
        return suspects

    def _started(self, key: str) -> float | None:
        """When the cell began in a worker that is no more; None if it was only waiting."""
        mark = self.marks / key
        try:
            started = float(mark.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        mark.unlink(missing_ok=True)
        return started
