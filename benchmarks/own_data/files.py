"""Read a file of data: CSV, Parquet, .npy or .npz. Nothing in a file is ever run: pickled objects are refused."""

import codecs
import gzip
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from infoplane.benchmarks.errors import UserError
from infoplane.extras import MissingExtraError, needed_by

from . import csv_files
from .table import DataTable, shortened, without_repeats

ENDINGS = (".csv", ".tsv", ".txt", ".csv.gz", ".parquet", ".npy", ".npz")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SHOWN = 3  # arrays that are named in a remark
_SAVE = "save it as CSV in UTF-8; in Excel: Save As, 'CSV UTF-8'."


def read(path: Path, missing: Sequence[str] = ()) -> DataTable:
    """The columns of a file.

    Parameters
    ----------
    path : Path
        Its ending says how the file is written.
    missing : sequence of str
        Fields of a CSV file that stand for a missing value.

    Raises
    ------
    UserError
        If the file is missing, of another kind, empty, damaged, or holds pickled objects.
    """
    ending = next((one for one in ENDINGS if path.name.lower().endswith(one)), None)
    if ending is None:
        raise UserError(f"{path} has none of the endings {', '.join(ENDINGS)}, which say how a file is written.")
    if path.is_dir():
        raise UserError(f"{path} is a folder: name a file in it.")
    if not path.exists():
        raise UserError(f"There is no file {path}.")
    if missing and _READERS[ending] is not _csv:
        raise UserError(f"Strings that stand for a missing value are for CSV files: leave such values of {path.name} empty.")
    try:
        return _csv(path, missing) if missing else _READERS[ending](path)
    except (UserError, MissingExtraError):
        raise
    except Exception as error:  # readers raise errors of many kinds on damaged files, those of zip files and tokens among them
        why = " ".join(str(error).split()) or type(error).__name__
        if isinstance(error, OSError) and error.strerror:
            why = error.strerror
        if "pickle" in why:
            why = "it holds Python objects, which could run code"
        raise UserError(f"{path} cannot be read as {ending[1:]} ({why}): check the file, or write it anew.") from error


def _csv(path: Path, missing: Sequence[str] = ()) -> DataTable:
    content = path.read_bytes()
    if path.name.lower().endswith(".gz"):
        content = gzip.decompress(content)
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UserError(f"{path} is no text in UTF-8 (byte {content[error.start]:#04x} in line {line}): {_SAVE}") from error
    if "\0" in text:
        raise UserError(f"{path} holds binary data, not text: {_SAVE}")
    return csv_files.parse(text, path.name, missing)


def _parquet(path: Path) -> DataTable:
    with needed_by("Parquet"):
        import pandas as pd
        import pyarrow.parquet as parquet

    source = parquet.read_table(path)
    names, repeated = without_repeats([str(name) for name in source.column_names])
    frame = source.to_pandas(ignore_metadata=True)
    columns: dict[str, NDArray[Any]] = {}
    unfit = {}
    for name, series in zip(names, (frame.iloc[:, j] for j in range(len(names))), strict=True):
        if isinstance(series.dtype, pd.CategoricalDtype):
            series = series.astype(object)
        values = series.to_numpy()
        if values.dtype.kind == "O":
            values = np.array([None if pd.api.types.is_scalar(one) and pd.isna(one) else one for one in values], object)
        columns[name] = values
        if values.dtype.kind in "mM":
            unfit[name] = f"Column {shortened(name)} of {path.name} holds dates or times: give them as numbers."
    return _filled(DataTable(path.name, columns, unfit, repeated=repeated))


def _npy(path: Path) -> DataTable:
    with path.open("rb") as file:
        array = np.lib.format.read_array(file, allow_pickle=False)
    if array.dtype.names:
        return _filled(DataTable(path.name, {name: array[name] for name in array.dtype.names}))
    if array.ndim != 2:
        raise UserError(
            f"{path} holds an array of shape {array.shape}; the command needs one of two dimensions, with samples in rows."
        )
    return _filled(DataTable(path.name, {str(j): array[:, j] for j in range(array.shape[1])}))


def _npz(path: Path) -> DataTable:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as content:
        if not isinstance(content, np.lib.npyio.NpzFile):
            raise ValueError("it holds one array, as .npy files do")
        found = {name: content[name] for name in content.files}
    columns: dict[str, NDArray[Any]] = {}
    arrays: dict[str, list[str]] = {}
    others = []
    for name, array in found.items():
        if array.ndim == 1:
            columns[name] = array
        elif array.ndim == 2:
            arrays[name] = [f"{name}[{j}]" for j in range(array.shape[1])]
            columns.update({f"{name}[{j}]": array[:, j] for j in range(array.shape[1])})
        else:
            others.append(f"{name} {array.shape}")
    remarks: tuple[str, ...] = ()
    if others:
        named = ", ".join(others[:_SHOWN]) + (f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else "")
        remarks = (f"Arrays of neither one nor two dimensions were left out: {named}. Images need Python: estimate_mi(x, y).",)
    return _filled(DataTable(path.name, columns, arrays=arrays, remarks=remarks))


def _filled(table: DataTable) -> DataTable:
    """The table, refused if it has no columns or no rows."""
    if not table.columns:
        raise UserError(" ".join([f"{table.source} has no columns.", *table.remarks]))
    if not any(map(len, table.columns.values())):
        raise UserError(f"{table.source} has no rows of data.")
    return table


_READERS: dict[str, Callable[[Path], DataTable]] = {
    **dict.fromkeys((".csv", ".tsv", ".txt", ".csv.gz"), _csv),
    ".parquet": _parquet,
    ".npy": _npy,
    ".npz": _npz,
}
