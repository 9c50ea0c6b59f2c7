"""The commands on a suite that is drawn from a seed: rows are made up, so nothing is estimated."""

import json
from pathlib import Path

import pytest

from infoplane.benchmarks.execution.cell import failed_row
from infoplane.benchmarks.storage.database import Store
from infoplane.benchmarks.suites.registry import SUITES
from infoplane.distributions.mixtures import random_mixture
from tests.benchmarks.cli.test_app import called, infoplane

FAMILIES = ("student", "sine", "mosaic")
ESTIMATORS = ("KSG", "G+WKL")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose store has rows of some families and estimators: KSG is far too low, G+WKL knows its interval."""
    path = tmp_path_factory.mktemp("fresh")
    rows = []
    for cell in SUITES["fresh-5"].cells():
        if cell.task.family not in FAMILIES or cell.label not in ESTIMATORS:
            continue
        true_mi = cell.task.true_mi
        details = json.dumps({"lower": max(0.0, true_mi - 0.1), "upper": true_mi + 0.3} if cell.label == "G+WKL" else {})
        rows.append(failed_row(cell, "ok", "", 0.1)._replace(nats=true_mi - 1, stderr=0.01, details=details))
    with Store(path / ".infoplane" / "rows.sqlite") as store:
        store.add(*rows)
    return path


def test_a_run_needs_a_seed(tmp_path: Path) -> None:
    for command in ("run", "table", "list", "figures"):
        printed = infoplane(command, "fresh", folder=tmp_path, code=2)
        assert printed.startswith("Error: fresh needs --seed N: draw N after your code is frozen")
        assert len(printed.splitlines()) == 1
    assert "smoke has no seed" in infoplane("run", "smoke", "--seed", "1", folder=tmp_path, code=2)
    assert "There is no suite 'fresh-x'" in infoplane("run", "fresh-x", folder=tmp_path, code=2)


def test_lists(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(random_mixture, "_measured", lambda distribution: (1.0, 0.001))  # sampling takes seconds
    assert "fresh --seed N" in infoplane("list", folder=folder)
    tasks = json.loads(called("list", "fresh", "--seed", "5", "--json", folder=folder))["tasks"]
    assert [task["task"] for task in tasks[:2]] == ["fresh-5-000-normal", "fresh-5-001-latent"]
    assert len(tasks) == 150
    known = json.loads(called("truths", "--seed", "5", "--tasks", "*-sine", "--samples", "500", "--json", folder=folder))[
        "tasks"
    ]
    assert len(known) == 10
    assert all(row["verified"].endswith("samples, inverse") for row in known)


def test_the_table_shows_the_intervals(folder: Path) -> None:
    table = infoplane("table", "fresh", "--seed", "5", "--format", "markdown", folder=folder)
    assert "**n = 300**" in table
    line = next(line for line in table.splitlines() if line.startswith("| student"))
    assert [entry.strip() for entry in line.split("|")[1:-1]] == ["student", "all", "10", "0 % 1.00 ±0.02", "100 % 1.00 ±0.20"]
    rows = json.loads(called("table", "fresh-5", "--json", folder=folder))["rows"]
    group = next(row for row in rows if row["distributions"] == "other" and row["range"] == "all" and row["n"] == 3000)
    assert group["cells"] == 20
    assert "RMSE" in infoplane("table", "fresh", "--seed", "5", "--long", folder=folder)
    assert "RMSE" not in table
    assert "cells have no row yet" in table


def test_files_are_named_after_the_seed(folder: Path) -> None:
    infoplane("table", "fresh", "--seed", "5", "--output", "out", folder=folder)
    infoplane("figures", "fresh", "--seed", "5", "--output", "out", folder=folder)
    found = {str(path.relative_to(folder / "out")) for path in (folder / "out").rglob("*.*")}
    assert found == {"fresh-5.csv", "tables/fresh-5.md", "coverage-fresh-5.pdf", "coverage-fresh-5.png"}
    page = (folder / "out" / "tables" / "fresh-5.md").read_text(encoding="utf-8")
    assert "## n = 1,000" in page
    assert "Coverage of the 95 % interval" in page


def test_rows_of_another_seed_are_not_shown(folder: Path) -> None:
    assert "There are no rows of fresh-6 yet" in infoplane("table", "fresh", "--seed", "6", folder=folder, code=2)
