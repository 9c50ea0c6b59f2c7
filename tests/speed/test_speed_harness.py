"""What the harness costs: a cell beyond its estimate, and a summary of a million rows."""

import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from infoplane.benchmarks.execution.local_executor import LocalExecutor
from infoplane.benchmarks.execution.runner import run_cells
from infoplane.benchmarks.storage.database import Store
from infoplane.benchmarks.suites.protocol import Cell, Task
from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import Estimate

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

CELLS, ROWS = 10_000, 1_000_000
OVERHEAD, SECONDS, MEGABYTES = 0.003, 5.0, 1000


@dataclass(frozen=True)
class Nothing:
    """An estimator that costs nothing."""

    def estimate(self, x: Any, y: Any, *, rng: Any = None) -> Estimate:
        return Estimate(0.0)


class Unseen:
    """A progress that prints nothing."""

    def training(self, done: int, jobs: int) -> None: ...
    def start(self, pending: list[Cell], kept: int) -> None: ...
    def row(self, row: Any) -> None: ...
    def elsewhere(self, cells: list[Cell]) -> None: ...
    def waiting(self, cells: int) -> None: ...


def processor_seconds() -> float:
    """Of this process and of all its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def test_a_cell_costs_little_beyond_its_estimate(tmp_path: Path) -> None:
    """Wall time if no one else uses the machine, otherwise processor time; the worker's part of it runs in parallel."""
    task = Task("trivial", CorrelatedNormal.with_mutual_information(1.0, 1, 1))
    cells = [Cell(task, "nothing", Nothing(), 2, replicate) for replicate in range(CELLS)]
    start, before = time.perf_counter(), processor_seconds()
    with Store(tmp_path / "rows.sqlite") as store, LocalExecutor(1) as executor:
        outcome = run_cells(cells, store, Unseen(), tmp_path, executor)
    wall, processor = time.perf_counter() - start, processor_seconds() - before
    print(f"{CELLS:,} cells: {1e3 * wall / CELLS:.2f} ms wall, {1e3 * processor / CELLS:.2f} ms of processor a cell")
    assert (outcome.made, outcome.failed) == (CELLS, 0)
    assert min(wall, processor) / CELLS < OVERHEAD


MILLION = """
import resource, sys, time
from pathlib import Path
from infoplane.benchmarks.execution.cell import failed_row
from infoplane.benchmarks.analysis.columns import of_store
from infoplane.benchmarks.suites.protocol import Cell, Task
from infoplane.benchmarks.storage.row import Row
from infoplane.benchmarks.storage.database import Store
from infoplane.benchmarks.analysis.summary import summarise
from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import Gaussian

distribution, count, path = CorrelatedNormal.with_mutual_information(1.0, 1, 1), int(sys.argv[1]), Path(sys.argv[2])
cells = [Cell(Task(f"task-{i}", distribution), f"G{j}", Gaussian(), 100, 0) for i in range(count // 1000) for j in range(10)]
wanted = {f"{100 * k + i:016x}": cell for k, cell in enumerate(cells) for i in range(100)}
with Store(path) as store:
    details = '{"ceiling": 7.0, "converged": 1.0}'
    first = [failed_row(cell, "ok", "", 0.1)._replace(nats=1.0, stderr=0.1, details=details) for cell in cells]
    store.add(*(row._replace(cell=f"{100 * k:016x}") for k, row in enumerate(first)))
    same = ", ".join(name for name in Row._fields if name not in ("cell", "replicate", "nats", "details"))
    store._connection.execute(f'''
        WITH RECURSIVE copy(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM copy WHERE i < 99)
        INSERT INTO cells (cell, replicate, nats, details, {same})
        SELECT printf('%016x', 100 * k + i), i, 1 + i / 99.0,
               printf('{{"bandwidth": %.16f, "ceiling": 7.0, "converged": 1.0}}', (100 * k + i) / 3e6), {same}
        FROM (SELECT row_number() OVER (ORDER BY cell) - 1 AS k, * FROM cells), copy''')
    for _ in range(3):
        start = time.process_time()
        found = of_store(store, wanted)
        read = time.process_time()
        table = summarise(found)
        print(table["replicates"].sum(), read - start, time.process_time() - read)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def test_a_million_rows_are_read_and_summarised_in_seconds_and_a_gigabyte(tmp_path: Path) -> None:
    """Medians of three, of processor time; the peak of memory of the whole process, imports included."""
    command = [sys.executable, "-c", MILLION, str(ROWS), str(tmp_path / "rows.sqlite")]
    *times, peak = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    count, reading, summing = np.median([list(map(float, line.split())) for line in times], axis=0)
    megabytes = float(peak)
    print(f"{count:,.0f} rows: read in {reading:.2f} s, summarised in {summing:.2f} s, {megabytes:.0f} MB at most")
    assert count == ROWS
    assert reading + summing < SECONDS
    assert megabytes < MEGABYTES
