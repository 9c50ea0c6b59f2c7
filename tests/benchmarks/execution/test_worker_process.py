"""Cells that hang, grow, and kill: each is a row, and the next cell runs."""

import os
import signal
import subprocess
import threading
import time
from concurrent.futures import CancelledError
from pathlib import Path

import numpy as np
import pytest

from infoplane.benchmarks.execution.resources import UNLIMITED, Limits, allowed_megabytes, machine_megabytes, resident_megabytes
from infoplane.benchmarks.execution.worker_process import Guard, guarded_cell, this_guard
from infoplane.benchmarks.storage.row import Row
from infoplane.estimators import Gaussian
from tests.benchmarks.conftest import Logged, make_cells

GROW = "blocks = []\nwhile True: blocks.append(bytearray(b'1') * 2**24)"
FORK = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {GROW!r}])"
MASKED = "import signal, time; signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals)); time.sleep(600)"
SWALLOW = "import time\nwhile True:\n  try: time.sleep(9)\n  except BaseException: pass"


def row_of(deed: str, folder: Path, limits: Limits = UNLIMITED) -> Row:
    return guarded_cell(make_cells(Logged(str(folder / "log"), deed), 1)[0], folder, limits)


@pytest.mark.parametrize("deed", ["while True: pass", SWALLOW, MASKED], ids=["spins", "swallows", "masked"])
def test_a_cell_that_hangs_is_stopped(deed: str, tmp_path: Path) -> None:
    guarded_cell(make_cells(Gaussian(), 1)[0], tmp_path, Limits())  # the process is up
    start = time.monotonic()
    row = row_of(deed, tmp_path, Limits(seconds=0.5))
    assert (row.status, row.message) == ("timeout", "stopped after its time limit of 0.5 s")
    assert time.monotonic() - start < 3
    assert row_of("", tmp_path).status == "ok"


@pytest.mark.parametrize("deed", [GROW, FORK], ids=["itself", "its child"])
def test_a_cell_that_grows_is_stopped(deed: str, tmp_path: Path) -> None:
    row = row_of(deed, tmp_path, Limits(60, megabytes=900))
    assert row.status == "memory", row.message
    assert row.message.endswith("its memory limit being 900 MB")
    assert 900 <= float(row.message.split()[2]) < 1800
    assert row_of("", tmp_path).status == "ok"


def test_children_of_a_stopped_cell_go_with_it(tmp_path: Path) -> None:
    start = "import subprocess; p = subprocess.Popen(['sleep', '600'])"
    deed = f"{start}; open({str(tmp_path / 'pid')!r}, 'w').write(str(p.pid)); p.wait()"
    assert row_of(deed, tmp_path, Limits(seconds=1)).status == "timeout"
    time.sleep(0.2)
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


def test_a_cell_that_always_kills_its_process_is_a_row(tmp_path: Path) -> None:
    row = row_of("import os; os.kill(os.getpid(), 9)", tmp_path)
    assert (row.status, row.message) == ("killed", "its process died: SIGKILL(-9), twice")
    assert len((tmp_path / "log").read_text().splitlines()) == 2


def test_an_estimator_that_cannot_travel_is_a_row(tmp_path: Path) -> None:
    cell = make_cells(Logged(threading.Lock()), 1)[0]  # type: ignore[arg-type]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("infoplane.benchmarks.storage.identity.identity", repr)
        row = guarded_cell(cell, tmp_path, Limits(60))
    assert row.status == "error"
    assert "pickle" in row.message


def test_closing_ends_a_running_call() -> None:
    guard = Guard()
    ended: list[BaseException] = []

    def call() -> None:
        try:
            guard.call(time.sleep, 600, limits=Limits())
        except CancelledError as error:
            ended.append(error)

    thread = threading.Thread(target=call)
    thread.start()
    deadline = time.monotonic() + 60
    while not guard._pid and time.monotonic() < deadline:
        time.sleep(0.02)
    guard.close()
    thread.join(timeout=20)
    assert len(ended) == 1


def test_limits_follow_the_machine() -> None:
    assert 0 < allowed_megabytes(Limits()) < machine_megabytes()
    assert allowed_megabytes(Limits(megabytes=100)) == 100
    assert resident_megabytes(os.getpid()) > 20
    held = np.ones(2**24)
    with subprocess.Popen(["sleep", "60"]) as child:
        assert resident_megabytes(os.getpid()) > held.nbytes / 2**20
        child.send_signal(signal.SIGKILL)
    assert this_guard() is this_guard()
