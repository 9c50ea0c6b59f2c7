"""Runs continue from the store, share it with other runs, and lose no row."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sklearn.decomposition import PCA

from infoplane.benchmarks.execution.local_executor import LocalExecutor
from infoplane.benchmarks.execution.processes import descendants, resident_megabytes
from infoplane.benchmarks.execution.resources import UNLIMITED, Limits
from infoplane.benchmarks.execution.runner import RunResult, run_cells
from infoplane.benchmarks.storage.database import Store
from infoplane.benchmarks.storage.row import Row
from infoplane.benchmarks.suites.protocol import Cell, Task, TrainingSample
from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import KSG, Compressed, Gaussian
from tests.benchmarks.small_runs import Inline, Logged, Silent, make_cells

SCRIPT = """
import sys
from pathlib import Path
from infoplane.benchmarks.execution.local_executor import LocalExecutor
from infoplane.benchmarks.execution.runner import run_cells
from infoplane.benchmarks.storage.database import Store
from tests.benchmarks.small_runs import Logged, Silent, make_cells
log, folder = sys.argv[1:]
with Store(Path(folder) / "rows.sqlite") as store, LocalExecutor(1) as executor:
    cells = make_cells(Logged(log, "import time; time.sleep(0.15)"), 12)
    print(run_cells(cells, store, Silent(), Path(folder), executor))
"""
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[3]), os.environ.get("PYTHONPATH", "")])}


def run(cells: list[Cell], folder: Path, limits: Limits = UNLIMITED) -> RunResult:
    with Store(folder / "rows.sqlite") as store:
        return run_cells(cells, store, Silent(), folder, Inline(), limits)


def test_a_run_continues_and_runs_no_cell_twice(tmp_path: Path) -> None:
    log = tmp_path / "log"
    cells = make_cells(Logged(str(log)), 6)
    run(cells[:2], tmp_path)
    assert run(cells, tmp_path) == RunResult(kept=2, made=4, failed=0)
    assert len(log.read_text().splitlines()) == 6


def test_rows_do_not_depend_on_the_number_of_workers(tmp_path: Path) -> None:
    found = []
    for workers in (1, 2):
        folder = tmp_path / str(workers)
        with Store(folder / "rows.sqlite") as store, LocalExecutor(workers) as executor:
            run_cells(make_cells(KSG(), 5), store, Silent(), folder, executor)
            found.append({row._replace(seconds=None, peak_mb=None) for row in store.rows()})
    assert found[0] == found[1]


def log_lines(log: Path) -> int:
    return len(log.read_text().splitlines()) if log.exists() else 0


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)


def wait_for_lines(log: Path, lines: int) -> None:
    wait_for(lambda: log_lines(log) >= lines)


def started(log: Path, folder: Path) -> subprocess.Popen[str]:
    """A run of twelve cells in a process of its own, which has a worker process."""
    command = [sys.executable, "-c", SCRIPT, str(log), str(folder)]
    return subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True)


def cells_of(log: Path) -> list[Cell]:
    """The same cells."""
    return make_cells(Logged(str(log), "import time; time.sleep(0.15)"), 12)


def test_after_a_killed_run_no_cell_runs_twice_and_none_is_lost(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with started(log, tmp_path) as first:
        wait_for_lines(log, 5)
        workers = list(descendants(first.pid))
        first.send_signal(signal.SIGKILL)
    wait_for(lambda: not any(map(resident_megabytes, workers)))  # they end when they have lost their parent
    with Store(tmp_path / "rows.sqlite") as store:
        kept = {row.cell for row in store.rows()}
    assert 0 < len(kept) < 12
    before = log_lines(log)
    assert run(cells_of(log), tmp_path) == RunResult(kept=len(kept), made=12 - len(kept), failed=0)
    assert log_lines(log) == before + 12 - len(kept)
    with Store(tmp_path / "rows.sqlite") as store:
        assert len(store.rows()) == 12


def test_two_runs_at_once_share_the_cells(tmp_path: Path) -> None:
    """Started together on a store that is not there yet: every cell runs once, and both end with all rows."""
    log = tmp_path / "log"
    runs = [started(log, tmp_path) for _ in range(2)]
    outcomes = [eval(process.communicate(timeout=100)[0], {"RunResult": RunResult}) for process in runs]
    assert log_lines(log) == 12
    assert sum(outcome.made for outcome in outcomes) == 12
    assert all(outcome.kept + outcome.made + outcome.elsewhere == 12 for outcome in outcomes)


class Killing(Silent):
    """Kills another run at its own second row."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        super().__init__()
        self.process = process

    def row(self, row: Row) -> None:
        super().row(row)
        if len(self.rows) == 2:
            self.process.kill()
            self.process.wait()  # or it would still be listed, and so hold its cells for a minute


def test_a_run_takes_over_the_cells_of_a_killed_run(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with started(log, tmp_path) as first, Store(tmp_path / "rows.sqlite") as store:
        wait_for_lines(log, 2)
        outcome = run_cells(cells_of(log), store, Killing(first), tmp_path, Inline())
        assert first.returncode == -signal.SIGKILL
        assert outcome.kept + outcome.made + outcome.elsewhere == 12
        assert [row.status for row in store.rows()] == ["ok"] * 12
    assert 12 <= log_lines(log) <= 13  # at most the cell that was running ran twice


def test_any_executor_can_run_cells(tmp_path: Path) -> None:
    with Store(tmp_path / "rows.sqlite") as store, ThreadPoolExecutor(1) as executor:
        assert run_cells(make_cells(Gaussian()), store, Silent(), tmp_path, executor) == RunResult(0, 4, 0)


def trained_task(n: int = 200) -> Task:
    distribution = CorrelatedNormal.with_mutual_information(0.5, 3, 3)
    return Task("trained", distribution, training=TrainingSample(CorrelatedNormal(3, 3), n))


def test_compressors_are_trained_once_and_kept(tmp_path: Path, progress: Silent) -> None:
    cells = [Cell(trained_task(), "P", Compressed(Gaussian(), PCA(2), PCA(2)), 50, replicate) for replicate in range(3)]
    with Store(tmp_path / "rows.sqlite") as store:
        run_cells(cells, store, progress, tmp_path, Inline())
        rows = store.rows()
    assert progress.jobs == 1
    assert len(list(tmp_path.glob("*.fitted"))) == 1
    assert all(row.status == "ok" and "CorrelatedNormal" in row.training for row in rows)


def test_a_compressor_that_cannot_be_trained_fails_its_cells_only(tmp_path: Path) -> None:
    broken = Cell(trained_task(), "P", Compressed(Gaussian(), PCA(7), None), 50, 0)
    run([broken, *make_cells(Gaussian(), 1)], tmp_path)
    with Store(tmp_path / "rows.sqlite") as store:
        rows = {row.estimator: row for row in store.rows()}
    assert rows["P"].status == "error"
    assert "training the compressor failed: ValueError" in rows["P"].message
    assert rows["G"].status == "ok"
