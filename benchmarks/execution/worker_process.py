"""A separate process for the cells of one thread, watched from outside.

What happens to a cell whose process dies, or that has to be stopped:

- A cell past its time or memory limit: the process and all that it started are killed, and the cell becomes a row with the
  status "timeout" or "memory".
- A process that dies by itself (a crash of compiled code, the kernel's out-of-memory killer): a new process tries the cell
  once more (see `in_worker`). If that dies too, the cell becomes a row with the status "killed".
- In each case the next cell gets a new process, so no cell suffers from the one before it.

Watching from outside needs no signal, no cooperation of compiled code and no main thread. So it works alike in a thread of
this program and in a thread of a Dask worker. The process is the leader of a new POSIX session, in which all processes
that it started are found; a terminal's Ctrl-C does not reach it. It has its own folder for temporary files, which is removed
with it.
"""

import json
import math
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import weakref
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import suppress
from typing import Any, TypeVar

import cloudpickle

from .processes import kill_session, resident_megabytes
from .resources import Limits, allowed_megabytes
from .worker_main import START

T = TypeVar("T")

# Set before the process imports anything, so that two workers on two cores do not compete for them.
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
_CHECK_EVERY = 0.05  # seconds between two checks of a cell's memory


class StoppedError(Exception):
    """A call whose process was stopped or died; `status` is "timeout", "memory" or "killed"."""

    def __init__(self, status: str, message: str, seconds: float) -> None:
        super().__init__(message)
        self.status, self.message, self.seconds = status, message, seconds


class WorkerProcess:
    """A process that runs one call at a time; it starts with the first call, and a new one starts when it has died."""

    def __init__(self) -> None:
        self._process: _Process | None = None
        self._closed = False

    @property
    def pid(self) -> int:
        """Of the process that runs now; 0 if none does."""
        process = self._process
        return 0 if process is None else process.pid

    def call(self, function: Callable[..., T], *arguments: Any, limits: Limits) -> T:
        """What function(*arguments) returns or raises in the process.

        Raises
        ------
        StoppedError
            If it exceeded its limits or its process died.
        CancelledError
            If the worker process was closed.
        """
        message = cloudpickle.dumps((function, arguments))
        megabytes = allowed_megabytes(limits)
        if self._process is not None and resident_megabytes(self.pid) > megabytes / 2:
            self._end()  # what earlier cells left behind is not charged to this one
        try:
            process = self._process  # another thread may close this at any moment
            if process is None:
                process = self._process = _Process()
                process.receive(math.inf, math.inf)  # it is ready: from here on the limits of the cell apply
            if self._closed:
                raise CancelledError
            process.send(message)
            succeeded, result = cloudpickle.loads(process.receive(limits.seconds, megabytes))
        except StoppedError:
            self._end()
            if self._closed:
                raise CancelledError from None
            raise
        except BaseException:
            self._end()  # an interrupt, for example: a late answer must not be taken for that of the next call
            raise
        if succeeded:
            return result
        raise result

    def close(self) -> None:
        """End the process, and with it the call that another thread is waiting for."""
        self._closed = True
        self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.end()


class _Process:
    """One process of the system, and the pipe to it."""

    def __init__(self) -> None:
        self._scratch = tempfile.mkdtemp(prefix="infoplane-")
        self._pipe, theirs = multiprocessing.Pipe()
        places = json.dumps([str(place) for place in sys.path])
        with theirs:
            self._system = subprocess.Popen(
                [sys.executable, "-P", "-c", START, places, str(theirs.fileno()), str(os.getpid()), self._scratch],
                env=os.environ | _ONE_THREAD | {"TMPDIR": self._scratch},
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        self.pid = self._system.pid
        # Killed at the latest when no object refers to it, for example when its thread has ended.
        self.end = weakref.finalize(self, _end, self._system, self._scratch)

    def send(self, message: bytes) -> None:
        """Send a message, unless the process is dead, which `receive` then reports."""
        with suppress(OSError):
            self._pipe.send_bytes(message)

    def receive(self, seconds: float, megabytes: float) -> bytes:
        """The next message from the process, or a StoppedError when it exceeds a limit or dies."""
        start = time.monotonic()
        while not self._pipe.poll(max(min(_CHECK_EVERY, start + seconds - time.monotonic()), 0.0)):
            taken = time.monotonic() - start
            if taken >= seconds:
                raise StoppedError("timeout", f"stopped after its time limit of {seconds:g} s", taken)
            resident = resident_megabytes(self.pid) if math.isfinite(megabytes) else 0.0
            if resident > megabytes:
                reason = f"stopped at {resident:.0f} MB, its memory limit being {megabytes:.0f} MB"
                raise StoppedError("memory", reason, taken)
            # Its death closes the pipe, unless something that it started holds the other end.
            if self._system.poll() is not None and not self._pipe.poll(0):
                raise self._died(start)
        try:
            return self._pipe.recv_bytes()
        except (EOFError, OSError):
            raise self._died(start) from None

    def _died(self, start: float) -> StoppedError:
        code = self._system.wait()
        return StoppedError("killed", f"its process died: {_ending(code)}", time.monotonic() - start)


def _end(system: "subprocess.Popen[bytes]", scratch: str) -> None:
    """Kill a process and all that it started. The pipe stays: another thread may be waiting at it."""
    kill_session(system.pid)
    system.kill()
    system.wait()
    shutil.rmtree(scratch, ignore_errors=True)


def _ending(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"exit status {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
