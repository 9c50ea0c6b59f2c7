"""One cell at a time in a process of its own, watched from outside: whatever the cell does, the caller gets a row.

A cell past its time or memory is killed with all that it started; a process that dies is replaced, and its cell tried once
more. The process leads a session of its own, by which its orphans are known, and has a folder of its own for temporary
files, which goes with it.
Watching from outside needs no signal, no cooperation of compiled code and no main thread, so a thread of this program and
a thread of a Dask worker guard their cells alike.
"""

import multiprocessing
import os
import re
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import loky

from infoplane.benchmarks.storage.keys import Job
from infoplane.benchmarks.storage.row import Row
from infoplane.benchmarks.suites.protocol import Cell

from .cell import failed_row, run_cell
from .compressors import train
from .resources import Limits, allowed_megabytes, resident_megabytes

T = TypeVar("T")

# Set before the process imports anything, so that two workers on two cores do not fight over them. Loky would replace a
# process that has grown, behind the back of whoever watches it.
_ENVIRONMENT = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
) | {"LOKY_MAX_MEMORY_LEAK_SIZE": "1e18"}
_LOOK_EVERY = 0.05  # seconds between two looks at the memory of a cell


class GivenUp(Exception):  # noqa: N818  (an outcome, not a fault)
    """The call's process was killed: `status` is "timeout", "memory" or "killed"."""

    def __init__(self, status: str, message: str, seconds: float) -> None:
        super().__init__(message)
        self.status, self.message, self.seconds = status, message, seconds


class Guard:
    """A worker process and its keeper; the process starts with the first call and is replaced when it dies."""

    def __init__(self) -> None:
        self._executor: loky.ProcessPoolExecutor | None = None
        self._pid = 0
        self._scratch = ""
        self._closed = False

    def call(self, function: Callable[..., T], *arguments: Any, limits: Limits) -> T:
        """What function(*arguments) returns or raises in the process.

        Raises
        ------
        GivenUp
            If it exceeded its limits or its process died.
        CancelledError
            If the guard was closed.
        """
        megabytes = allowed_megabytes(limits)
        if resident_megabytes(self._pid) > megabytes / 2:
            self._dismiss()  # what earlier cells left behind is not charged to this one
        start = time.monotonic()
        try:
            executor = self._hired()
            start = time.monotonic()  # the limit is the cell's, not its process's start
            future = executor.submit(function, *arguments)
            while not wait([future], timeout=min(_LOOK_EVERY, max(start + limits.seconds - time.monotonic(), 0.0))).done:
                seconds = time.monotonic() - start
                if seconds >= limits.seconds:
                    raise GivenUp("timeout", f"stopped after its time limit of {limits.seconds:g} s", seconds)
                taken = resident_megabytes(self._pid)
                if taken > megabytes:
                    raise GivenUp("memory", f"stopped at {taken:.0f} MB, its memory limit being {megabytes:.0f} MB", seconds)
            return future.result()
        except GivenUp:
            self._dismiss()
            raise
        except Exception as error:
            if self._closed:
                raise CancelledError from None
            if not isinstance(error, BrokenProcessPool):
                raise
            self._dismiss()
            codes = re.search(r"\{(.*)\}", str(error))
            raise GivenUp("killed", f"its process died: {codes[1] if codes else error}", time.monotonic() - start) from error

    def close(self) -> None:
        """End the process, and with it the call that another thread is waiting for."""
        self._closed = True
        self._dismiss()

    def _hired(self) -> loky.ProcessPoolExecutor:
        if self._executor is None:
            self._scratch = tempfile.mkdtemp(prefix="infoplane-")
            with _as_no_daemon():
                self._executor = loky.ProcessPoolExecutor(
                    max_workers=1,
                    env=_ENVIRONMENT | {"TMPDIR": self._scratch},
                    timeout=None,
                    initializer=prepare_worker,
                    initargs=(os.getpid(), self._scratch),
                )
                self._pid = self._executor.submit(os.getpid).result()
        if self._closed:  # meanwhile, by another thread
            self._dismiss()
            raise CancelledError
        return self._executor

    def _dismiss(self) -> None:
        executor, leader, scratch = self._executor, self._pid, self._scratch
        self._executor, self._pid, self._scratch = None, 0, ""
        if executor is not None:
            executor.shutdown(wait=True, kill_workers=True)
            end_session(leader)
            shutil.rmtree(scratch, ignore_errors=True)


def end_session(leader: int) -> None:
    """Kill whatever a session's leader started and left, where the system lists its processes."""
    for _ in range(3):  # one may start another between two looks
        left = [int(path.name) for path in Path("/proc").glob("[0-9]*") if path.name != str(leader)]
        left = [pid for pid in left if leader and _session(pid) == leader]
        for pid in left:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        if not left:
            return


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except OSError:  # it is gone
        return 0


def prepare_worker(parent: int, scratch: str) -> None:
    """Keep a worker to one thread, end it when its parent is gone, and compile kernels outside any timed cell."""
    import threadpoolctl

    from infoplane.estimators.kernels import kernel_sums, neighbours

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C reaches everybody; it is for the parent to answer
    os.setsid()
    threadpoolctl.threadpool_limits(1)  # for pools that environment variables do not reach

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        end_session(os.getpid())
        shutil.rmtree(scratch, ignore_errors=True)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    neighbours.warm_up()
    kernel_sums.warm_up()


def guarded_cell(cell: Cell, cache: Path, limits: Limits) -> Row:
    """The row of a cell, run by this thread's guard."""
    try:
        return _twice(run_cell, cell, cache, limits=limits)
    except GivenUp as end:
        return failed_row(cell, end.status, end.message, seconds=end.seconds)
    except Exception as error:  # a row or an estimator that cannot travel
        return failed_row(cell, "error", f"{type(error).__name__}: {error}")


def guarded_training(job: Job, cache: Path, limits: Limits) -> str:
    """Train a compressor into the cache by this thread's guard; what went wrong, or nothing."""
    try:
        _twice(train, job, cache, limits=limits)
    except GivenUp as end:
        return end.message
    except Exception as error:  # a candidate's compressor may raise anything
        return f"{type(error).__name__}: {error}"
    return ""


def _twice(function: Callable[..., T], *arguments: Any, limits: Limits) -> T:
    try:
        return this_guard().call(function, *arguments, limits=limits)
    except GivenUp as end:
        if end.status != "killed":
            raise
    try:  # it may have been killed from outside
        return this_guard().call(function, *arguments, limits=limits)
    except GivenUp as end:
        if end.status == "killed":
            raise GivenUp("killed", f"{end.message}, twice", end.seconds) from None
        raise


_OWN = threading.local()


def this_guard() -> Guard:
    """The guard of this thread."""
    if not hasattr(_OWN, "guard"):
        _OWN.guard = Guard()
    return _OWN.guard


@contextmanager
def _as_no_daemon() -> Iterator[None]:
    """A Dask worker is a daemon, and daemons may not have children; ours end with their parent by themselves."""
    settings = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    daemon = settings.pop("daemon", None)
    try:
        yield
    finally:
        if daemon is not None:
            settings["daemon"] = daemon
