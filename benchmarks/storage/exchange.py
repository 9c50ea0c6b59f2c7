"""Rows in files, CSV and Parquet, for other tools and other people; and rows from files and other stores into a store."""

import gzip
import io
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Literal, NamedTuple

import pandas as pd

from infoplane.benchmarks.errors import UserError
from infoplane.extras import needed_by

from .atomic import replacing, writing
from .database import Store
from .row import Row, frame_of, rows_of

_CHUNK = 50_000
GROUPS = ("family", "group")  # of a task, where a file has them
Groups = Callable[[Iterable[str]], Mapping[str, tuple[str, str]]]


class Added(NamedTuple):
    """What became of rows that were offered to a store.

    `known` counts those whose cell had a row already, which was kept; `differing` counts those of them with another estimate.
    """

    offered: int
    known: int
    differing: int

    @property
    def added(self) -> int:
        """New rows."""
        return self.offered - self.known


def read_csv(
    source: Path | IO[bytes],
    compression: Literal["infer", "gzip"] | None = "infer",
    columns: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Rows from CSV: numbers exactly as they were written, NaN where there is none, and text as it is.

    Parameters
    ----------
    source : Path or binary file
    compression : {"infer", "gzip"}, optional
        Of a file; a path says it by its ending.
    columns : sequence of str, optional
        Those to read; all of the file by default.
    """
    wanted = {name: kind for name, kind in Row.__annotations__.items() if columns is None or name in columns}
    return pd.read_csv(
        source,
        compression=compression,
        usecols=None if columns is None else list(columns),
        dtype={name: kind for name, kind in wanted.items() if kind in (str, int)}
        | dict.fromkeys(GROUPS, str),  # a key may be all digits, and is text
        converters={name: _number for name, kind in wanted.items() if kind not in (str, int)},
        keep_default_na=False,
    )


def _number(text: str) -> float:
    """Exactly the number that was written: the parsers of some versions of pandas have errors in the last digit."""
    return float(text) if text else math.nan


def write(rows: Iterable[Row], path: Path, groups: Groups | None = None) -> int:
    """Write rows to a .csv, .csv.gz or .parquet file and return their number.

    They are written in parts, so that any number of rows takes little memory. A write that fails leaves the old file.

    Parameters
    ----------
    rows : iterable of Row
    path : Path
    groups : callable, optional
        Gives family and group of each task by its id; they become two more columns, so that tables can be made from the file.
    """
    count, rows, kind = 0, iter(rows), _kind(path)

    def framed(part: list[Row]) -> pd.DataFrame:
        frame = frame_of(part)
        if groups is None:
            return frame
        known = groups(row.task for row in part)
        return frame.assign(**{name: [known[row.task][place] for row in part] for place, name in enumerate(GROUPS)})

    with _appending(path, kind, framed) as append:
        while part := list(islice(rows, _CHUNK)):
            append(framed(part))
            count += len(part)
    return count


@contextmanager
def csv_file(path: Path) -> Iterator[IO[str]]:
    """A text file to write CSV to, compressed where the path ends in .gz; equal texts give equal files."""
    if path.suffix.lower() != ".gz":
        with writing(path) as file:
            yield file
        return
    with (
        writing(path, binary=True) as raw,
        gzip.GzipFile(filename=path.name, mode="wb", fileobj=raw, mtime=0) as packed,
        io.TextIOWrapper(packed, encoding="utf-8", newline="") as file,
    ):
        yield file


def read(path: Path) -> list[Row]:
    """Rows of a .csv, .csv.gz or .parquet file; see `read_table` for its errors."""
    return list(rows_of(read_table(path)))


def read_table(path: Path) -> pd.DataFrame:
    """Rows of a .csv, .csv.gz or .parquet file as a table, with family and group of the tasks where the file has them.

    Raises
    ------
    UserError
        If the file is missing, of another kind, lacks columns, or holds rows that infoplane did not write.
    """
    kind = _kind(path)
    if not path.is_file():
        raise UserError(f"There is no file {path}.")
    try:
        frame = pd.read_parquet(path) if kind == ".parquet" else read_csv(path)
    except (ValueError, OSError) as error:
        raise UserError(f"{path} cannot be read as {kind[1:]} ({error}).") from error
    missing = [name for name in Row._fields if name not in frame.columns]
    if missing:
        raise UserError(f"{path} holds no rows of infoplane: it lacks the columns {', '.join(missing)}.")
    foreign = ~frame["cell"].astype(str).str.fullmatch("[0-9a-f]{16}")
    if foreign.any():
        first = frame.loc[foreign, "cell"].iloc[0]
        raise UserError(
            f"{path} holds rows of another program: {first!r} is not a cell's key, which has 16 hexadecimal digits."
        )
    unsound = ~frame["details"].map(are_details).astype(bool)
    if unsound.any():
        first = str(frame.loc[unsound, "details"].iloc[0])[:60]
        raise UserError(f"{path} holds rows of another program: the details {first!r} are not a JSON object of numbers.")
    return frame


def are_details(text: object) -> bool:
    """Whether `show` and tables can read the details in this text."""
    try:
        details = json.loads(str(text))
    except (ValueError, RecursionError):
        return False
    return isinstance(details, dict) and all(isinstance(value, int | float) for value in details.values())


def add(store: Store, rows: list[Row]) -> Added:
    """Add the rows of cells that have no row in the store."""
    held = dict(store.select(("cell", "nats"), [row.cell for row in rows]))
    known = [row for row in rows if row.cell in held]
    for first in range(0, len(rows), _CHUNK):
        store.add(*rows[first : first + _CHUNK])
    return Added(
        len(rows),
        len(known),
        sum(row.nats != held[row.cell] for row in known),
    )


@contextmanager
def _appending(
    path: Path, kind: str, framed: Callable[[list[Row]], pd.DataFrame]
) -> Iterator[Callable[[pd.DataFrame], object]]:
    """A function that appends rows to a new file, whose columns are those of `framed`."""
    if kind != ".parquet":
        with csv_file(path) as file:
            framed([]).to_csv(file, index=False)  # the header
            yield lambda part: part.to_csv(file, index=False, header=False)
        return
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    types = {int: pyarrow.int64(), str: pyarrow.string()}
    kinds = {name: Row.__annotations__.get(name, str) for name in framed([]).columns}
    schema = pyarrow.schema([(name, types.get(kind, pyarrow.float64())) for name, kind in kinds.items()])
    with replacing(path) as temporary, ParquetWriter(temporary, schema) as writer:
        yield lambda part: writer.write_table(pyarrow.Table.from_pandas(part, schema, preserve_index=False))


def _kind(path: Path) -> str:
    kind = next((ending for ending in (".csv", ".csv.gz", ".parquet") if path.name.lower().endswith(ending)), "")
    if not kind:
        raise UserError(f"{path} is neither .csv, .csv.gz nor .parquet: its ending says how rows are written.")
    if kind == ".parquet":
        with needed_by("Parquet"):
            import pyarrow  # noqa: F401
    return kind
