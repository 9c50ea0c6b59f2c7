"""A Dask scheduler and two workers on this machine: the rows are those of a serial run, also when a worker is killed."""

import contextlib
import math
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.execution import dask_executor as cluster_module
from infoplane.benchmarks.execution.dask_executor import DaskExecutor
from infoplane.benchmarks.execution.resources import Limits
from infoplane.benchmarks.execution.runner import run_cells
from infoplane.benchmarks.storage.database import Store
from infoplane.benchmarks.storage.row import Row
from infoplane.benchmarks.suites.protocol import Cell
from infoplane.estimators import KSG
from tests.benchmarks.small_runs import Inline, Logged, Silent, make_cells

pytest.importorskip("distributed")
ROOT = Path(__file__).parents[3]
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}


def cells_of(deed: str, count: int = 1) -> list[Cell]:
    return make_cells(Logged("/dev/null", deed), count)


KEPT, LONELY = (), ("--no-nanny", "--name", "lonely")  # a worker watched by a nanny, and one without


class Cluster:
    """A scheduler and its workers, each a process with its own process group."""

    def __init__(self, folder: Path, workers: tuple[tuple[str, ...], ...]) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{port}"
        self.scheduler = self.start("scheduler", "--host", "127.0.0.1", "--port", str(port))
        every = ("--host", "127.0.0.1", "--nthreads", "1", "--local-directory", str(folder))
        self.workers = [self.start("worker", self.address, *every, *options) for options in workers]

    def start(self, part: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{part}", *arguments, "--no-dashboard"]
        with (self.folder / f"{part}.log").open("ab") as log:
            return subprocess.Popen(command, env=ENVIRONMENT, stdout=log, stderr=log, cwd=self.folder, start_new_session=True)

    def connect(self) -> DaskExecutor:
        executor = DaskExecutor(self.address)
        executor._client.wait_for_workers(len(self.workers), timeout=60)
        return executor

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):  # a normal shutdown of each would wait ten seconds for the others
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Callable[..., Cluster]]:
    """Starts a cluster of these workers."""
    started: list[Cluster] = []

    def start(*workers: tuple[str, ...]) -> Cluster:
        started.append(Cluster(tmp_path, workers))
        return started[-1]

    yield start
    for found in started:
        found.stop()


def bare(rows: list[Row]) -> set[Row]:
    """Rows without what may differ from run to run."""
    return {row._replace(seconds=None, peak_mb=None, machine="") for row in rows}


class Killing(Silent):
    """Kills a process after the given number of rows."""

    def __init__(self, process: subprocess.Popen[bytes], after: int) -> None:
        super().__init__()
        self.process, self.after = process, after

    def row(self, row: Row) -> None:
        super().row(row)
        if len(self.rows) == self.after:
            self.process.kill()


def test_rows_are_those_of_a_serial_run_when_a_worker_is_killed(cluster: Callable[..., Cluster], tmp_path: Path) -> None:
    running = cluster(KEPT, LONELY)
    log = tmp_path / "log"
    cells = [*make_cells(KSG(), 15), *make_cells(Logged(str(log), "import time; time.sleep(0.1)"), 15)]
    with Store(tmp_path / "here.sqlite") as store:
        run_cells(cells, store, Silent(), tmp_path, Inline())
        here = bare(store.rows())
    log.unlink()
    executor = running.connect()
    assert (executor.workers, executor.workers_per_machine) == (2, 2)
    with Store(tmp_path / "there.sqlite") as store:
        run_cells(cells, store, Killing(running.workers[1], after=20), tmp_path, executor, Limits(60))
        there = bare(store.rows())
    executor.shutdown()
    assert running.workers[1].wait(10) != 0
    assert len(there) == 30
    assert there == here
    assert 15 <= len(log.read_text().splitlines()) <= 17  # at most what it held ran twice


@pytest.mark.slow  # limits of worker processes have quick tests of their own
def test_limits_hold_on_the_cluster(cluster: Callable[..., Cluster], tmp_path: Path) -> None:
    running = cluster(KEPT)  # whose worker is a daemon, which may have no children by itself
    bad = [
        *cells_of("b = []\nwhile True: b.append(bytearray(b'1') * 2**24)"),
        *cells_of("import os; os.kill(os.getpid(), 9)"),
    ]
    executor = running.connect()
    with Store(tmp_path / "rows.sqlite") as store:
        run_cells(cells_of("while True: pass"), store, Silent(), tmp_path, executor, Limits(1.0))
        run_cells([*bad, *make_cells(KSG(), 3)], store, Silent(), tmp_path, executor, Limits(60.0, megabytes=900))
        assert sorted(row.status for row in store.rows()) == ["killed", "memory", "ok", "ok", "ok", "timeout"]
    executor.shutdown()


@pytest.mark.slow
def test_a_lost_scheduler_is_reported_and_loses_no_row(cluster: Callable[..., Cluster], tmp_path: Path) -> None:
    running = cluster(LONELY)
    executor = running.connect()
    executor._client._timeout = 1  # seconds for which it tries to find the scheduler again
    cells = cells_of("import time; time.sleep(0.1)", 20)
    progress = Killing(running.scheduler, after=5)
    with Store(tmp_path / "rows.sqlite") as store:
        with pytest.raises(UserError, match="The connection to the Dask scheduler is lost"):
            run_cells(cells, store, progress, tmp_path, executor, Limits(60))
        assert len(store.rows()) == len(progress.rows) >= 5
        executor.shutdown(wait=False)
        assert run_cells(cells, store, Silent(), tmp_path, Inline()).kept == len(progress.rows)


def test_a_scheduler_that_is_lost_while_workers_are_counted_leaves_the_last_count(
    cluster: Callable[..., Cluster], monkeypatch: pytest.MonkeyPatch
) -> None:
    executor = cluster(LONELY).connect()
    before = executor.workers

    def lost() -> None:
        raise ConnectionResetError("as the error of Dask, an OSError too")

    monkeypatch.setattr(executor._client, "nthreads", lost)
    monkeypatch.setattr(executor, "_counted", -math.inf)
    assert executor.workers == before
    executor.shutdown(wait=False)


def test_no_scheduler_at_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "_PATIENCE", 2)
    with pytest.raises(UserError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9 "):
        DaskExecutor("tcp://127.0.0.1:9")
