"""A column of a CSV file: numbers or strings, and what makes it neither.

* A field is missing if it is empty, one of `MISSING`, or one that the user names.
* A column is of numbers if all of its other fields are. In a file with semicolons, a comma may be the decimal point.
* A column of numbers and strings is unfit: a string there is more often a typing error than a label. So is one of measured
  numbers as text, such as '9.701,54' or '6,9 %', by the rule of arrays (`estimators.samples.texts`), and one of dates.
"""

from collections import Counter
from collections.abc import Sequence, Set
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.samples.texts import has_marks, number_as_text

from .table import shortened

MISSING = frozenset(("", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null", "None", "<NA>", "NaT"))
_SHOWN = 5  # strings among numbers in a sentence
_PLAINLY = "write plain numbers such as 9701.54, without other marks"
_NAMES = "name the column in --discrete if its values are labels."


def column_of(
    fields: Sequence[str], lines: Sequence[int], decimal_comma: bool, missing: Set[str] = MISSING
) -> tuple[NDArray[Any], str | None]:
    """A column; and where it is unfit, what a sentence says of it.

    Parameters
    ----------
    fields : sequence of str
    lines : sequence of int
        The line of the file on which each field stands.
    decimal_comma : bool
        Whether a comma may be the decimal point.
    missing : set of str
        Fields that stand for a missing value.

    Examples
    --------
    >>> column_of(["1", "", "2"], [2, 3, 4], False)
    (array([ 1., nan,  2.]), None)
    >>> print(column_of(["1", "?", "2", "?"], [2, 3, 4, 5], False)[1].partition(":")[0])
    holds the string '?' (2 times), first in row 2 (line 3), where other rows have numbers
    """
    given = np.array([field not in missing for field in fields], np.bool_)
    present = [field for field in fields if field not in missing]
    with_points = [field.replace(",", ".", 1) for field in present] if decimal_comma else present
    numeric = [is_number(field) for field in with_points]
    if all(numeric):
        return _numbers(with_points, given), None
    values = np.full(len(fields), None, object)
    values[given] = present
    places = [f"row {row} (line {line})" for row, (line, here) in enumerate(zip(lines, given, strict=True), start=1) if here]
    if any(numeric):
        return values, _strings_among_numbers(present, numeric, places)
    if example := number_as_text(present):
        place = places[present.index(example)]
        return values, f"holds numbers written as text, such as {shortened(example)} in {place}: {_PLAINLY}; or {_NAMES}"
    if all(map(_is_date, present)):
        remedy = "give them as numbers, such as days since the first one, or name the column in --discrete if they are labels."
        return values, f"holds dates or times from {places[0]} on: {remedy}"
    return values, None


def is_number(field: str) -> bool:
    """Whether a field is a number; '1_000', which Python reads, is a code."""
    try:
        float(field)
    except ValueError:
        return False
    return "_" not in field


def _strings_among_numbers(present: Sequence[str], numeric: Sequence[bool], places: Sequence[str]) -> str:
    """The strings with how often each is there, and what to do: other advice for numbers with marks than for words."""
    counts = Counter(field for field, number in zip(present, numeric, strict=True) if not number)
    shown = list(counts)[:_SHOWN]
    named = ", ".join(shortened(field) + (f" ({counts[field]} times)" if counts[field] > 1 else "") for field in shown)
    more = f" and {len(counts) - _SHOWN} more" if len(counts) > _SHOWN else ""
    one = len(counts) == 1
    first = "in" if counts.total() == 1 else "first in"
    where = f"{places[numeric.index(False)]}, where other rows have numbers"
    said = f"holds the string{'' if one else 's'} {named}{more}{',' if first != 'in' else ''} {first} {where}"
    words = [field for field in shown if not has_marks(field)]
    if not words:
        return f"{said}: {_PLAINLY}."
    quoted = ",".join(field for field in words if field == shortened(field)[1:-1] and not {",", '"'} & set(field))
    missing = f'give --missing-values "{quoted or "..."}" if {"it means" if one else "they mean"} that a value is missing'
    if len(words) < len(shown):
        return f"{said}: {_PLAINLY}; {missing}."
    return f"{said}: correct {'it' if one else 'them'}; {missing}; or {_NAMES}"


def _numbers(present: Sequence[str], given: NDArray[np.bool_]) -> NDArray[Any]:
    """Integers where all fields are, which keep every digit; else floats, NaN where a field is missing."""
    if given.all():
        try:
            return np.array([int(field) for field in present], np.int64)
        except (ValueError, OverflowError):
            pass
    values = np.full(len(given), np.nan)
    values[given] = [float(field) for field in present]
    return values


def _is_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
