"""What a cell may take, and what a process takes: time, and resident memory read from /proc.

Resident memory is what limits a machine. Address space is not: a worker that has loaded scipy, numba and torch holds 0.4 GB
and maps 0.9 GB with one thread, 1.1 GB with two, so RLIMIT_AS would refuse the innocent; RLIMIT_DATA counts memory that was
reserved and never touched.
"""

import math
from dataclasses import dataclass
from pathlib import Path

_SHARE = 0.8  # of the machine, for one cell: more would end in swapping or in the kernel's killing somebody else


@dataclass(frozen=True)
class Limits:
    """Seconds and megabytes after which a cell is given up, as a row with status "timeout" or "memory".

    Parameters
    ----------
    seconds : float
    megabytes : float, optional
        Resident memory of the cell's process and all its children; by default 80 % of the machine it runs on.
    """

    seconds: float = math.inf
    megabytes: float | None = None


UNLIMITED = Limits()


def machine_megabytes() -> float:
    """Memory of this machine or container; infinite where the system does not tell."""
    total = _field(Path("/proc/meminfo"), "MemTotal")
    try:
        container = int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="utf-8")) / 2**20
    except (OSError, ValueError):  # no container, or "max"
        container = math.inf
    return min(math.inf if total is None else total, container)


def allowed_megabytes(limits: Limits) -> float:
    """The memory limit, resolved on the machine where the cell runs."""
    return _SHARE * machine_megabytes() if limits.megabytes is None else limits.megabytes


def resident_megabytes(pid: int) -> float:
    """Resident memory of a process and its descendants; 0 if it is gone or the system does not tell."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = {child for task in tasks for child in (task / "children").read_text(encoding="utf-8").split()}
    except OSError:
        children = set()
    return (_field(Path(f"/proc/{pid}/status"), "VmRSS") or 0.0) + sum(map(resident_megabytes, map(int, children)))


def reset_peak_memory() -> float | None:
    """Forget this process's peak memory, where the system can, and return its present size in MB."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")
    except OSError:
        return None
    return _field(Path("/proc/self/status"), "VmRSS")


def peak_memory() -> float | None:
    """Peak memory of this process in MB since the last reset."""
    return _field(Path("/proc/self/status"), "VmHWM")


def _field(path: Path, name: str) -> float | None:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(name)), None)
