"""Distributions and suites from files, on the command line."""

import json
from pathlib import Path

import pytest

from tests.benchmarks.cli.test_app import called, infoplane
from tests.benchmarks.user_suites.conftest import HELPER, SIGNS

SUITE = """
sizes = [60]
replicates = 2
estimators = ["Gaussian", "my.py:first_columns"]
[distributions]
sign = "my.py:SharedSign"
some-signs = "my.py:SharedSign(flip=0.25)"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a distribution and a suite, which has been run."""
    path = tmp_path_factory.mktemp("own")
    for name, text in {"my.py": SIGNS, "helper.py": HELPER, "mine.toml": SUITE}.items():
        (path / name).write_text(text, encoding="utf-8")
    assert "mine.toml: 8 rows" in infoplane("run", "mine.toml", "--workers", "1", folder=path)
    return path


def test_a_suite_by_its_path(folder: Path) -> None:
    assert "some-signs" in called("list", "mine.toml", folder=folder)
    rows = json.loads(called("table", "mine.toml", "--json", folder=folder))["rows"]
    assert {(row["task"], row["estimator"]) for row in rows} == {
        (task, estimator) for task in ("sign", "some-signs") for estimator in ("Gaussian", "first_columns")
    }
    assert all(row["failures"] == 0 for row in rows)
    called("table", "mine.toml", "--output", "out", folder=folder)
    infoplane("export", "mine.csv", "--suite", "mine.toml", folder=folder)
    assert len((folder / "mine.csv").read_text().splitlines()) == 9


def test_only_new_cells_of_an_edited_suite_run(folder: Path) -> None:
    (folder / "more.toml").write_text(SUITE.replace("replicates = 2", "replicates = 3"))
    text = infoplane("run", "more.toml", "--workers", "1", "--tasks", "sign", "--estimators", "Gaussian", folder=folder)
    assert "1 cells to run (2 found in the store)" in text


def test_a_suite_on_a_distribution_of_ones_own(folder: Path) -> None:
    arguments = ("run", "mine.toml", "--distribution", "my.py:KnownSign", "--estimators", "Gaussian", "--workers", "1")
    text = infoplane(*arguments, folder=folder)
    assert "2 rows" in text
    assert "Name a suite" in infoplane("run", folder=folder, code=2)
    (folder / "wrong.toml").write_text(SUITE.replace("my.py:SharedSign(flip=0.25)", "CorrelatedNormal()"))
    assert "wrong.toml: CorrelatedNormal() cannot be made" in infoplane("list", "wrong.toml", folder=folder, code=2)
    assert "There is no file no.toml" in infoplane("run", "no.toml", folder=folder, code=2)


def test_check_distribution(folder: Path) -> None:
    text = infoplane("check-distribution", "my.py:KnownSign(flip=0.25)", "--samples", "2000", folder=folder)
    assert "All checks that apply passed." in text
    (folder / "wrong.py").write_text((folder / "my.py").read_text().replace("LN2 + sum", "2 * LN2 + sum"))
    failed = infoplane(
        "check-distribution", "wrong.py:KnownSign(flip=0.25)", "--samples", "2000", "--json", folder=folder, code=1
    )
    checks = {check["check"]: check["result"] for check in json.loads(failed)["checks"]}
    assert checks["mean pointwise information"] == "FAIL"
    assert checks["same seed, same sample"] == "pass"
