"""Runs resume, survive dead workers, and lose no row."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sklearn.decomposition import PCA

from infoplane.benchmarks.protocol import Cell, Task, Training
from infoplane.benchmarks.runner import run_cells
from infoplane.benchmarks.store import Store
from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import Compressed, Gaussian

from .conftest import Inline, Logged, Silent, make_cells

SCRIPT = """
import sys
from pathlib import Path
from infoplane.benchmarks.runner import run_cells
from infoplane.benchmarks.store import Store
from tests.benchmarks.conftest import Logged, Silent, make_cells
log, folder = sys.argv[1:]
with Store(Path(folder) / "rows.sqlite") as store:
    cells = make_cells(Logged(log, "import time; time.sleep(0.15)"), 16)
    print(run_cells(cells, store, Silent(), Path(folder), workers=2, time_limit=60))
"""


def run(cells: list[Cell], folder: Path, progress: Silent, workers: int = 2, time_limit: float = 60.0) -> list[str]:
    with Store(folder / "rows.sqlite") as store:
        run_cells(cells, store, progress, folder, workers, time_limit)
        return [row.status for row in store.rows()]


def test_resumes_and_runs_nothing_twice(tmp_path: Path, progress: Silent) -> None:
    log = tmp_path / "log"
    cells = make_cells(Logged(str(log)), 6)
    with Store(tmp_path / "rows.sqlite") as store:
        run_cells(cells[:2], store, progress, tmp_path, 1, 60.0, lambda workers: Inline())
        outcome = run_cells(cells, store, progress, tmp_path, 1, 60.0, lambda workers: Inline())
    assert (outcome.kept, outcome.made, outcome.failed) == (2, 4, 0)
    assert len(log.read_text().splitlines()) == 6


def test_rows_do_not_depend_on_the_number_of_workers(tmp_path: Path) -> None:
    found = []
    for workers in (1, 2):
        folder = tmp_path / str(workers)
        with Store(folder / "rows.sqlite") as store:
            run_cells(make_cells(Gaussian(), 5), store, Silent(), folder, workers, 60.0)
            found.append({row.cell: (row.nats, row.stderr) for row in store.rows()})
    assert found[0] == found[1]


def test_a_worker_killed_from_outside_costs_nothing(tmp_path: Path, progress: Silent) -> None:
    """The first run of one cell kills its own worker; its second try succeeds."""
    once = tmp_path / "once"
    deed = f"import os\nif not os.path.exists({str(once)!r}): open({str(once)!r}, 'w').close(); os.kill(os.getpid(), 9)"
    cells = make_cells(Logged("/dev/null", deed), 5)
    assert run(cells, tmp_path, progress) == ["ok"] * 5


def test_a_cell_that_always_kills_its_worker_is_a_row(tmp_path: Path, progress: Silent) -> None:
    bad = make_cells(Logged("/dev/null", "import os; os.kill(os.getpid(), 9)"), 1)
    good = make_cells(Gaussian(), 6, n=61)
    assert sorted(run([*good[:3], *bad, *good[3:]], tmp_path, progress)) == ["killed"] + ["ok"] * 6


def test_compiled_code_that_never_returns_is_a_timeout(
    tmp_path: Path, progress: Silent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A signal masked from Python: only the worker's death ends it."""
    deed = "import signal, time; signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM}); time.sleep(600)"
    bad, good = make_cells(Logged("/dev/null", deed), 1), make_cells(Gaussian(), 2, n=61)
    assert sorted(run([*bad, *good], tmp_path, progress, time_limit=1.0)) == ["ok", "ok", "timeout"]


def test_killed_run_finishes_with_no_cell_twice_and_none_lost(tmp_path: Path) -> None:
    log = tmp_path / "log"
    command = [sys.executable, "-c", SCRIPT, str(log), str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as first:
        deadline = time.monotonic() + 60
        while not (log.exists() and len(log.read_text().splitlines()) >= 5) and time.monotonic() < deadline:
            time.sleep(0.02)
        first.send_signal(signal.SIGKILL)
    time.sleep(1.5)  # its workers notice that they are orphans and go
    with Store(tmp_path / "rows.sqlite") as store:
        kept = {row.cell for row in store.rows()}
    assert 0 < len(kept) < 16
    before = len(log.read_text().splitlines())
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert f"kept={len(kept)}, made={16 - len(kept)}, failed=0" in done.stdout
    assert len(log.read_text().splitlines()) == before + 16 - len(kept)
    with Store(tmp_path / "rows.sqlite") as store:
        assert len(store.rows()) == 16


def trained_task(n: int = 200) -> Task:
    law = CorrelatedNormal.with_mutual_information(0.5, 3, 3)
    return Task("trained", law, training=Training(CorrelatedNormal(3, 3), n))


def test_compressors_are_trained_once_and_kept(tmp_path: Path, progress: Silent) -> None:
    cells = [Cell(trained_task(), "P", Compressed(Gaussian(), PCA(2), PCA(2)), 50, replicate) for replicate in range(3)]
    with Store(tmp_path / "rows.sqlite") as store:
        run_cells(cells, store, progress, tmp_path, 1, 60.0, lambda workers: Inline())
        rows = store.rows()
    assert progress.jobs == 1
    assert len(list(tmp_path.glob("*.joblib"))) == 1
    assert all(row.status == "ok" and "CorrelatedNormal" in row.training for row in rows)


def test_a_compressor_that_cannot_be_trained_fails_its_cells_only(tmp_path: Path, progress: Silent) -> None:
    broken = Cell(trained_task(), "P", Compressed(Gaussian(), PCA(7), None), 50, 0)
    cells = [broken, *make_cells(Gaussian(), 1)]
    with Store(tmp_path / "rows.sqlite") as store:
        run_cells(cells, store, progress, tmp_path, 1, 60.0, lambda workers: Inline())
        rows = {row.estimator: row for row in store.rows()}
    assert rows["P"].status == "error"
    assert "training the compressor failed: ValueError" in rows["P"].message
    assert rows["G"].status == "ok"
