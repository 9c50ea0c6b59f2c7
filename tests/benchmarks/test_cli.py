"""The command line, driven as a process: what it prints, what it returns, and never a traceback."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "infoplane.benchmarks.cli"]


def infoplane(*arguments: str, folder: Path, code: int = 0) -> str:
    done = subprocess.run([*COMMAND, *arguments], cwd=folder, capture_output=True, text=True, timeout=100, check=False)
    output = done.stdout + done.stderr
    assert "Traceback" not in output
    assert done.returncode == code, output
    return output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a small part of the smoke suite has been run."""
    path = tmp_path_factory.mktemp("run")
    infoplane("run", "smoke", "--tasks", "normal-2x2-1", folder=path)
    return path


def test_help_fits_a_screen(tmp_path: Path) -> None:
    text = infoplane("--help", folder=tmp_path)
    assert len(text.splitlines()) <= 24
    for command in ("list", "run", "table", "compare", "figures"):
        assert command in text


def test_list(tmp_path: Path) -> None:
    assert "images" in infoplane("list", folder=tmp_path)
    assert "rectangles-32x32-2.5-parameters" in infoplane("list", "images", folder=tmp_path)


def test_run_resumes(folder: Path) -> None:
    assert "0 cells to run (18 found in the store)" in infoplane("run", "smoke", "--tasks", "normal-2x2-1", folder=folder)


def test_table_in_every_form(folder: Path) -> None:
    text = infoplane("table", "smoke", folder=folder)
    assert "normal-2x2, n = 1,000" in text
    assert "102 cells have no row yet" in text
    assert infoplane("table", "smoke", "--format", "csv", folder=folder).startswith("family,task,truth,n,estimator,replicates")
    assert "| estimator |" in infoplane("table", "smoke", "--format", "markdown", folder=folder)
    assert "| task " in infoplane("table", "smoke", "--long", folder=folder)


def test_table_writes_files(folder: Path, tmp_path: Path) -> None:
    infoplane("table", "smoke", "--output", str(tmp_path / "out"), folder=folder)
    assert len((tmp_path / "out" / "smoke.csv").read_text().splitlines()) == 19
    assert "## Every number" in (tmp_path / "out" / "tables" / "smoke.md").read_text()


def test_compare_prints_the_newcomer_beside_the_baselines(folder: Path) -> None:
    (folder / "mine.py").write_text("def constant(x, y):\n    return 1.0\n\ndef broken(x, y):\n    raise OSError('disk')\n")
    text = infoplane("compare", "mine.py:constant", "--suite", "smoke", "--tasks", "normal-2x2-1", folder=folder)
    assert "constant" in text
    assert "+0.00 ±0.00 (0.00)" in text
    assert "constant against each baseline, paired by replicate" in text
    text = infoplane("compare", "mine.py:broken", "--suite", "smoke", "--tasks", "normal-2x2-1", folder=folder)
    assert "OSError: disk" in text
    assert "3 failed" in text


def test_figures_from_committed_rows(tmp_path: Path) -> None:
    infoplane("figures", "images", "--output", "drawn", folder=tmp_path)
    for suffix in ("pdf", "png"):
        assert (tmp_path / "drawn" / f"estimate_against_truth.{suffix}").stat().st_size > 5_000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "image"], "There is no suite 'image'. Did you mean images"),
        (["run", "smoke", "--tasks", "norm"], "No cell of smoke has a task like 'norm'"),
        (["run", "smoke", "--estimators", "KDF"], "an estimator like 'KDF'"),
        (["run", "smoke", "--workers", "0"], "--workers"),
        (["table", "smoke", "--store", "empty"], "There are no rows of smoke yet: `infoplane run smoke` makes them."),
        (["figures", "smoke"], "has no figures yet"),
        (["compare", "nothing"], "write file.py:Name"),
        (["compare", "nothing.py:f"], "There is no file nothing.py"),
        (["run", "smoke", "--store", "occupied"], "cannot be used as a store"),
        (["shout"], "No such command"),
    ],
    ids=" ".join,
)
def test_mistakes_get_one_sentence(folder: Path, arguments: list[str], message: str) -> None:
    (folder / "occupied").mkdir(exist_ok=True)
    (folder / "occupied" / "rows.sqlite").write_text("these are my notes " * 100)
    assert message in infoplane(*arguments, folder=folder, code=2)


def test_interrupt_keeps_what_is_done_and_says_how_to_go_on(tmp_path: Path) -> None:
    source = "import time\n\ndef slow(x, y):\n    open('ran', 'a').write('1')\n    time.sleep(0.4)\n    return 0.0\n"
    (tmp_path / "slow.py").write_text(source)
    arguments = ["compare", "slow.py:slow", "--suite", "smoke", "--tasks", "normal*"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [*COMMAND, *arguments], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        deadline = time.monotonic() + 60
        while not ((tmp_path / "ran").exists() and (tmp_path / "ran").stat().st_size > 4) and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        output = process.stdout.read()
    assert process.returncode == 130
    assert "Every finished cell is kept" in output
    assert "Traceback" not in output
    again = infoplane(*arguments, folder=tmp_path)
    assert "found in the store" in again
