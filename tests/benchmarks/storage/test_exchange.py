"""Rows are written and read back exactly; conflicts are reported; the readable rows of a damaged store are recovered."""

import io
import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.execution.cell import failed_row
from infoplane.benchmarks.storage import exchange, recovery
from infoplane.benchmarks.storage.database import Store, StoreError
from infoplane.benchmarks.storage.exchange import Added
from infoplane.benchmarks.storage.keys import keyed
from infoplane.benchmarks.storage.row import Row
from infoplane.estimators import Gaussian
from tests.benchmarks.small_runs import make_cells

CELLS = keyed(make_cells(Gaussian(), 400))


def rows_of(shift: float = 0.0) -> list[Row]:
    """Awkward numbers, an empty and a quoted text, a failure."""
    rows = [
        failed_row(cell, "ok", "")._replace(nats=replicate / 7 + 1e-17 + shift, stderr=2**-60, seconds=0.1 + replicate)
        for replicate, cell in enumerate(CELLS.values())
    ]
    return [*rows[:-1], rows[-1]._replace(status="error", nats=None, stderr=None, message='a "quoted", ünïcode; text')]


@pytest.mark.parametrize("name", ["rows.csv", "rows.csv.gz", "rows.parquet"])
def test_rows_come_back_to_the_last_bit(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    path = tmp_path / "deep" / name
    assert exchange.write(iter(rows_of()), path) == 400
    assert exchange.read(path) == rows_of()
    monkeypatch.setattr(exchange, "_CHUNK", 150)
    assert exchange.write(rows_of(), path) == 400
    assert exchange.read(path) == rows_of()
    assert exchange.write([], path) == 0
    assert exchange.read(path) == []


def test_rows_of_the_store_stay_and_differences_are_counted(tmp_path: Path) -> None:
    with Store(tmp_path / "rows.sqlite") as store:
        assert exchange.add(store, rows_of()[:100]) == Added(100, 0, 0)
        assert exchange.add(store, rows_of(shift=0.5)[:150]) == Added(150, 100, 100)
        assert exchange.add(store, rows_of()[:100]) == Added(100, 100, 0)
        assert len(store.rows()) == 150


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("rows.csv", "a,b\n1,2\n", "lacks the columns cell, task"),
        ("rows.txt", "", "neither .csv, .csv.gz nor .parquet"),
        ("rows.parquet", "text", "cannot be read as parquet"),
        ("rows.csv", None, "There is no file"),
    ],
)
def test_files_that_hold_no_rows(name: str, content: str | None, message: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(UserError, match=message):
        exchange.read(tmp_path / name)


@pytest.mark.parametrize("name", ["rows.csv", "rows.parquet"])
def test_a_key_may_be_all_digits_but_must_be_a_key(name: str, tmp_path: Path) -> None:
    for row in (rows_of()[0]._replace(cell=key) for key in ("0123456789012345", "1234567890123456")):
        exchange.write([row], tmp_path / name)
        assert exchange.read(tmp_path / name) == [row]
    exchange.write([rows_of()[0]._replace(cell="mine")], tmp_path / name)
    with pytest.raises(UserError, match="'mine' is not a cell's key"):
        exchange.read(tmp_path / name)


@pytest.mark.parametrize("details", ["not JSON", "[1, 2]", '{"ceiling": "high"}', "[" * 50_000])
def test_details_that_tables_could_not_read_are_refused(details: str, tmp_path: Path) -> None:
    exchange.write([rows_of()[0]._replace(details=details)], tmp_path / "rows.csv")
    with pytest.raises(UserError, match="not a JSON object of numbers"):
        exchange.read(tmp_path / "rows.csv")


def test_an_export_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    def broken() -> Iterator[Row]:
        yield from rows_of()[:10]
        raise StoreError("damaged")

    exchange.write(rows_of(), tmp_path / "rows.csv")
    with pytest.raises(StoreError):
        exchange.write(broken(), tmp_path / "rows.csv")
    assert exchange.read(tmp_path / "rows.csv") == rows_of()


@pytest.mark.parametrize("damage", ["leaves", "header"])
def test_a_damaged_store_is_reported_and_its_readable_rows_are_recovered(damage: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.sqlite"
    with Store(path) as store:
        exchange.add(store, rows_of())
        store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = store._connection.execute("PRAGMA page_size").fetchone()[0]
        leaves = [
            n for (n,) in store._connection.execute("SELECT pageno FROM dbstat WHERE name = 'cells' AND pagetype = 'leaf'")
        ]
    with path.open("r+b") as file:
        for number in leaves[3:6] if damage == "leaves" else [1]:
            file.seek((number - 1) * page)
            file.write(b"\xff" * page)
    with pytest.raises(StoreError, match=r"infoplane merge .*rows\.sqlite --store NEW"), Store(path) as store:
        store.rows()
    if damage == "header":
        with pytest.raises(UserError, match="Nothing can be read from"):
            recovery.readable_rows(path)
        return
    found, lost = recovery.readable_rows(path)
    assert set(found) <= set(rows_of())
    assert lost > 0
    assert 250 < len(found) < 400


def test_the_same_rows_are_the_same_bytes(tmp_path: Path) -> None:
    """Compressed files carry neither a time nor a temporary name."""
    for folder in ("one", "two"):
        exchange.write(rows_of(), tmp_path / folder / "rows.csv.gz")
    assert (tmp_path / "one" / "rows.csv.gz").read_bytes() == (tmp_path / "two" / "rows.csv.gz").read_bytes()


@given(st.lists(st.floats(allow_nan=False), min_size=1))
def test_numbers_are_read_to_the_last_bit(numbers: list[float]) -> None:
    text = io.BytesIO(b"nats\n" + "\n".join(map(repr, numbers)).encode())
    assert exchange.read_csv(text)["nats"].tolist() == numbers


def test_empty_numbers_are_nan_and_empty_text_is_text(tmp_path: Path) -> None:
    exchange.write([rows_of()[-1]._replace(message="NA", preprocess="")], tmp_path / "rows.csv")
    frame = exchange.read_csv(tmp_path / "rows.csv", columns=("message", "preprocess", "nats", "n"))
    assert list(frame.columns) == ["n", "message", "nats", "preprocess"]  # as in the file
    assert frame.iloc[0][["message", "preprocess"]].tolist() == ["NA", ""]
    assert math.isnan(frame["nats"].iloc[0])
    assert frame["n"].dtype.kind == "i"
