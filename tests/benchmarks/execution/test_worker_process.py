"""Cells that hang, grow, or kill their process: each gets a row, and the next cell runs."""

import asyncio
import gc
import os
import tempfile
import threading
import time
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

import pytest

from infoplane.benchmarks.execution.in_worker import cell_in_worker, this_worker
from infoplane.benchmarks.execution.processes import resident_megabytes
from infoplane.benchmarks.execution.resources import UNLIMITED, Limits
from infoplane.benchmarks.execution.worker_process import StoppedError, WorkerProcess
from infoplane.benchmarks.storage.row import Row
from infoplane.estimators import Gaussian
from tests.benchmarks.small_runs import Logged, make_cells

GROW = "blocks = []\nwhile True: blocks.append(bytearray(b'1') * 2**24)"
FORK = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {GROW!r}])"
MASKED = "import signal, time; signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals)); time.sleep(600)"
SWALLOW = "import time\nwhile True:\n  try: time.sleep(9)\n  except BaseException: pass"


def row_of(deed: str, folder: Path, limits: Limits = UNLIMITED) -> Row:
    return cell_in_worker(make_cells(Logged(str(folder / "log"), deed), 1)[0], folder, limits)


@pytest.mark.parametrize("deed", ["while True: pass", SWALLOW, MASKED], ids=["spins", "swallows", "masked"])
def test_a_cell_that_hangs_is_stopped(deed: str, tmp_path: Path) -> None:
    cell_in_worker(make_cells(Gaussian(), 1)[0], tmp_path, Limits())  # the process is up
    row = row_of(deed, tmp_path, Limits(seconds=0.5))
    assert (row.status, row.message) == ("timeout", "stopped after its time limit of 0.5 s")
    assert row_of("", tmp_path).status == "ok"


@pytest.mark.parametrize("deed", [GROW, FORK], ids=["itself", "its child"])
def test_a_cell_that_grows_is_stopped(deed: str, tmp_path: Path) -> None:
    row = row_of(deed, tmp_path, Limits(60, megabytes=900))
    assert row.status == "memory", row.message
    assert row.message.endswith("its memory limit being 900 MB")
    assert float(row.message.split()[2]) >= 900
    assert row_of("", tmp_path).status == "ok"


def test_children_of_a_stopped_cell_go_with_it(tmp_path: Path) -> None:
    start = "import subprocess; p = subprocess.Popen(['sleep', '600'])"
    deed = f"{start}; open({str(tmp_path / 'pid')!r}, 'w').write(str(p.pid)); p.wait()"
    assert row_of(deed, tmp_path, Limits(seconds=1)).status == "timeout"
    assert resident_megabytes(int((tmp_path / "pid").read_text())) == 0


def test_what_a_cell_leaves_behind_is_not_charged_to_the_next(tmp_path: Path) -> None:
    leak = "import builtins, time; builtins.leak = bytearray(b'1') * 500 * 2**20; time.sleep(0.3)"
    for _ in range(2):
        assert row_of(leak, tmp_path, Limits(60, megabytes=1000)).status == "ok"


def test_a_cell_whose_process_is_killed_once_is_tried_again(tmp_path: Path) -> None:
    once = tmp_path / "once"
    deed = f"import os\nif not os.path.exists({str(once)!r}): open({str(once)!r}, 'w').close(); os.kill(os.getpid(), 9)"
    assert row_of(deed, tmp_path).status == "ok"
    assert len((tmp_path / "log").read_text().splitlines()) == 2


def test_a_cell_that_always_kills_its_process_becomes_a_failed_row(tmp_path: Path) -> None:
    row = row_of("import os; os.kill(os.getpid(), 9)", tmp_path)
    assert (row.status, row.message) == ("killed", "its process died: SIGKILL, twice")
    assert len((tmp_path / "log").read_text().splitlines()) == 2


def test_an_estimator_that_cannot_be_pickled_becomes_a_failed_row(tmp_path: Path) -> None:
    cell = make_cells(Logged(threading.Lock()), 1)[0]  # type: ignore[arg-type]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("infoplane.benchmarks.storage.identity.identity", repr)
        row = cell_in_worker(cell, tmp_path, Limits(60))
    assert row.status == "error"
    assert "pickle" in row.message


def test_closing_ends_a_running_call() -> None:
    worker = WorkerProcess()
    ended: list[BaseException] = []

    def call() -> None:
        try:
            worker.call(time.sleep, 600, limits=Limits())
        except CancelledError as error:
            ended.append(error)

    thread = threading.Thread(target=call)
    thread.start()
    deadline = time.monotonic() + 60
    while not worker.pid and time.monotonic() < deadline:
        time.sleep(0.02)
    worker.close()
    thread.join(timeout=20)
    assert len(ended) == 1


def test_a_thread_keeps_its_worker_process() -> None:
    others: list[WorkerProcess] = []
    thread = threading.Thread(target=lambda: others.append(this_worker()))
    thread.start()
    thread.join()
    assert this_worker() is this_worker()
    assert others[0] is not this_worker()


