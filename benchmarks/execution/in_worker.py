"""Cells and trainings in the worker process of this thread: whatever happens there, the caller gets a row or a message.

A cell whose process dies is tried once more, since something outside may have killed it; if its process dies again, that is
the result.
"""

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any, TypeVar

from infoplane.benchmarks.storage.keys import Job
from infoplane.benchmarks.storage.row import Row
from infoplane.benchmarks.suites.protocol import Cell
from infoplane.extras import MissingExtraError

from .cell import failed_row, run_cell
from .compressors import train
from .resources import Limits
from .worker_process import StoppedError, WorkerProcess

T = TypeVar("T")
_OWN = threading.local()


def this_worker() -> WorkerProcess:
    """The worker process of this thread."""
    if not hasattr(_OWN, "worker"):
        _OWN.worker = WorkerProcess()
    return _OWN.worker


def cell_in_worker(cell: Cell, cache: Path, limits: Limits) -> Row:
    """The row of a cell, run in the worker process of this thread.

    Parameters
    ----------
    cell : Cell
    cache : Path
        Folder of trained compressors.
    limits : Limits

    Raises
    ------
    CancelledError
        If the worker process was closed in the meantime.
    MissingExtraError
        If a library is not installed.
    """
    try:
        return _twice(run_cell, cell, cache, limits=limits)
    except StoppedError as end:
        return failed_row(cell, end.status, end.message, seconds=end.seconds)
    except (CancelledError, MissingExtraError):
        raise
    except Exception as error:  # a row or an estimator that cannot be pickled
        return failed_row(cell, "error", f"{type(error).__name__}: {error}")


def training_in_worker(job: Job, cache: Path, limits: Limits) -> str:
    """Train a compressor into its file; return the message of what went wrong, or an empty string.

    Raises
    ------
    CancelledError
        If the worker process was closed in the meantime.
    MissingExtraError
        If a library is not installed.
    """
    try:
        _twice(train, job, cache, limits=limits)
    except StoppedError as end:
        return end.message
    except (CancelledError, MissingExtraError):
        raise
    except Exception as error:  # a transformer may raise anything
        return f"{type(error).__name__}: {error}"
    return ""


def _twice(function: Callable[..., T], *arguments: Any, limits: Limits) -> T:
    try:
        return this_worker().call(function, *arguments, limits=limits)
    except StoppedError as end:
        if end.status != "killed":
            raise
    try:
        return this_worker().call(function, *arguments, limits=limits)
    except StoppedError as end:
        if end.status == "killed":
            raise StoppedError("killed", f"{end.message}, twice", end.seconds) from None
        raise
