"""Rows of the table of speeds are kept for the code that was timed, and for no other."""

import subprocess
from pathlib import Path

import pytest

from .speed import table
from .speed.table import Kept, Table


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with code and a result, and the rows of one test, kept."""
    monkeypatch.setattr(table, "ROOT", tmp_path)
    (tmp_path / "results").mkdir()
    for name in ("code.py", "results/speed.md"):
        (tmp_path / name).write_text("1")
    git(tmp_path, "init")
    git(tmp_path, "add", "code.py", "results")
    git(tmp_path, "commit", "-m", "first")
    Kept(Path("speed.md")).keep("test", Table(["| a row |"]))
    return tmp_path


def kept() -> list[str]:
    return list(Kept(Path("speed.md")).tables)


def test_rows_are_kept_while_no_code_changes(checkout: Path) -> None:
    (checkout / "results" / "speed.md").write_text("the table so far")
    assert kept() == ["test"]


def test_an_edit_drops_the_rows_and_undoing_it_restores_them(checkout: Path) -> None:
    (checkout / "code.py").write_text("2")
    assert kept() == []
    (checkout / "code.py").write_text("1")
    assert kept() == ["test"]


def test_rows_of_an_edit_are_those_of_this_edit_alone(checkout: Path) -> None:
    (checkout / "code.py").write_text("2")
    Kept(Path("speed.md")).keep("edited", Table(["| a row |"]))
    assert kept() == ["edited"]
    (checkout / "code.py").write_text("3")
    assert kept() == []


def test_another_commit_drops_the_rows(checkout: Path) -> None:
    git(checkout, "commit", "--allow-empty", "-m", "second")
    assert kept() == []
