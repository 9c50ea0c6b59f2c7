"""Memory limits: of nested control groups, and shared among the cells that run at once."""

import math
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

from infoplane.benchmarks.execution import processes, resources
from infoplane.benchmarks.execution.local_executor import LocalExecutor
from infoplane.benchmarks.execution.processes import (
    descendants,
    memory_is_known,
    peak_memory,
    reset_peak_memory,
    resident_megabytes,
)
from infoplane.benchmarks.execution.resources import Limits, allowed_megabytes, group_megabytes, machine_megabytes

MIB = 2**20


def groups(tmp_path: Path, membership: str, limits: dict[str, str]) -> float:
    """The limit of a process with these groups, under a made-up tree of them."""
    (tmp_path / "self").write_text(membership)
    for name, value in limits.items():
        (tmp_path / "groups" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "groups" / name).write_text(f"{value}\n")
    return group_megabytes(tmp_path / "self", tmp_path / "groups")


V2 = "0::/slurm/job_7/step_0/task_0\n"
V1 = "12:cpu,cpuacct:/slurm/job_7\n11:hugetlb,memory:/slurm/job_7/step_0\n0::/\n"


@pytest.mark.parametrize(
    ("membership", "limits", "megabytes"),
    [
        (V2, {"slurm/job_7/memory.max": 4 * MIB, "slurm/job_7/step_0/task_0/memory.max": "max"}, 4),
        (V2, {"slurm/job_7/memory.max": 4 * MIB, "slurm/job_7/step_0/memory.max": 2 * MIB, "memory.max": 9 * MIB}, 2),
        (V2, {"slurm/job_7/step_0/task_0/memory.max": MIB, "slurm/job_8/memory.max": 1}, 1),
        (V2, {"memory.max": 3 * MIB}, 3),
        ("0::/\n", {"memory.max": 3 * MIB}, 3),
        ("0::/../../other\n", {"memory.max": 3 * MIB}, 3),
        (V1, {"memory/slurm/job_7/memory.limit_in_bytes": 5 * MIB, "memory/memory.limit_in_bytes": 2**63 - 4096}, 5),
        (V1, {"memory/slurm/job_7/step_0/memory.limit_in_bytes": 6 * MIB, "memory/slurm/memory.limit_in_bytes": 7 * MIB}, 6),
        (V1, {"cpu/slurm/job_7/memory.limit_in_bytes": MIB}, math.inf),
        (V2, {}, math.inf),
        ("", {"memory.max": MIB}, math.inf),
    ],
)
def test_the_least_limit_of_nested_groups_holds(
    membership: str, limits: dict[str, str], megabytes: float, tmp_path: Path
) -> None:
    assert groups(tmp_path, membership, limits) == megabytes


def test_without_groups_there_is_no_limit(tmp_path: Path) -> None:
    assert group_megabytes(tmp_path / "missing", tmp_path) == math.inf


def test_cells_share_the_memory_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "status_megabytes", lambda file, name: 1000.0)
    monkeypatch.setattr(resources, "group_megabytes", lambda: 4000.0)
    assert machine_megabytes() == 1000
    monkeypatch.setattr(resources, "group_megabytes", lambda: 500.0)
    assert machine_megabytes() == 500
    assert allowed_megabytes(Limits()) == 400
    assert allowed_megabytes(Limits(at_once=4)) == 100
    assert allowed_megabytes(Limits(megabytes=300, at_once=4)) == 300


def test_an_executor_reports_how_many_cells_share_a_machine() -> None:
    with LocalExecutor(3) as executor:
        assert executor.workers == executor.workers_per_machine == 3


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not report the memory of a process")
def test_memory_of_this_process_and_its_children() -> None:
    assert memory_is_known()
    own, held = resident_megabytes(os.getpid()), np.ones(2**24)
    assert resident_megabytes(os.getpid()) > own + 0.9 * held.nbytes / MIB
    with subprocess.Popen(["sleep", "60"]) as child:
        assert child.pid in descendants(os.getpid())
        child.kill()
    assert resident_megabytes(child.pid) == 0


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not report the memory of a process")
def test_pages_of_a_file_are_no_memory_of_a_process(tmp_path: Path) -> None:
    own, held = resident_megabytes(os.getpid()), np.memmap(tmp_path / "file", np.float64, "w+", shape=2**23)
    held[:] = 1
    assert resident_megabytes(os.getpid()) < own + 0.5 * held.nbytes / MIB


@pytest.mark.skipif(not os.access("/proc/self/clear_refs", os.W_OK), reason="the system does not reset a peak")
def test_the_peak_starts_again_at_a_reset() -> None:
    before = reset_peak_memory()
    assert before is not None
    held = np.ones(2**24)
    high = peak_memory()
    assert high is not None
    assert high > before + 0.9 * held.nbytes / MIB
    del held
    reset_peak_memory()
    again = peak_memory()
    assert again is not None
    assert again < high - 64


def test_a_system_without_proc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on macOS: nothing is known, nothing fails."""
    monkeypatch.setattr(processes, "_PROCESSES", tmp_path)
    assert not memory_is_known()
    assert resident_megabytes(os.getpid()) == 0
    assert reset_peak_memory() is None
    assert peak_memory() is None
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as child:
        processes.kill_session(child.pid)
        assert child.wait(20) == -9