def test_a_closed_worker_process_takes_no_call_and_leaves_no_folder() -> None:
    worker = WorkerProcess()
    scratch = Path(worker.call(tempfile.mkdtemp, limits=UNLIMITED)).parent
    assert scratch.is_dir()
    assert scratch != Path(tempfile.gettempdir())
    pid = worker.pid
    worker.close()
    assert resident_megabytes(pid) == 0
    assert not scratch.exists()
    with pytest.raises(CancelledError):
        worker.call(max, 1, 2, limits=UNLIMITED)
    assert worker.pid == 0


class OddError(Exception):
    """It can be pickled, and not be read back."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")


def raises(error: type[BaseException], *arguments: Any) -> None:
    raise error(*arguments)


def test_errors_come_back_as_they_were_raised_and_the_process_stays() -> None:
    worker = this_worker()
    assert worker.call(max, 1, 2, limits=UNLIMITED) == 2
    pid = worker.pid
    with pytest.raises(KeyError, match="which"):
        worker.call(raises, KeyError, "which", limits=UNLIMITED)
    for error in (SystemExit, KeyboardInterrupt, asyncio.CancelledError):  # here, they would end the whole run
        with pytest.raises(RuntimeError, match=f"{error.__name__}: why"):
            worker.call(raises, error, "why", limits=UNLIMITED)
    with pytest.raises(RuntimeError, match="OddError: 1 and 2"):
        worker.call(raises, OddError, 1, 2, limits=UNLIMITED)
    with pytest.raises(TypeError, match="pickle"):
        worker.call(threading.Lock, limits=UNLIMITED)  # the result cannot be pickled
    assert worker.call(max, 1, 2, limits=UNLIMITED) == 2
    assert worker.pid == pid


def test_files_of_the_current_folder_do_not_replace_libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise ImportError('this is no json')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert WorkerProcess().call(max, 1, 2, limits=UNLIMITED) == 2


def test_functions_of_this_file_and_closures_are_called() -> None:
    here = 3
    assert this_worker().call(lambda there: here + there, 4, limits=UNLIMITED) == 7


def test_a_process_has_one_thread_and_a_session_of_its_own() -> None:
    worker = this_worker()
    names = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
    assert worker.call(lambda: [os.environ[name] for name in names], limits=UNLIMITED) == ["1"] * 3
    assert worker.call(os.getsid, 0, limits=UNLIMITED) == worker.pid


def test_what_a_cell_prints_is_no_part_of_the_output(capfd: pytest.CaptureFixture[str]) -> None:
    worker = WorkerProcess()
    worker.call(os.system, "echo from a program", limits=UNLIMITED)
    worker.close()
    captured = capfd.readouterr()
    assert captured.out == ""
    assert "from a program" in captured.err


def ended_by(deed: str) -> str:
    """How a deed ends the process that runs it, in a process of its own, which is not tried again."""
    with pytest.raises(StoppedError) as end:
        WorkerProcess().call(exec, deed, limits=UNLIMITED)
    return end.value.message


LEFT = """
import os, subprocess, sys
quiet = "stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL"
grandchild = f"import subprocess; print(subprocess.Popen(['sleep', '600'], process_group=0, {quiet}).pid)"
print(subprocess.run([sys.executable, "-c", grandchild], capture_output=True, text=True).stdout, file=open(PID, "w"))
os.kill(os.getpid(), 9)
"""


def alive(pid: int) -> bool:
    """Whether a process runs: it exists and is no zombie."""
    try:
        return "zombie" not in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the system does not list its processes")
def test_a_process_that_left_its_group_and_lost_its_parent_is_ended_too(tmp_path: Path) -> None:
    assert ended_by(LEFT.replace("PID", repr(str(tmp_path / "pid")))) == "its process died: SIGKILL"
    pid = int((tmp_path / "pid").read_text())
    # It has been killed; the system may still be taking it down.
    for _ in range(200):
        if not alive(pid):
            return
        time.sleep(0.05)
    raise AssertionError(f"process {pid} still runs")


def test_a_process_that_holds_the_pipe_of_a_dead_one_does_not_hide_the_death() -> None:
    """A forked child has the pipe too."""
    deed = "import os, time\nif os.fork() == 0: time.sleep(600)\nos.kill(os.getpid(), 9)"
    assert ended_by(deed) == "its process died: SIGKILL"


def test_a_process_that_exits_reports_its_status() -> None:
    assert ended_by("import os; os._exit(7)") == "its process died: exit status 7"


def test_a_worker_process_without_references_ends(tmp_path: Path) -> None:
    worker = WorkerProcess()
    worker.call(max, 1, 2, limits=UNLIMITED)
    pid = worker.pid
    del worker
    gc.collect()
    assert resident_megabytes(pid) == 0
