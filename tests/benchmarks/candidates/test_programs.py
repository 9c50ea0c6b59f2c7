"""Programs as estimators: real programs of awk, sh and C."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest

from infoplane.benchmarks.candidates.programs import label_of, program
from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.execution.cell import run_cell
from infoplane.benchmarks.execution.processes import resident_megabytes
from infoplane.benchmarks.execution.resources import Limits
from infoplane.benchmarks.execution.worker_process import StoppedError, WorkerProcess
from infoplane.benchmarks.storage.identity import identity
from tests.benchmarks.small_runs import make_cells

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(50, 2)), RNG.integers(5, size=50)
# It starts a sleeper, and another whose parent ends at once.
SLEEPY = "sh -c '(sleep 600 & echo $! > orphan); sleep 600 & echo $! > child; wait' {x} {y}"


def estimate_of(script: str, folder: Path) -> float:
    return program(f"sh -c '{script}' {{x}} {{y}}", str(folder)).estimate(X, Y).nats


def gone(path: Path) -> bool:
    """Whether the process whose number is in the file has ended, given a second."""
    pid, deadline = int(path.read_text()), time.monotonic() + 1
    while resident_megabytes(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return resident_megabytes(pid) == 0


def test_awk_computes_what_numpy_does(tmp_path: Path) -> None:
    script = 'BEGIN { FS = "," } FNR == NR { x[FNR] = $2; next } { s += x[FNR] * $1 } END { printf "%.17g\\n", s }'
    (tmp_path / "product.awk").write_text(script)
    found = program("awk -f product.awk {x} {y}", str(tmp_path)).estimate(X, Y)
    assert found.nats == pytest.approx(float(X[:, 1] @ Y), rel=1e-12)
    assert 0 < found.details["program_seconds"] < 10


@pytest.mark.skipif(shutil.which("gcc") is None, reason="needs a C compiler")
def test_a_compiled_program_and_its_new_version(tmp_path: Path) -> None:
    source = '#include <stdio.h>\nint main(int n, char **a) {{ double v, s = 0; FILE *f = fopen(a[{}], "r");\n'
    source += 'while (fscanf(f, "%lf%*[,\\n]", &v) == 1) s += v; printf("sum\\n%.17g\\n", s); return 0; }}\n'
    found = []
    for argument in (1, 2):
        (tmp_path / "sum.c").write_text(source.format(argument))
        subprocess.run(["gcc", "sum.c", "-o", "sum"], cwd=tmp_path, check=True)
        found.append(program("./sum {x} {y}", str(tmp_path)))
    assert found[1].estimate(X, Y).nats == Y.sum()
    assert identity(found[0]) != identity(found[1])
    with pytest.raises(RuntimeError, match=r"\./sum changed since the run began"):
        found[0].estimate(X, Y)


@pytest.mark.parametrize("x", [X, X.astype(np.float32), RNG.random((7, 3, 2)), Y, Y > 2], ids=lambda x: f"{x.dtype}{x.shape}")
def test_files_hold_the_sample(x: np.ndarray, tmp_path: Path) -> None:
    program("sh -c 'cp {x} {x:npy} . && echo 1' {y:csv}", str(tmp_path)).estimate(x, Y)
    text, array = np.loadtxt(tmp_path / "x.csv", delimiter=",", ndmin=2), np.load(tmp_path / "x.npy")
    assert np.array_equal(text, x.reshape(len(x), -1))
    assert np.array_equal(array, x)
    assert array.dtype == (np.int64 if x.ndim == 1 else np.float64)
    assert ("." in (tmp_path / "x.csv").read_text()) == (x.ndim > 1)


@pytest.mark.parametrize(
    ("output", "nats"),
    [("0.5", 0.5), ("step 1\nstep 2\n  -1e-3 \n\n", -1e-3), ("0.1\n0.2", 0.2), ("-inf\n", -np.inf)],
)
def test_the_last_line_is_the_estimate(output: str, nats: float, tmp_path: Path) -> None:
    (tmp_path / "output").write_text(output)
    assert estimate_of("cat output", tmp_path) == nats


@pytest.mark.parametrize("line", ["0.53 ± 0.02", "[1] 0.693", "MI = 0.5", "0.2 nats", "0.1 0.2", "done"])
def test_a_last_line_that_is_not_one_number_is_an_error(line: str, tmp_path: Path) -> None:
    (tmp_path / "output").write_text(f"0.5\n{line}\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match=re.escape(f"the last line of the program's output is {line!r}, not one number")):
        estimate_of("cat output", tmp_path)


def test_the_seed_comes_from_the_rng_of_the_estimator(tmp_path: Path) -> None:
    noisy = program("sh -c 'echo {seed}' {x} {y}", str(tmp_path))
    first, again, other = (noisy.estimate(X, Y, rng=rng).nats for rng in (1, 1, 2))
    assert first == again != other
    assert all(0 <= noisy.estimate(X, Y, rng=rng).nats < 2**31 for rng in range(8))


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("echo start >&2; echo no package foo >&2; echo 0.5; exit 3", "ended with status 3: no package foo$"),
        ("exit 1", "ended with status 1: nothing on standard error$"),
        ("kill -SEGV $$", "was ended by SIGSEGV"),
        (
            "echo all is well; echo no seed >&2",
            r"output is 'all is well', not one number \(on standard error: no seed\): print",
        ),
        ("true", "the program printed nothing: print the estimate in nats alone on the last line.$"),
    ],
)
def test_failures_give_the_reason(script: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=message):
        estimate_of(script, tmp_path)


def test_a_failing_program_is_a_failed_row(tmp_path: Path) -> None:
    failing = program("sh -c 'echo no package foo >&2; exit 3' {x} {y}", str(tmp_path))
    row = run_cell(make_cells(failing, 1)[0], tmp_path)
    assert (row.status, row.message) == ("error", "RuntimeError: the program ended with status 3: no package foo")


def test_every_file_in_the_command_counts(tmp_path: Path) -> None:
    for name in ("model.txt", "inner.awk", "plain.R"):
        path = tmp_path / name
        path.write_text("1")
        command = "sh -c 'awk -f inner.awk {x}' --model=model.txt plain.R {y}"
        before = program(command, str(tmp_path))
        assert before == program(command, str(tmp_path))
        path.write_text("2")
        assert identity(before) != identity(program(command, str(tmp_path)))
    assert identity(before) != identity(program(command.replace("inner", "Inner"), str(tmp_path)))


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("awk {x}", "lacks {y}: write it as in"),
        ("no-such-program {x} {y}", "There is no program 'no-such-program'"),
        ("./plain.txt {x} {y}", "There is no program './plain.txt'"),
        ("awk '{x} {y}", "close its quotes"),
    ],
)
def test_mistakes_raise_errors_with_a_remedy(command: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_text("not executable")
    with pytest.raises(UserError, match=message):
        program(command, str(tmp_path))


def test_a_column_without_its_axis_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"y has shape \(50,\): reshape"):
        program("echo {x} {y}", str(tmp_path)).estimate(X, X[:, 0])


def test_labels_are_short() -> None:
    assert label_of("Rscript models/my.R {x} {y:npy} --k 3") == "Rscript my.R --k 3"
    assert len(label_of(f"awk '{'long ' * 20}' {{x}} {{y}}")) == 32


def test_the_programs_own_time_limit_ends_all_that_it_started(tmp_path: Path) -> None:
    with pytest.raises(TimeoutError, match=r"after its time limit of 0\.7 s"):
        program(SLEEPY, str(tmp_path), seconds=0.7).estimate(X, Y)
    assert gone(tmp_path / "child")
    assert gone(tmp_path / "orphan")


def test_nothing_is_left_running_by_a_program_that_ends(tmp_path: Path) -> None:
    start = time.monotonic()
    assert estimate_of("sleep 600 & echo $! > pid; echo 1", tmp_path) == 1
    assert time.monotonic() - start < 5
    assert gone(tmp_path / "pid")


def test_the_time_limit_of_the_harness_ends_all_that_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quick, sleepy = (make_cells(program(command, str(tmp_path)), 1)[0] for command in ("sh -c 'echo 1' {x} {y}", SLEEPY))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    worker = WorkerProcess()
    assert worker.call(run_cell, quick, tmp_path, limits=Limits(60)).nats == 1
    with pytest.raises(StoppedError, match="stopped after its time limit of 1 s"):
        worker.call(run_cell, sleepy, tmp_path, limits=Limits(seconds=1))
    assert gone(tmp_path / "child")
    assert gone(tmp_path / "orphan")
    assert list(tmp_path.glob("infoplane-*")) == []  # the samples went with it


@pytest.mark.slow
def test_a_killed_run_leaves_no_program_and_no_file(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    arguments = ["compare", "--command", SLEEPY, "--suite", "smoke", "--tasks", "normal-2x2-1", "--workers", "1"]
    command = [sys.executable, "-m", "infoplane.benchmarks.cli.app", *arguments]
    environment = {**os.environ, "TMPDIR": str(tmp_path / "tmp")}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 240
        while not (tmp_path / "child").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        samples = list((tmp_path / "tmp").glob("infoplane-*/infoplane-*/x.csv"))
        process.send_signal(signal.SIGKILL)
    assert len(samples) == 1
    time.sleep(1)
    assert gone(tmp_path / "child")
    assert gone(tmp_path / "orphan")
    assert list((tmp_path / "tmp").glob("infoplane-*")) == []
