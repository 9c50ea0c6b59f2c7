"""Time limits and peak memory of the code a cell runs."""

import faulthandler
import math
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# A cell that ignores its alarm (compiled code that never returns) takes its worker down this much later.
GRACE_SECONDS = 5.0


class CellTimeout(BaseException):
    """Raised inside a cell by its alarm; no `except Exception` of the estimator swallows it."""


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Raise `CellTimeout` after `seconds`; end the process a little later if compiled code does not let it through."""
    if math.isinf(seconds) or threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGALRM"):
        yield
        return

    def ring(signum: int, frame: Any) -> None:
        raise CellTimeout

    previous = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        faulthandler.dump_traceback_later(seconds + GRACE_SECONDS, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, previous)


def reset_peak_memory() -> float | None:
    """Forget the process's peak memory, where the system can, and return its present size in MB."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")
    except OSError:
        return None
    return _status_mb("VmRSS")


def peak_memory() -> float | None:
    """Peak memory of the process in MB since the last reset."""
    return _status_mb("VmHWM")


def _status_mb(field: str) -> float | None:
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(field)), None)
