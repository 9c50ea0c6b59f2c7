"""Full disks, damaged stores and interrupts: what happens to a run that was started at the command line."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from infoplane.benchmarks.execution.cell import failed_row
from infoplane.benchmarks.storage.database import Store
from infoplane.benchmarks.storage.keys import keyed
from infoplane.benchmarks.suites.registry import SUITES
from tests.benchmarks.cli.test_app import called

COMMAND = [sys.executable, "-m", "infoplane.benchmarks.cli.app"]
RUN = [*COMMAND, "run", "smoke", "--tasks", "normal*", "--workers", "1"]
CELLS = 54
# A process that starts in the background ignores Ctrl-C, and hands that on: a run at a terminal answers it.
AT_TERMINAL = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from infoplane.benchmarks.cli.app import main
main()
"""
SLOW = """
import os, time

def slow(x, y):
    open("ran", "a").write("1")
    time.sleep(0 if os.path.exists("interrupted") else 0.2)
    return 0.0
"""
IN_NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount"]


def shell(script: str, *arguments: str, folder: Path, before: list[str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [*(before or []), "bash", "-c", script, "bash", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def may_mount() -> bool:
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*IN_NAMESPACE, "true"], capture_output=True, check=False).returncode == 0


def says(done: subprocess.CompletedProcess[str], message: str) -> None:
    """It failed with this sentence, and without a traceback."""
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert message in done.stderr


def sound_rows(path: Path) -> int:
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    (count,) = connection.execute("SELECT count(*) FROM rows WHERE status = 'ok'").fetchone()
    connection.close()
    return int(count)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_file_that_may_not_grow_loses_no_row(tmp_path: Path) -> None:
    done = shell('ulimit -f 300; exec "$@"', *RUN, folder=tmp_path)
    says(done, "rows.sqlite cannot be written")
    rows = sound_rows(tmp_path / ".infoplane" / "rows.sqlite")
    assert 0 < rows < CELLS
    again = shell('exec "$@"', *RUN, folder=tmp_path)
    assert f"{CELLS - rows} cells to run ({rows} found in the store)" in again.stdout
    assert sound_rows(tmp_path / ".infoplane" / "rows.sqlite") == CELLS


@pytest.mark.skipif(not may_mount(), reason="mounting a small disk is not permitted here")
def test_a_full_disk_loses_no_row(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    script = 'mount -t tmpfs -o size=250k tmpfs disk && { "$@" --store disk; code=$?; cp -r disk saved; exit $code; }'
    done = shell(script, *RUN, folder=tmp_path, before=IN_NAMESPACE)
    says(done, "rows.sqlite cannot be written (database or disk is full). Rows stored before are safe; free the disk")
    assert 0 < sound_rows(tmp_path / "saved" / "rows.sqlite") < CELLS


def test_a_damaged_store_is_refused_and_recovered(tmp_path: Path) -> None:
    path = tmp_path / ".infoplane" / "rows.sqlite"
    cells = keyed(cell for cell in SUITES["smoke"].cells() if cell.task.id.startswith("normal"))
    with Store(path) as store:
        store.add(*(failed_row(cell, "ok", "")._replace(nats=1.0, stderr=0.1, seconds=0.1) for cell in cells.values()))
        store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        leaves = "SELECT pageno FROM dbstat WHERE name = 'cells' AND pagetype = 'leaf'"
        number = store._connection.execute(leaves).fetchone()[0]
    with path.open("r+b") as file:
        file.seek((number - 1) * 4096)
        file.write(b"\xff" * 4096)
    says(shell('exec "$@"', *RUN, folder=tmp_path), "rows.sqlite cannot be read (database disk image is malformed)")
    done = shell('exec "$@"', *COMMAND, "merge", ".infoplane", "--store", "new", folder=tmp_path)
    assert "ranges of keys could not be read" in done.stdout, done.stderr
    assert 0 < sound_rows(tmp_path / "new" / "rows.sqlite") < CELLS


def test_an_interrupt_at_the_terminal_loses_no_row(tmp_path: Path) -> None:
    """Ctrl-C goes to the whole process group of the terminal; it is pressed twice."""
    (tmp_path / "slow.py").write_text(SLOW)
    options = ["--suite", "smoke", "--tasks", "normal*", "--no-baselines", "--workers", "1"]
    arguments = ["compare", "slow.py:slow", *options]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-c", AT_TERMINAL, *arguments],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        ran, deadline = tmp_path / "ran", time.monotonic() + 90
        while not (ran.exists() and ran.stat().st_size > 4) and time.monotonic() < deadline:
            time.sleep(0.05)
        for _ in range(2):
            os.killpg(process.pid, signal.SIGINT)
            time.sleep(0.1)
        output = process.stdout.read()
    assert process.returncode == 130
    assert "Every finished cell is kept; the same command continues from there." in output
    assert "Traceback" not in output
    rows = sound_rows(tmp_path / ".infoplane" / "rows.sqlite")
    assert rows >= 2
    (tmp_path / "interrupted").touch()
    assert f"({rows} found in the store)" in called(*arguments, folder=tmp_path)
