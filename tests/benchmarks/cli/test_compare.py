"""The command `compare`: candidates that are not in the package, on baselines that have rows or not, in every form."""

import json
import math
import re
from pathlib import Path

import pandas as pd
import pytest

from infoplane.benchmarks.storage.database import Store
from infoplane.benchmarks.storage.row import Row
from infoplane.benchmarks.suites.estimators import NAMED
from infoplane.benchmarks.suites.lazy import Lazy
from infoplane.benchmarks.suites.registry import SUITES
from tests.benchmarks.cli.test_app import called, infoplane, reproduced

MINE = '''
import numpy as np

class Correlation:
    """Exact for normal columns, of which it takes one."""
    def __init__(self, column=0):
        self.column = column
    def estimate(self, x, y, rng=None):
        joint = np.hstack([x, y])
        parts = (np.corrcoef(each.T) for each in (x, y, joint))
        (_, a), (_, b), (_, both) = map(np.linalg.slogdet, parts)
        return 0.5 * (a + b - both) + 0.001 * self.column

def constant(x, y):
    return 1.0

def broken(x, y):
    raise OSError("[/disk] is [full]")
'''
ON = ("--suite", "smoke", "--tasks", "normal-2x2-*")
BOTH = ("mine.py:Correlation", "mine.py:Correlation(column=2)", "mine.py:constant")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which candidates and the baselines of a part of the smoke suite have been run, by `compare` alone."""
    path = tmp_path_factory.mktemp("compare")
    (path / "mine.py").write_text(MINE, encoding="utf-8")
    text = infoplane("compare", *BOTH, *ON, "--output", "drawn", folder=path)
    (path / "first.txt").write_text(text, encoding="utf-8")
    return path


def stored(folder: Path) -> list[Row]:
    with Store(folder / ".infoplane" / "rows.sqlite") as store:
        return store.rows()


def test_several_candidates_with_arguments_and_baselines_that_lacked_rows(folder: Path) -> None:
    text = (folder / "first.txt").read_text(encoding="utf-8")
    lacking = len([cell for cell in SUITES["smoke"].cells() if cell.task.id.startswith("normal")])
    said = re.search(rf"Baselines lack {lacking} rows, which take about (\S+) on \d+ workers; --no-baselines leaves", text)
    assert said is not None
    assert text.index(said[0]) < text.index("cells to run")  # said first
    for label in ("Correlation", "Correlation(column=2)", "constant"):
        assert f"{label} on each task: difference of absolute errors in nats" in text
        assert f"{label} against each baseline" in text
    assert "Correlation ranks " in text
    assert "constant ranks" not in text
    assert "constant gives exactly the same on pairs of true MI above 1 nat as on the same x and shuffled y" in text
    assert {"coverage", "failures"} <= set(text.split())
    assert "two-sided paired t-test" in text
    assert "True MI 0: false positives and error in nats" in text


def test_a_failing_candidate_is_shown_with_its_failures(folder: Path) -> None:
    text = infoplane("compare", "mine.py:broken", *ON, folder=folder)
    assert "OSError: [/disk] is [full]" in text
    assert "3 of 3" in text


def test_the_second_time_nothing_runs(folder: Path) -> None:
    text = called("compare", *BOTH, *ON, folder=folder)
    assert "0 cells to run" in text
    assert "Baselines lack" not in text


def test_files_are_written(folder: Path) -> None:
    for name in ("verdicts.pdf", "verdicts.png", "comparison.md", "rows.csv.gz"):
        assert (folder / "drawn" / name).stat().st_size > 3_000


def test_an_export_alone_makes_the_tables_again(folder: Path, tmp_path: Path) -> None:
    """Neither store nor candidates are there: both exports give what the command printed, to the letter."""
    called("export", str(tmp_path / "all.csv"), "--suite", "smoke", folder=folder)
    (tmp_path / "rows.csv.gz").write_bytes((folder / "drawn" / "rows.csv.gz").read_bytes())
    labels = ("Correlation", "Correlation(column=2)", "constant")
    first = called("compare", *BOTH, *ON, "--format", "latex", folder=folder)
    for options in (("--rows", "rows.csv.gz"), ("--rows", "all.csv", "--tasks", "normal-2x2-*")):
        assert called("compare", *labels, *options, "--format", "latex", folder=tmp_path) == first
    plain = [each for each in called("table", "smoke", "--long", folder=folder).splitlines() if each.startswith("|")]
    from_file = called("table", "all.csv", "--long", folder=tmp_path).splitlines()
    cells = {tuple(map(str.strip, line.split("|"))) for line in from_file}
    assert {tuple(map(str.strip, line.split("|"))) for line in plain[2:]} <= cells


def test_the_table_of_a_file_leaves_out_the_check_on_shuffled_pairs(folder: Path) -> None:
    assert any(", y shuffled" in row.task for row in stored(folder))
    text = called("table", "drawn/rows.csv.gz", folder=folder)
    assert "constant" in text
    assert "shuffled" not in text + called("table", "drawn/rows.csv.gz", "--long", folder=folder)


@pytest.mark.parametrize("task", ["normal-2x2-0", "normal-2x2-1"])
def test_the_pairing_is_checked_on_all_rows_of_the_file_whatever_the_tables_show(task: str, folder: Path) -> None:
    """The probes are of normal-2x2-2.5."""
    text = infoplane("compare", "constant", "--rows", "drawn/rows.csv.gz", "--tasks", task, folder=folder)
    assert "constant gives exactly the same on pairs" in text
    assert "normal-2x2-2.5" not in text
    assert "constant ranks" not in text


def test_a_file_without_shuffled_pairs_cannot_tell_and_it_is_said(folder: Path, tmp_path: Path) -> None:
    rows = pd.read_csv(folder / "drawn" / "rows.csv.gz")
    rows[~rows["task"].str.endswith("y shuffled")].to_csv(tmp_path / "less.csv", index=False)
    text = infoplane("compare", "constant", "--rows", "less.csv", folder=tmp_path)
    assert "constant was not checked" in text


def test_the_means_of_the_pairing_in_bits(folder: Path) -> None:
    text = infoplane("compare", "constant", "--rows", "drawn/rows.csv.gz", "--units", "bits", folder=folder)
    assert "(means 1.443 and 1.443 bits in 3 replicates)" in text  # 1 nat


@pytest.mark.parametrize(
    "option", [("--suite", "smoke"), ("--distribution", "a.py:A"), ("--replicates", "3"), ("--seed", "0")], ids=lambda o: o[0]
)
def test_what_a_file_of_rows_does_not_take_is_refused(option: tuple[str, str], folder: Path) -> None:
    text = infoplane("compare", "constant", "--rows", "drawn/rows.csv.gz", *option, folder=folder, code=2)
    assert "rows.csv.gz is a file of rows: leave out --suite, --distribution, --replicates and --seed." in text


def test_a_candidate_that_the_file_lacks_is_an_error(folder: Path) -> None:
    text = infoplane("compare", "Corelation", "--rows", "drawn/rows.csv.gz", folder=folder, code=2)
    assert "There is no candidate in drawn/rows.csv.gz called 'Corelation'. Did you mean Correlation" in text


def test_sizes_replicates_and_baselines_of_ones_own(folder: Path) -> None:
    arguments = ("compare", "mine.py:Correlation", "--suite", "smoke", "--tasks", "normal-2x2-1")
    options = ("--n", "100,200", "--replicates", "4", "--baselines", "KSG,Gaussian copula")
    text = called(*arguments, *options, folder=folder)
    assert "Baselines lack 16 rows, which take about 0:00:0" in text
    own = [row for row in stored(folder) if row.n in (100, 200) and row.task == "normal-2x2-1"]
    counts = pd.Series([(row.estimator, row.n) for row in own]).value_counts()
    assert counts.to_dict() == {(name, n): 4 for name in ("KSG", "Gaussian copula", "Correlation") for n in (100, 200)}
    key = next(row.cell for row in own if row.estimator == "Correlation" and row.replicate == 3)
    found, again = reproduced(key, folder)
    assert found == again


def fails() -> None:
    raise AssertionError("an estimator is built that nothing needs")


def test_without_baselines_nothing_of_theirs_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is any built that the suite lacks: some would load torch."""
    monkeypatch.setattr("infoplane.benchmarks.suites.estimators.NAMED", NAMED | Lazy({"unneeded": fails}))
    arguments = ("compare", "mine.py:Correlation", "--suite", "smoke", "--tasks", "uniform-2x2-1", "--n", "100")
    text = called(*arguments, "--no-baselines", "--output", "none", folder=folder)
    assert "Baselines lack" not in text
    assert not [row for row in stored(folder) if row.task == "uniform-2x2-1" and row.estimator == "KSG"]
    assert "No baseline has rows of these tasks." in text
    assert "ranks" not in text
    assert not (folder / "none" / "verdicts.png").exists()


