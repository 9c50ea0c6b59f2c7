"""What can be read from another store, sound or damaged: rows of cells, rows of planes, compressors and checkpoints."""

import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copyfile

from infoplane.benchmarks.errors import UserError

from .atomic import replacing
from .plane_rows import COLUMNS, Planes
from .row import Row

_RANGES = 0x1000  # of keys, by their first three digits


def readable_rows(path: Path) -> tuple[list[Row], int]:
    """Every row that can still be read from a store, damaged or not, and the number of ranges of keys that cannot.

    Raises
    ------
    UserError
        If nothing can be read.
    """
    columns = ", ".join(Row._fields)
    rows: list[Row] = []
    lost = 0
    with closing(_opened(path)) as connection:
        for first in range(_RANGES):  # keys are hexadecimal: a broken page spoils its own ranges alone
            bounds = f"{first:03x}", f"{first:03x}g"
            try:
                rows += map(Row._make, connection.execute(f"SELECT {columns} FROM rows WHERE cell BETWEEN ? AND ?", bounds))
            except sqlite3.DatabaseError:
                lost += 1
    if lost == _RANGES:
        raise UserError(f"Nothing can be read from {path}: it is no store of infoplane, or damaged as a whole.")
    return rows, lost


def readable_planes(path: Path) -> tuple[Planes, bool]:
    """Runs of information planes and their rows, and whether a broken page ended the reading."""
    planes = Planes([], [])
    with closing(_opened(path)) as connection:
        try:
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'plane_rows'").fetchone():
                for table, found in zip(("planes", "plane_rows"), planes, strict=True):
                    found.extend(connection.execute(f"SELECT {', '.join(COLUMNS[table])} FROM {table}"))
        except sqlite3.DatabaseError:
            return planes, True
    return planes, False


def copy_files(source: Path, target: Path) -> None:
    """Trained compressors and the checkpoints of information planes, where the target has none of that name."""
    for pattern in ("compressors/*.fitted", "planes/*/*.pt"):
        for path in source.glob(pattern):
            copy = target / path.relative_to(source)
            if not copy.exists():
                with replacing(copy) as temporary:
                    copyfile(path, temporary)


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
