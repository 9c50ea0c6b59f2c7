"""The command line: what each command prints, writes and returns."""

import contextlib
import io
import json
import math
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from infoplane.benchmarks.cli.app import COMMANDS, app, main
from infoplane.benchmarks.figures import registry
from infoplane.benchmarks.storage.database import Store
from infoplane.benchmarks.storage.row import Row
from infoplane.benchmarks.suites.registry import SUITES

ONE = ("--workers", "1")  # a worker takes longer to start than the few cells of a test
CELLS = [cell for cell in SUITES["smoke"].cells() if cell.task.id == "normal-2x2-1"]
COMMAND = [sys.executable, "-m", "infoplane.benchmarks.cli.app"]


def infoplane(*arguments: str, folder: Path, code: int = 0) -> str:
    """All that a command prints. It runs in this process, since loading the libraries takes longer than most commands."""
    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        patch.chdir(folder)
        with pytest.raises(SystemExit) as end:
            main(lambda: app(arguments))
    assert end.value.code == code, printed.getvalue()
    return printed.getvalue()


def called(*arguments: str, folder: Path) -> str:
    """Standard output alone of a command that succeeds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a small part of the smoke suite has been run."""
    path = tmp_path_factory.mktemp("run")
    infoplane("run", "smoke", "--tasks", "normal-2x2-1", *ONE, folder=path)
    return path


def test_a_process_prints_one_sentence_and_returns_a_status(tmp_path: Path) -> None:
    command = [*COMMAND, "run", "smoke", "--estimators", "KDF"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("Error: No cell of smoke")


def test_help_fits_a_screen(tmp_path: Path) -> None:
    text = infoplane("--help", folder=tmp_path)
    assert len(text.splitlines()) <= 29
    assert max(map(len, text.splitlines())) <= 80
    for command in COMMANDS:
        assert f"  {command.__name__.strip('_').replace('_', '-')} " in text
    assert "..." not in text.partition("Commands:")[2]  # no description is cut


def test_list(tmp_path: Path) -> None:
    assert "images" in called("list", folder=tmp_path)
    assert "rectangles-32x32-2.5-parameters" in called("list", "images", folder=tmp_path)


def test_run_resumes(folder: Path) -> None:
    text = called("run", "smoke", "--tasks", "normal-2x2-1", folder=folder)
    assert f"0 cells to run ({len(CELLS)} found in the store)" in text


def test_table_in_every_form(folder: Path) -> None:
    text = called("table", "smoke", folder=folder)
    assert "normal-2x2, n = 1,000" in text
    assert f"{len(list(SUITES['smoke'].cells())) - len(CELLS)} cells have no row yet" in text
    assert called("table", "smoke", "--format", "csv", folder=folder).startswith("family,task,true_mi,n,estimator,replicates")
    assert "| estimator |" in called("table", "smoke", "--format", "markdown", folder=folder)
    assert "| task " in called("table", "smoke", "--long", folder=folder)


def test_true_values_in_every_form(tmp_path: Path) -> None:
    text = called("truths", "--tasks", "1v1-normal-0.75", folder=tmp_path)
    assert "0.413339" in text
    assert "closed form" in text
    assert "by samples" not in text
    assert "nan" not in called("truths", "--tasks", "normal-2x2-1", folder=tmp_path)  # it has no published value
    assert "by samples" in called("truths", "--tasks", "1v1-normal-0.75", "--samples", "1000", folder=tmp_path)
    assert called("truths", "--tasks", "1v1-normal-0.75", "--format", "csv", folder=tmp_path).startswith("id,x_shape,")
    assert called("truths", "--tasks", "1v1-normal-0.75", "--format", "markdown", folder=tmp_path).startswith("| task ")


def test_table_writes_files(folder: Path, tmp_path: Path) -> None:
    called("table", "smoke", "--output", str(tmp_path / "out"), folder=folder)
    assert len((tmp_path / "out" / "smoke.csv").read_text().splitlines()) == 1 + len(CELLS)
    assert "## Every number" in (tmp_path / "out" / "tables" / "smoke.md").read_text()


def test_a_suite_without_figures_is_an_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "FIGURES", ())
    assert "The rows of smoke make no figure" in infoplane("figures", "smoke", folder=folder, code=2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "image"], "There is no suite 'image'. Did you mean images"),
        (["run", "smoke", "--tasks", "norm"], "No cell of smoke has a task like 'norm'"),
        (["run", "smoke", "--estimators", "KDF"], "an estimator like 'KDF'"),
        (["run", "smoke", "--workers", "0"], "--workers"),
        (["table", "smoke", "--store", "empty"], "There are no rows of smoke yet: `infoplane run smoke` makes them."),
        (["compare", "nothing"], "write file.py:Name"),
        (["compare", "nothing.py:f"], "There is no file nothing.py"),
        (["table", "smoke", "--store", __file__], "is a file"),
        (["compare"], "Name one estimator"),
        (["compare", "nothing.py:f", "--n", "many"], "--n takes whole numbers with commas between them, like 500,2000"),
        (["compare", "f", "--rows", "nothing.csv"], "There is no file nothing.csv."),
        (["methods", "smoke", "--format", "csv"], "A paragraph is no table"),
        (["check", "--command", "awk {x}"], "lacks {y}"),
        (["run", "smoke", "--store", "occupied"], "cannot be used as a store"),
        (["shout"], "No such command"),
        (["table", "smoke", "--tasks", "nothing*"], "No task of smoke matches 'nothing*'"),
        (["table", "smoke", "--tasks", "normal*", "--output", "out"], "--output writes the rows of a whole suite"),
        (["table", "smoke", "--output", "occupied/rows.sqlite"], "Name another file or folder."),
        (["export", "occupied.csv"], "Name another file or folder."),
        (["merge", "occupied"], "Nothing can be read from"),
    ],
    ids=" ".join,
)
def test_a_mistake_gets_one_sentence(folder: Path, arguments: list[str], message: str) -> None:
    (folder / "occupied").mkdir(exist_ok=True)
    (folder / "occupied" / "rows.sqlite").write_text("these are my notes " * 100)
    (folder / "occupied.csv").mkdir(exist_ok=True)
    assert message in infoplane(*arguments, folder=folder, code=2)


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        (["list"], {"suites"}),
        (["list", "smoke"], {"suite", "units", "tasks", "grids"}),
        (["truths", "--tasks", "1v1-normal*"], {"units", "tasks"}),
        (["run", "smoke", "--tasks", "normal-2x2-1"], {"suite", "store", "kept", "made", "failed", "elsewhere"}),
        (["table", "smoke"], {"suite", "units", "missing", "rows"}),
        (["gallery", "--output", "drawn"], {"files"}),
        (["export", "rows.csv"], {"file", "rows"}),
        (["import", "rows.csv", "--store", "other"], {"files"}),
        (["merge", ".infoplane", "--store", "other"], {"files"}),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_json_is_one_document(folder: Path, arguments: list[str], keys: set[str]) -> None:
    called("export", "rows.csv", folder=folder)
    assert set(json.loads(called(*arguments, "--json", folder=folder))) == keys


