"""What `infoplane table` refuses of a file of rows, and what --output leaves when a write fails: the files that were there."""

from pathlib import Path

import pandas as pd
import pytest

from infoplane.benchmarks.analysis.results import Results
from infoplane.benchmarks.cli import table
from infoplane.benchmarks.execution.cell import failed_row
from infoplane.benchmarks.storage.database import Store
from infoplane.benchmarks.storage.keys import keyed
from infoplane.benchmarks.suites.registry import SUITES
from tests.benchmarks.cli.test_app import infoplane

CELLS = keyed(cell for cell in SUITES["smoke"].cells() if cell.task.id == "normal-2x2-1")


@pytest.fixture
def filled(tmp_path: Path) -> Results:
    """A store of made-up rows."""
    with Store(tmp_path / "store" / "rows.sqlite") as store:
        store.add(*(failed_row(cell, "ok", "", 0.1)._replace(nats=1.0, stderr=0.1) for cell in CELLS.values()))
    return Results(tmp_path / "store")


@pytest.mark.parametrize(
    "option", [("--output", "out"), ("--seed", "0"), ("--distribution", "a.py:A")], ids=lambda option: option[0]
)
def test_what_a_file_of_rows_does_not_take_is_refused(option: tuple[str, str], tmp_path: Path) -> None:
    text = infoplane("table", "rows.csv", *option, folder=tmp_path, code=2)
    assert "rows.csv is a file of rows: leave out --output, --seed and --distribution." in text


@pytest.mark.parametrize("large", [True, False], ids=["compressed", "plain"])
def test_a_write_that_fails_leaves_the_committed_files(
    large: bool, filled: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "results"
    monkeypatch.setattr(table, "_LARGE", 0 if large else 1000)
    before = {path.name: path.read_bytes() for path in table.write(filled, SUITES["smoke"], CELLS, out)}
    monkeypatch.setattr(table, "_LARGE", 1000 if large else 0)  # now the other form

    def fill_the_disk(frame: pd.DataFrame, file: object, **options: object) -> None:
        file.write("half of it")  # type: ignore[attr-defined]
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space left"):
        patch.setattr(pd.DataFrame, "to_csv", fill_the_disk)
        table.write(filled, SUITES["smoke"], CELLS, out)
    assert {path.name: path.read_bytes() for path in out.rglob("*.*")} == before
    table.write(filled, SUITES["smoke"], CELLS, out)
    assert {path.name for path in out.rglob("*.*")} == {"smoke.md", "smoke.csv" if large else "smoke.csv.gz"}
