"""What a cell may use: time, and memory as a share of what processes may use on this machine.

The limit is on resident memory, which is what a machine runs out of. Limits of the system serve less well: RLIMIT_AS counts
address space, of which a worker with scipy, numba and torch maps 0.9 GB while it holds 0.4 GB, and RLIMIT_DATA counts memory
that was reserved and never touched.
"""

import math
from dataclasses import dataclass
from pathlib import Path

_SHARE = 0.8  # of the memory, for all cells together: with more, the machine might swap, or the kernel might kill processes
_CGROUPS = Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class Limits:
    """Seconds and megabytes after which a cell is stopped, as a row with status "timeout" or "memory".

    Parameters
    ----------
    seconds : float
    megabytes : float, optional
        Resident memory of the cell's process and of all processes that it started. By default, each of the cells that run
        at once gets an equal share of 80 % of the machine.
    at_once : int
        Cells that run at once on one machine, which share its memory.
    """

    seconds: float = math.inf
    megabytes: float | None = None
    at_once: int = 1


UNLIMITED = Limits()


def allowed_megabytes(limits: Limits) -> float:
    """The memory limit of a cell on this machine; infinite if the system does not report how much memory there is."""
    return _SHARE * machine_megabytes() / limits.at_once if limits.megabytes is None else limits.megabytes


def machine_megabytes() -> float:
    """Memory that the processes of this group may use: that of the machine, or less in a container or a batch job."""
    total = status_megabytes(Path("/proc/meminfo"), "MemTotal")
    return min(math.inf if total is None else total, group_megabytes())


def group_megabytes(membership: Path = Path("/proc/self/cgroup"), root: Path = _CGROUPS) -> float:
    """The least memory limit of this process's control group (cgroup) and of all groups around it; infinite without one.

    Batch systems such as Slurm nest groups: the limit of a job is some levels above the group of its processes.

    Parameters
    ----------
    membership : Path
        The groups of the process: `0::/path` for cgroups v2, `number:controllers:/path` for v1.
    root : Path
        Where the groups are mounted.
    """
    try:
        lines = membership.read_text(encoding="utf-8").splitlines()
    except OSError:  # no Linux
        lines = []
    limits = [math.inf]
    for _, controllers, path in (line.split(":", 2) for line in lines):
        if controllers and "memory" not in controllers.split(","):
            continue
        top, name = (root / "memory", "memory.limit_in_bytes") if controllers else (root, "memory.max")
        place = top.joinpath(path.lstrip("/"))
        levels = [top, place, *(level for level in place.parents if level.is_relative_to(top))]
        limits += [_megabytes(level / name) for level in levels]
    return min(limits)


def _megabytes(file: Path) -> float:
    try:
        return int(file.read_text(encoding="utf-8")) / 2**20
    except (OSError, ValueError):  # no such level in this container, or "max"
        return math.inf


def status_megabytes(file: Path, name: str) -> float | None:
    """A size that a file under /proc gives in kB; None where there is none."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:")), None)
