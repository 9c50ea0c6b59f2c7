"""Merging copies everything that can be read from a store, whatever its folder is called."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from infoplane.benchmarks.cli.app import app
from infoplane.benchmarks.execution.cell import failed_row
from infoplane.benchmarks.storage.database import Store
from infoplane.benchmarks.storage.plane_rows import PlaneStore
from infoplane.estimators import Gaussian
from infoplane.planes import PlaneRow
from tests.benchmarks.small_runs import make_cells

ROWS = [failed_row(cell, "ok", "")._replace(nats=1.0) for cell in make_cells(Gaussian(), 5)]
PLANE = [PlaneRow(epoch, "test", "1", "I(X;L)", "WKL", 100, "ok", "", epoch / 7, 0.1, None, "{}") for epoch in range(2000)]


def store_in(folder: Path) -> None:
    with Store(folder / "rows.sqlite") as store:
        store.add(*ROWS)
    planes = PlaneStore(folder / "rows.sqlite", "run", "a study")
    planes.add(PLANE)
    planes.store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    planes.close()
    for name in ("compressors/key.fitted", "planes/run/checkpoint.pt"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(name, encoding="utf-8")


def merged(source: Path, target: Path) -> str:
    result = CliRunner().invoke(app, ["merge", str(source), "--store", str(target)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


@pytest.mark.parametrize("name", ["plain", "a#b", "q?x", "p%41q", "ünïcode and spaces"])
def test_everything_is_copied(name: str, tmp_path: Path) -> None:
    store_in(tmp_path / name)
    text = merged(tmp_path / name, tmp_path / "new")
    assert "5 rows, 5 of them new. 2,000 rows of information planes, 2,000 of them new." in text
    with Store(tmp_path / "new" / "rows.sqlite") as store:
        assert sorted(store.rows()) == sorted(ROWS)
    planes = PlaneStore(tmp_path / "new" / "rows.sqlite", "run", "another study")
    assert (planes.rows(), planes.provenance()[0]) == (PLANE, "a study")
    planes.close()
    for file in ("compressors/key.fitted", "planes/run/checkpoint.pt"):
        assert (tmp_path / "new" / file).read_text(encoding="utf-8") == file
    assert "5 rows, 0 of them new. 2,000 rows of information planes, 0 of them new." in merged(
        tmp_path / name, tmp_path / "new"
    )


def test_a_store_from_before_rows_of_planes_had_ends(tmp_path: Path) -> None:
    """Its rows are merged, and it takes new rows itself."""
    store_in(tmp_path / "old")
    path = tmp_path / "old" / "rows.sqlite"
    with Store(path) as store, store.writing() as database:
        for name in PlaneRow._field_defaults:
            database.execute(f"ALTER TABLE plane_rows DROP COLUMN {name}")
    text = merged(tmp_path / "old", tmp_path / "new")
    assert "2,000 rows of information planes, 2,000 of them new." in text
    new = PLANE[0]._replace(epoch=5000, upper=2.5, flags="at ln n", seed=3)
    for folder in ("new", "old"):
        planes = PlaneStore(tmp_path / folder / "rows.sqlite", "run", "a study")
        planes.add([new])
        assert planes.rows() == [*PLANE, new]
        planes.close()


def test_rows_of_planes_up_to_a_damaged_page(tmp_path: Path) -> None:
    store_in(tmp_path / "old")
    path = tmp_path / "old" / "rows.sqlite"
    with Store(path) as store:
        leaves = "SELECT pageno FROM dbstat WHERE name = 'plane_rows' AND pagetype = 'leaf'"
        pages = [number for (number,) in store.read(leaves)]
        (size,) = next(store.read("PRAGMA page_size"))
    with path.open("r+b") as file:
        file.seek((pages[len(pages) // 2] - 1) * size)
        file.write(b"\xff" * size)
    text = merged(path, tmp_path / "new")
    assert "5 rows, 5 of them new." in text
    assert "Other rows of information planes could not be read" in text
    planes = PlaneStore(tmp_path / "new" / "rows.sqlite", "run", "a study")
    assert 200 < len(planes.rows()) < 2000
    planes.close()


def test_links_and_unreadable_details_stay_behind(tmp_path: Path) -> None:
    """A link in somebody's store could lead to any file of this machine; a forged row could break every table."""
    secret = tmp_path / "secret"
    secret.write_text("mine", encoding="utf-8")
    store_in(tmp_path / "old")
    (tmp_path / "old" / "compressors" / "link.fitted").symlink_to(secret)
    with Store(tmp_path / "old" / "rows.sqlite") as store:
        store.add(ROWS[0]._replace(cell="0" * 16, details='{"ceiling": "x"}'))
    text = merged(tmp_path / "old", tmp_path / "new")
    assert "5 rows, 5 of them new." in text
    assert "1 of 4,096 ranges of keys could not be read" in text
    assert [path.name for path in (tmp_path / "new" / "compressors").iterdir()] == ["key.fitted"]
