"""The processes that a cell starts: the memory they hold, and how all of them are ended.

Memory is read from /proc, which exists on Linux but not on macOS. There, cells run without a memory limit, `peak_mb` stays
empty, and when a cell is stopped, only the processes of its own process group are ended.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from .resources import status_megabytes

_PROCESSES = Path("/proc")


def memory_is_known() -> bool:
    """Whether this system reports how much memory a process holds."""
    return resident_megabytes(os.getpid()) > 0


def descendants(pid: int) -> Iterator[int]:
    """The processes that a process started, and those that they started; none where the system does not list them."""
    children: set[str] = set()
    with suppress(OSError):
        for thread in (_PROCESSES / str(pid) / "task").iterdir():
            children.update((thread / "children").read_text(encoding="utf-8").split())
    for child in map(int, children):
        yield child
        yield from descendants(child)


def resident_megabytes(pid: int) -> float:
    """Resident memory of a process and its descendants; 0 if it has ended or the system does not report it.

    Pages of files do not count: the system takes them back when it needs memory.
    """
    files = (_PROCESSES / str(each) / "status" for each in (pid, *descendants(pid)))
    return sum((status_megabytes(file, "VmRSS") or 0.0) - (status_megabytes(file, "RssFile") or 0.0) for file in files)


def reset_peak_memory() -> float | None:
    """Reset this process's peak memory if the system allows it, and return its present memory in MB."""
    try:
        (_PROCESSES / "self" / "clear_refs").write_text("5", encoding="utf-8")
    except OSError:
        return None
    return status_megabytes(_PROCESSES / "self" / "status", "VmRSS")


def peak_memory() -> float | None:
    """Peak memory of this process in MB since the last reset."""
    return status_megabytes(_PROCESSES / "self" / "status", "VmHWM")


def kill_session(leader: int) -> None:
    """Kill all processes of a POSIX session, also those that have left the process group of its leader or lost their parent.

    The leader is killed too, unless it is the caller.
    """
    for pid in [*descendants(leader)]:
        _kill(pid)
    if leader != os.getpid():
        with suppress(OSError):
            os.killpg(leader, signal.SIGKILL)
    for _ in range(3):  # a process may start another one while the list is read
        listed = [int(path.name) for path in _PROCESSES.glob("[0-9]*")]
        left = [pid for pid in listed if pid != leader and _session(pid) == leader]
        for pid in left:
            _kill(pid)
        if not left:
            return


def _kill(pid: int) -> None:
    with suppress(OSError):  # it is gone
        os.kill(pid, signal.SIGKILL)


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except OSError:  # it is gone
        return 0