def test_a_seed_gives_draws_of_ones_own(folder: Path) -> None:
    arguments = ("compare", "mine.py:Correlation", "--suite", "smoke", "--tasks", "normal-2x2-1", "--baselines", "Gaussian")
    text = called(*arguments, "--seed", "7", folder=folder)
    assert "normal-2x2-1#7" in text
    values = {
        row.task: row.nats for row in stored(folder) if row.estimator == "Gaussian" and row.replicate == 0 and row.n == 1000
    }
    assert values["normal-2x2-1#7"] != values["normal-2x2-1"]


def test_json(folder: Path) -> None:
    nats, bits = (
        json.loads(called("compare", *BOTH[::2], *ON, "--json", *more, folder=folder)) for more in ((), ("--units", "bits"))
    )
    first, last = nats["candidates"]
    assert (first["candidate"], last["candidate"]) == ("Correlation", "constant")
    assert last["rank"] is None
    assert last["pairing"]["same"]
    assert {verdict["verdict"] for verdict in last["verdicts"]} == {"ignores the pairing"}
    assert first["rank"]["of"] == 1 + first["verdicts"][0]["baselines"]
    assert {row["true_mi"] for row in first["independent"]} == {0.0}
    for one, other in zip(first["pairs"], bits["candidates"][0]["pairs"], strict=True):
        for name in ("true_mi", "difference", "difference_se", "difference_low", "difference_high"):
            assert other[name] * math.log(2) == pytest.approx(one[name])


