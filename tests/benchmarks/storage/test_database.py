"""Rows come back as they were stored; other programs' files, damaged and locked ones each get their own message."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from infoplane.benchmarks.execution.cell import failed_row
from infoplane.benchmarks.storage.database import Store, StoreError
from infoplane.benchmarks.storage.row import Row
from infoplane.estimators import Gaussian
from tests.benchmarks.small_runs import make_cells


@pytest.fixture
def row() -> Row:
    return failed_row(make_cells(Gaussian())[0], "ok", "")._replace(nats=1.25, stderr=0.5, seconds=0.1)


def test_rows_come_back_as_they_were_stored(tmp_path: Path, row: Row) -> None:
    with Store(tmp_path / "deep" / "rows.sqlite") as store:
        store.add(row)
        store.add(row._replace(cell="other", nats=None, message='it\'s "quoted", ünïcode'))
    with Store(tmp_path / "deep" / "rows.sqlite") as store:
        assert store.rows([row.cell]) == [row]
        assert len(store.rows()) == 2
        assert store.rows(["missing"]) == []


def test_a_cell_is_kept_once(tmp_path: Path, row: Row) -> None:
    with Store(tmp_path / "rows.sqlite") as one, Store(tmp_path / "rows.sqlite") as two:
        one.add(row)
        two.add(row._replace(nats=9.0))
        assert two.rows() == [row]
        one.discard([row.cell])
        assert two.rows() == []


def test_more_cells_than_bound_parameters(tmp_path: Path, row: Row) -> None:
    with Store(tmp_path / "rows.sqlite") as store:
        store.add(row)
        assert store.rows([row.cell, *map(str, range(200_000))]) == [row]


def test_files_that_are_no_store(tmp_path: Path) -> None:
    text = tmp_path / "notes.sqlite"
    text.write_text("not a database, but long enough to be read as one " * 100, encoding="utf-8")
    with pytest.raises(StoreError, match=r"cannot be used as a store .*--store"):
        Store(text)
    foreign = tmp_path / "foreign.sqlite"
    connection = sqlite3.connect(foreign)
    connection.execute("CREATE TABLE mine (a)")
    connection.close()
    with pytest.raises(StoreError, match="database of another program"):
        Store(foreign)
    with pytest.raises(StoreError, match="cannot be used as a store"):
        Store(tmp_path)


def test_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.sqlite"
    Store(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="store format 99"):
        Store(path)


def test_a_lock_that_stays_is_reported(tmp_path: Path, row: Row) -> None:
    path = tmp_path / "rows.sqlite"
    with Store(path) as store:
        store._connection.execute("PRAGMA busy_timeout = 50")
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match=r"locked.*Rows stored before are safe"):
            store.add(row)
        other.execute("ROLLBACK")
        other.close()
        store.add(row)
        assert store.rows() == [row]


def test_many_open_a_new_store_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        for attempt in range(40):
            path = tmp_path / str(attempt) / "rows.sqlite"
            for opened in [pool.submit(lambda path=path: Store(path).close()) for _ in range(8)]:
                opened.result()


def test_stores_keep_their_mark(tmp_path: Path) -> None:
    """With another mark or format, every store made before would be refused."""
    with Store(tmp_path / "rows.sqlite"):
        pass
    with closing(sqlite3.connect(tmp_path / "rows.sqlite")) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (0x1F091A4E,)
        assert connection.execute("PRAGMA user_version").fetchone() == (3,)