def test_bits_are_nats_over_ln_2(folder: Path) -> None:
    def rows(*options: str) -> list[dict[str, float]]:
        return json.loads(called("table", "smoke", "--json", *options, folder=folder))["rows"]

    for nats, bits in zip(rows(), rows("--units", "bits"), strict=True):
        for name in ("true_mi", "mean", "bias", "bias_se", "sd", "sd_se", "rmse", "rmse_se"):
            assert bits[name] * math.log(2) == pytest.approx(nats[name])
        for name in ("n", "replicates", "seconds", "coverage", "coverage_se"):
            assert bits[name] == nats[name]
    text = called("table", "smoke", "--units", "bits", folder=folder)
    assert text.startswith("Bias in bits")
    assert "I = 1.443" in text
    assert "true MI (bits)" in called("list", "smoke", "--units", "bits", folder=folder)


def python_of(key: str, folder: Path) -> tuple[str, float]:
    """The Python that makes a row again, and the number of the row."""
    code = json.loads(called("show", key, "--json", folder=folder))["code"]
    document = json.loads(called("show", key, "--json", *(["--trust", code] if code else []), folder=folder))
    return document["python"], document["row"]["nats"]


def reproduced(key: str, folder: Path) -> tuple[float, float]:
    """The number of a row, and the one that its Python gives."""
    python, found = python_of(key, folder)
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()) as printed:
        patch.chdir(folder)
        exec(python, {"__name__": "__main__"})
    return found, float(printed.getvalue())


@pytest.mark.slow  # the tests of `compare` make rows again in this process
def test_the_python_of_a_row_makes_it_again_in_another_process(folder: Path) -> None:
    keys = {row.estimator: row.cell for row in stored(folder)}
    scripts, found = zip(*(python_of(keys[name], folder) for name in ("KDE", "WKL")), strict=True)
    command = [sys.executable, "-c", "\n".join(scripts)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    assert tuple(map(float, done.stdout.split())) == found
    text = called("show", keys["KDE"][:8], "--units", "bits", folder=folder)
    assert f"cell             {keys['KDE']}" in text
    assert "run_cell(cell" in text


def test_the_python_of_a_candidates_row_makes_it_again(folder: Path) -> None:
    (folder / "noise.py").write_text("def noise(x, y):\n    return float((x * y).mean())\n")
    called("compare", "noise.py:noise", "--suite", "smoke", "--tasks", "normal-2x2-1", *ONE, folder=folder)
    key = next(row.cell for row in stored(folder) if row.estimator == "noise")
    found, again = reproduced(key, folder)
    assert found == again
    (folder / "noise.py").write_text("def noise(x, y):\n    return 7.0\n")
    assert "cannot be made again" in called("show", key, "--trust", str(folder / "noise.py"), folder=folder)


def stored(folder: Path) -> list[Row]:
    with Store(folder / ".infoplane" / "rows.sqlite") as store:
        return store.rows()


def test_the_shell_completes_commands_options_and_suites() -> None:
    def completed(line: str) -> set[str]:
        arguments, printed = line.split(" "), io.StringIO()
        shell = {"_INFOPLANE_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(arguments) - 1)}
        with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(printed), pytest.raises(SystemExit):
            for name, value in shell.items():
                patch.setenv(name, value)
            app((), prog_name="infoplane")
        return set(printed.getvalue().split())

    assert completed("infoplane comp") == {"compare"}
    assert completed("infoplane run images") == {
        "images",
        *(f"images-{name}" for name in ("10k", "extended", "large", "noisy")),
    }
    assert "--memory-limit" in completed("infoplane run --mem")
