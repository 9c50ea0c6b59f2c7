"""What a command leaves behind when it is stopped or fails: the files of before, and the process as it was."""

from pathlib import Path

import pandas as pd
import pytest

from infoplane.benchmarks.cli import session
from infoplane.benchmarks.cli.output import Output
from infoplane.benchmarks.cli.session import Session
from infoplane.benchmarks.execution.cell import failed_row
from infoplane.benchmarks.storage.database import Store
from infoplane.benchmarks.suites.registry import SUITES

CELLS = [cell for cell in SUITES["smoke"].cells() if cell.task.id == "normal-2x2-1"]


@pytest.fixture
def filled(tmp_path: Path) -> Session:
    """A session whose store holds made-up rows."""
    with Store(tmp_path / "store" / "rows.sqlite") as store:
        store.add(*(failed_row(cell, "ok", "", 0.1)._replace(nats=1.0, stderr=0.1) for cell in CELLS))
    return Session(tmp_path / "store", Output())


@pytest.mark.parametrize("large", [True, False], ids=["compressed", "plain"])
def test_a_write_that_fails_leaves_the_committed_files(
    large: bool, filled: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "results"
    monkeypatch.setattr(session, "_LARGE", 0 if large else 1000)
    before = {path.name: path.read_bytes() for path in filled.write("smoke", CELLS, out)}
    monkeypatch.setattr(session, "_LARGE", 1000 if large else 0)  # now the other form

    def fill_the_disk(frame: pd.DataFrame, file: object, **options: object) -> None:
        file.write("half of it")  # type: ignore[attr-defined]
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space left"):
        patch.setattr(pd.DataFrame, "to_csv", fill_the_disk)
        filled.write("smoke", CELLS, out)
    assert {path.name: path.read_bytes() for path in out.rglob("*.*")} == before
    filled.write("smoke", CELLS, out)
    assert {path.name for path in out.rglob("*.*")} == {"smoke.md", "smoke.csv" if large else "smoke.csv.gz"}
