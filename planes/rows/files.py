"""The CSV file of a plane's rows: written, and read again, also where it was written before rows had ends and flags."""

import csv
import math
from collections.abc import Iterable
from pathlib import Path
from types import UnionType
from typing import Any, get_args

from .row import PlaneRow

_KINDS: dict[str, Any] = {
    name: get_args(kind)[0] if isinstance(kind, UnionType) else kind for name, kind in PlaneRow.__annotations__.items()
}
_REQUIRED = ("epoch", "part", "layer", "quantity", "estimator", "n", "status", "value")


def write_rows(path: str | Path, rows: Iterable[PlaneRow]) -> None:
    """Write rows to a CSV file. The first line holds the names of the columns.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from infoplane.planes import PlaneRow, read_rows, write_rows
    >>> row = PlaneRow(1, "train", "", "loss", "", 100, "ok", "", 0.5, None, None, "{}")
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "plane.csv"
    ...     write_rows(path, [row])
    ...     print(path.read_text().splitlines()[1])
    ...     read_rows(path) == [row]
    1,train,,loss,,100,ok,,0.5,,,{},,,,,,0
    True
    """
    with Path(path).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(PlaneRow._fields)
        writer.writerows(rows)


def read_rows(path: str | Path) -> list[PlaneRow]:
    """Read rows from a CSV file. Columns that a file lacks because it is older, or by choice, get their defaults.

    Raises
    ------
    ValueError
        If the file is not one of rows of a plane, or a line cannot be read. The message says which.
    """
    with Path(path).open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        missing = [name for name in _REQUIRED if name not in (reader.fieldnames or ())]
        if missing:
            raise ValueError(f"{path} holds no rows of a plane: it lacks the columns {', '.join(missing)}.")
        return [_row(record, f"line {number} of {path}") for number, record in enumerate(reader, start=2)]


def _row(record: dict[str, str], place: str) -> PlaneRow:
    try:
        values = {name: _value(name, text) for name in _KINDS if (text := record.get(name)) is not None}
    except ValueError as error:
        raise ValueError(f"Cannot read {place}: {error}.") from error
    return PlaneRow(**{"message": "", "stderr": None, "seconds": None, "details": "{}", **values})


def _value(name: str, text: str) -> Any:
    kind = _KINDS[name]
    if kind is str:
        return text
    if kind is float:
        number = float(text) if text else math.nan
        return None if math.isnan(number) else number
    return int(text)
