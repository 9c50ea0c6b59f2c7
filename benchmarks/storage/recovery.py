"""Recover what can be read from another store, intact or damaged: rows of cells, rows of planes, compressors, checkpoints.

The files that are copied hold numbers and text: they are read by `fitted.load_fitted` and by `torch.load(weights_only=True)`,
which run no code. Pickles are not copied.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copyfile

from infoplane.benchmarks.errors import UserError

from .atomic import replacing
from .exchange import are_details
from .plane_rows import Planes, all_rows
from .row import Row

_RANGES = 0x1000  # of keys, by their first three hexadecimal digits


def readable_rows(path: Path) -> tuple[list[Row], int]:
    """Every row that can be read from a store, damaged or not, and the number of ranges of keys that cannot be read.

    Keys are read range by range, 4,096 ranges in all: a damaged page loses only the rows of its own ranges.

    Parameters
    ----------
    path : Path
        The database.

    Returns
    -------
    rows : list of Row
    lost : int
        Of the ranges.

    Raises
    ------
    UserError
        If nothing can be read.
    """
    columns = ", ".join(Row._fields)
    rows: list[Row] = []
    lost = 0
    with closing(_opened(path)) as connection:
        for first in range(_RANGES):
            bounds = f"{first:03x}", f"{first:03x}g"
            try:
                found = map(Row._make, connection.execute(f"SELECT {columns} FROM rows WHERE cell BETWEEN ? AND ?", bounds))
                sound = [(row, are_details(row.details)) for row in found]
            except sqlite3.DatabaseError:
                lost += 1
                continue
            rows += [row for row, readable in sound if readable]
            lost += not all(readable for _, readable in sound)  # tables could not read such a row
    if lost == _RANGES:
        raise UserError(f"Nothing can be read from {path}: it is not a store of infoplane, or completely damaged.")
    return rows, lost


def readable_planes(path: Path) -> tuple[Planes, bool]:
    """Runs of information planes and their rows, and whether a damaged page ended the reading."""
    planes = Planes([], [])
    with closing(_opened(path)) as connection:
        try:
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'plane_rows'").fetchone():
                for table, found in zip(("planes", "plane_rows"), planes, strict=True):
                    found.extend(all_rows(connection, table))
        except sqlite3.DatabaseError:
            return planes, True
    return planes, False


def copy_files(source: Path, target: Path) -> None:
    """Copy trained compressors and checkpoints of information planes; what the target has already stays as it is."""
    for pattern in ("compressors/*.fitted", "planes/*/*.pt"):
        for path in source.glob(pattern):
            copy = target / path.relative_to(source)
            inside = path.resolve().is_relative_to(source.resolve())  # a link may lead to any file of this machine
            if inside and not (copy.exists() or path.name.startswith(".")):  # a dot begins the name of an unfinished file
                with replacing(copy) as temporary:
                    copyfile(path, temporary)


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