def test_a_label_that_a_baseline_has_is_marked_as_yours(folder: Path) -> None:
    (folder / "half.py").write_text("def KSG(x, y):\n    return 0.5\n")
    text = called("compare", "half.py:KSG", "--suite", "smoke", "--tasks", "normal-2x2-1", folder=folder)
    assert "KSG (yours) gives exactly the same" in text


def test_a_program_is_compared(folder: Path) -> None:
    (folder / "half.awk").write_text("END { print NR / (FNR + FNR) / 2 }\n")
    arguments = ("compare", "--command", "awk -f half.awk {x} {y}", "--suite", "smoke", "--tasks", "normal-2x2-1")
    assert "awk -f half.awk gives exactly the same" in called(*arguments, folder=folder)
    text = called(*arguments, "--long", folder=folder)
    assert "0 cells to run" in text
    assert "| against all: ignores the pairing |" in text
    key = next(row.cell for row in stored(folder) if row.estimator == "awk -f half.awk" and row.task == "normal-2x2-1")
    assert reproduced(key, folder) == (0.5, 0.5)
    (folder / "half.awk").write_text('END { print "no model" > "/dev/stderr"; exit 2 }\n')
    text = called(*arguments, folder=folder)
    assert "RuntimeError: the program ended with status 2: no model" in text
    assert "cannot be made again" in called("show", key, folder=folder)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (("--style", "poster"), "There is no style 'poster'"),
        (("--output", "mine.py"), "mine.py: File exists. Name another file or folder."),
    ],
)
def test_mistakes_about_the_figure_come_to_light_before_anything_runs(
    option: tuple[str, str], message: str, folder: Path
) -> None:
    text = infoplane("compare", "mine.py:Correlation", *ON, "--store", "untouched", *option, folder=folder, code=2)
    assert message in text
    assert "cells to run" not in text
    assert not (folder / "untouched").exists()
