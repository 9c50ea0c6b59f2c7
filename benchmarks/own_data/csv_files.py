"""Read a CSV file: delimiter, header, numbers, strings and missing values, without guessing where a guess may be wrong.

* The delimiter is the one of comma, semicolon, tab and bar that cuts the first rows into the most fields, as the header.
* The first row is a header unless all of its fields are numbers.
* What a column holds is decided in `csv_columns`.

The text is never run or evaluated.
"""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from infoplane.benchmarks.errors import UserError

from .csv_columns import MISSING, column_of, is_number
from .table import DataTable, shortened, without_repeats

DELIMITERS = ",;\t|"
_FIRST = 50  # rows by which the delimiter is chosen
_LONGEST_FIELD = 2**20  # characters


def parse(text: str, source: str, missing: Sequence[str] = ()) -> DataTable:
    """The columns of a CSV text.

    Parameters
    ----------
    text : str
    source : str
        The name of the file in messages.
    missing : sequence of str
        Fields that stand for a missing value, beside those of `csv_columns.MISSING`.

    Raises
    ------
    UserError
        If there is no row of data, or rows have different numbers of fields.

    Examples
    --------
    >>> table = parse("dose;outcome\\n1,5;yes\\n;no\\n", "trial.csv")
    >>> {name: column.tolist() for name, column in table.columns.items()}
    {'dose': [1.5, nan], 'outcome': ['yes', 'no']}
    """
    rows, lines, delimiter = _rows(text, source)
    if not rows:
        raise UserError(f"{source} is empty: it needs a header and rows of data.")
    header = None if all(is_number(field) for field in rows[0]) else [field.strip() for field in rows[0]]
    first = lines[0]
    body, lines = (rows, lines) if header is None else (rows[1:], lines[1:])
    if not body:
        raise UserError(f"{source} has a header and no rows of data.")
    remarks = () if header is not None else ("The file has no header: columns have numbers, counted from 0.",)
    if header is not None and all(len(row) == len(header) + 1 for row in body):  # as R writes row names
        header = ["", *header]
    names = [str(number) for number in range(len(body[0]))] if header is None else header
    _refuse_uneven(body, lines, len(names), source, first)
    unnamed = [f"column {number}" for number, name in enumerate(names) if not name]
    names = [name or f"column {number}" for number, name in enumerate(names)]
    names, repeated = without_repeats(names)
    columns, unfit = {}, {}
    for number, name in enumerate(names):
        fields = [row[number].strip() for row in body]
        columns[name], problem = column_of(fields, lines, delimiter == ";", MISSING.union(missing))
        if problem is not None:
            unfit[name] = f"Column {shortened(name)} of {source} {problem}"
    numbering = names[0] if names[0] in unnamed and _numbers_the_rows(columns[names[0]]) else None
    return DataTable(source, columns, unfit, row_numbers=numbering, remarks=remarks, repeated=repeated)


def _refuse_uneven(body: list[list[str]], lines: list[int], columns: int, source: str, first: int) -> None:
    """Refuse rows of another number of fields than there are columns; line `first` is at fault where most rows agree."""
    counts = Counter(map(len, body))
    usual, rows = counts.most_common(1)[0]
    if usual != columns and 2 * rows > len(body):
        raise UserError(
            f"Line {first} of {source} has {_fields(columns)}, but the rows below it have {usual}: correct that line, or "
            "delete it if it is a comment."
        )
    for row, line in zip(body, lines, strict=True):
        if len(row) != columns:
            raise UserError(
                f"Line {line} of {source} has {_fields(len(row))}, but the file has {columns} columns: correct that line, or "
                "put quotes around text that holds the delimiter."
            )


def _fields(count: int) -> str:
    return "1 field" if count == 1 else f"{count} fields"


def _rows(text: str, source: str) -> tuple[list[list[str]], list[int], str]:
    """The rows that are not blank, the number of the line where each ends, and the delimiter."""
    limit = csv.field_size_limit(_LONGEST_FIELD)
    try:
        delimiter = max(DELIMITERS, key=lambda one: _fit(text, one))
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        found = [(row, reader.line_num) for row in reader if any(map(str.strip, row)) or len(row) > 1]
    except csv.Error as error:
        raise UserError(f"{source} cannot be read as CSV ({error}): write it anew as plain CSV text.") from error
    finally:
        csv.field_size_limit(limit)
    return [row for row, _ in found], [line for _, line in found], delimiter


def _fit(text: str, delimiter: str) -> tuple[bool, bool, float]:
    """How well a delimiter fits the first rows; the greater, the better.

    Rows have more than one field, as many as the header; or one more, where the first column has no name; and the number of
    fields in most rows, times the share of these rows.
    """
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        counts = [len(row) for row in islice((row for row in reader if row), _FIRST)]
    except csv.Error:
        return False, False, 0.0
    if not counts:
        return False, False, 0.0
    most = max(set(counts), key=counts.count)
    return 1 < most == counts[0], 1 < most == counts[0] + 1, most * counts.count(most) / len(counts)


def _numbers_the_rows(values: NDArray[Any]) -> bool:
    """Whether a column counts the rows from 0 or from 1."""
    return values.dtype.kind in "iuf" and any(np.array_equal(values, np.arange(len(values)) + first) for first in (0, 1))
