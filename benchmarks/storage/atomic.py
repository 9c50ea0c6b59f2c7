"""Write a file completely or not at all.

The content goes to a temporary file in the same folder, which then takes the place of the old file in one step. A reader
finds the old file or the new one, never a part of it. If writing fails, the old file stays and the temporary file is removed.
"""

import errno
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path to write to; it takes the place of `path` when the block ends without an error.

    The temporary name is unique, also among threads, processes and hosts, and has the ending of `path`, by which some
    libraries choose the format. Missing folders are made. A symbolic link stays one: the file it names is replaced.

    Parameters
    ----------
    path : Path

    Raises
    ------
    IsADirectoryError
        If `path` is a folder.
    OSError
        If the temporary file cannot be written; the error names `path`.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     with replacing(Path(folder) / "notes.txt") as temporary:
    ...         _ = temporary.write_text("whole")
    ...     (Path(folder) / "notes.txt").read_text()
    'whole'
    """
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    target = path.resolve()
    temporary = target.with_name(f".{uuid.uuid4().hex}-{target.name}")
    try:
        yield temporary
        temporary.replace(target)
    except OSError as error:
        if error.filename == str(temporary):
            error.filename = str(path)  # the name that the caller knows
        raise
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def writing(path: Path, binary: bool = False) -> Iterator[IO[Any]]:
    """A new file, text in UTF-8 by default; it takes the place of `path` when the block ends without an error.

    Line ends are written as they are given, so that equal texts give equal files on every system.

    Parameters
    ----------
    path : Path
    binary : bool

    Raises
    ------
    OSError
        As `replacing`.
    """
    with (
        replacing(path) as temporary,
        temporary.open("wb" if binary else "w", encoding=None if binary else "utf-8", newline=None if binary else "") as file,
    ):
        yield file


def write_text(path: Path, text: str) -> None:
    """Replace the text of a file, in UTF-8, completely or not at all."""
    with writing(path) as file:
        file.write(text)
