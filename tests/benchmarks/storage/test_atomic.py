"""A file is written completely or not at all."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from infoplane.benchmarks.storage.atomic import replacing, write_text, writing


def by_path(path: Path, content: str) -> None:
    with replacing(path) as temporary:
        temporary.write_text(content, encoding="utf-8", newline="")


def by_text(path: Path, content: str) -> None:
    with writing(path) as file:
        file.write(content)


def by_bytes(path: Path, content: str) -> None:
    with writing(path, binary=True) as file:
        file.write(content.encode())


@pytest.mark.parametrize("write", [by_path, by_text, by_bytes, write_text])
def test_the_content_is_written_as_given(write: Callable[[Path, str], None], tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "rows.csv"
    for content in ("ünïcode\r\nand\n", "shorter"):
        write(path, content)
        assert path.read_bytes() == content.encode()
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("form", [replacing, writing])
def test_a_failed_write_leaves_the_old_file_and_nothing_else(form: Callable[[Path], object], tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(RuntimeError, match="half-way"), form(path) as new:  # type: ignore[attr-defined]
        (new.write_text if isinstance(new, Path) else new.write)("half of it")
        raise RuntimeError("half-way")
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_reader_never_sees_a_part_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    with writing(path) as file:
        file.write("half")
        file.flush()
        assert not path.exists()
    assert path.read_text(encoding="utf-8") == "half"


def test_two_writers_at_once_do_not_mix(tmp_path: Path) -> None:
    """Also if both are in one thread: each write has a temporary name that no other has."""
    path = tmp_path / "rows.csv"
    with writing(path) as one, writing(path) as two:
        one.write("one")
        two.write("second")
    assert path.read_text(encoding="utf-8") == "one"  # the last to end
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: write_text(path, str(number) * 100), range(8)))
    assert path.read_text(encoding="utf-8") in {str(number) * 100 for number in range(8)}
    assert list(tmp_path.iterdir()) == [path]


def test_the_temporary_file_has_the_ending_and_the_folder_of_the_file(tmp_path: Path) -> None:
    with replacing(tmp_path / "rows.csv.gz") as temporary:
        assert temporary.parent == tmp_path
        assert temporary.suffixes == [".csv", ".gz"]
        assert temporary.name.startswith(".")
        temporary.touch()


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    link, file = tmp_path / "link.csv", tmp_path / "data" / "file.csv"
    link.symlink_to(file)
    write_text(link, "new")
    assert link.is_symlink()
    assert file.read_text(encoding="utf-8") == "new"


def test_errors_name_the_file_and_not_the_temporary_one(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError) as error, replacing(tmp_path / "folder"):
        pass
    assert error.value.filename == str(tmp_path / "folder")
    with pytest.raises(FileNotFoundError) as missing, replacing(tmp_path / "never written"):
        pass
    assert missing.value.filename == str(tmp_path / "never written")
    if os.geteuid() != 0:
        tmp_path.chmod(0o500)
        with pytest.raises(PermissionError) as refused, writing(tmp_path / "rows.csv"):
            pass
        tmp_path.chmod(0o700)
        assert refused.value.filename == str(tmp_path / "rows.csv")
