"""Keys that are known from an earlier time: the right ones, and only while the code is the same."""

from pathlib import Path

import pytest

from infoplane.benchmarks.analysis import known_keys
from infoplane.benchmarks.analysis.known_keys import keyed_suite
from infoplane.benchmarks.storage import keys
from infoplane.benchmarks.suites.protocol import Suite
from infoplane.benchmarks.suites.registry import SUITES

SUITE = SUITES["smoke"]


@pytest.fixture(autouse=True)
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many times keys were computed; they are kept in a folder of the test."""
    times: list[int] = []
    compute = keys.keyed
    monkeypatch.setattr(known_keys, "_place", lambda name: tmp_path / name)
    monkeypatch.setattr(keys, "keyed", lambda cells: times.append(1) or compute(cells))
    return times


def test_known_keys_are_those_of_the_cells(counted: list[int]) -> None:
    first, second = keyed_suite(SUITE), keyed_suite(SUITE)
    assert len(counted) == 1
    assert list(first) == list(second) == list(keys.keyed(SUITE.cells()))
    assert [(c.task, c.label, c.n, c.replicate) for c in second.values()] == [
        (c.task, c.label, c.n, c.replicate) for c in SUITE.cells()
    ]
    assert all(keys.cell_id(cell) == key for key, cell in second.items())


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"code": "other", "keys": []}', '{"keys": []}', "\xff"])
def test_other_files_are_not_read(content: str, counted: list[int], tmp_path: Path) -> None:
    (tmp_path / "smoke").write_bytes(content.encode("latin-1"))
    assert list(keyed_suite(SUITE)) == list(keyed_suite(SUITE))
    assert len(counted) == 1


def test_other_code_has_other_keys(counted: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    keyed_suite(SUITE)
    monkeypatch.setattr(known_keys, "code", lambda: "other")
    keyed_suite(SUITE)
    assert len(counted) == 2


def test_the_code_is_every_file_of_its_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inside" / "__pycache__").mkdir(parents=True)
    monkeypatch.setattr(known_keys, "files", lambda room: tmp_path)
    found = []
    for name, content in (("a.py", ""), ("a.py", "1"), ("inside/b.json", ""), ("inside/b.json", "2"), ("inside/c.json", "")):
        (tmp_path / name).write_text(content)
        found.append(known_keys.code.__wrapped__())
    assert len(set(found)) == len(found)
    (tmp_path / "inside" / "__pycache__" / "a.pyc").write_text("compiled")
    assert known_keys.code.__wrapped__() == found[-1]


def test_suites_of_others_are_never_written_down(counted: list[int], tmp_path: Path) -> None:
    own = Suite("smoke", "", SUITE.grids[:1])
    assert len(keyed_suite(own)) == len(keyed_suite(own)) == len(list(own.cells()))
    assert len(counted) == 2
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_to_is_no_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(known_keys, "_place", lambda name: tmp_path / "file" / name)
    assert len(keyed_suite(SUITE)) == len(list(SUITE.cells()))
