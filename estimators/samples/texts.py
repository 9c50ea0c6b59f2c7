"""Find texts that are no names: measured numbers and dates that were read as text, each value a label of its own."""

import math
import re
from collections.abc import Iterable
from datetime import datetime

_NAMES = "If they are names, make the column a pandas categorical, or give discrete=True."
_NUMBERS = (
    "{where} holds numbers written as text, such as {example!r}: make them numbers, for instance with pandas.to_numeric, and "
    f"other values missing. {_NAMES}"
)
_DATES = (
    "{where} holds dates written as text, such as {example!r}: give them as numbers, such as days since the first one. "
    + _NAMES
)
_FEW = 20  # levels: so few may be names, of versions, of diseases or of years
_MOST = 0.9  # of the levels
_CURRENCY = r"(?:[$€£¥₹₽₩]|CHF|EUR|GBP|JPY|USD)"
_MARKED = re.compile(  # [<>] currency, sign, currency, digits in thousands or not, decimals, percent or thousands, currency
    rf"(?:[<>]=?|[≤≥≈~])?\s*{_CURRENCY}?\s*[+\-−]?\s*{_CURRENCY}?\s*"
    r"(?:[1-9]\d{0,2}([.,'’\s])\d{3}(?:\1\d{3})*|\d+)(?:[.,]\d+)?"
    rf"\s*(?:[%‰]|[kKM])?\s*{_CURRENCY}?"
)


def refuse_numbers_as_text(texts: Iterable[str], where: str) -> None:
    """Raise if most of the levels of a column are numbers or dates as text, by `number_as_text` and `date_as_text`.

    Parameters
    ----------
    texts : iterable of str
    where : str
        The column, in the message.

    Raises
    ------
    ValueError

    Examples
    --------
    >>> refuse_numbers_as_text(["02139", "90210"] * 100, "x")
    >>> try:
    ...     refuse_numbers_as_text([f"{i / 7:.2f}" for i in range(99)], "x")
    ... except ValueError as error:
    ...     print(str(error).partition(":")[0])
    x holds numbers written as text, such as '0.14'
    """
    levels = list(dict.fromkeys(texts))
    if example := number_as_text(levels):
        raise ValueError(_NUMBERS.format(where=where, example=example))
    if example := date_as_text(levels):
        raise ValueError(_DATES.format(where=where, example=example))


def number_as_text(texts: Iterable[str]) -> str | None:
    """The first measured number, if nine in ten levels are numbers and more than 20 are measured: decimals, or with marks.

    Whole numbers stay labels, since codes and classes are often written so.

    Examples
    --------
    >>> number_as_text([f"{i} %" for i in range(99)]), number_as_text([f"B{i}" for i in range(99)])
    ('0 %', None)
    """
    levels = list(dict.fromkeys(texts))
    numbers = {text: number for text in levels if math.isfinite(number := _number(text))}
    marked = {text for text in levels if has_marks(text)}
    measured = [text for text in levels if text in marked or numbers.get(text, 0.0) % 1]
    return measured[0] if len(measured) > _FEW and len(numbers) + len(marked) >= _MOST * len(levels) else None


def date_as_text(texts: Iterable[str]) -> str | None:
    """The first date, if nine in ten levels, and more than 20, are dates."""
    levels = list(dict.fromkeys(texts))
    dates = [text for text in levels if _is_date(text)]
    return dates[0] if len(dates) > max(_FEW, _MOST * len(levels)) else None


def has_marks(text: str) -> bool:
    """Whether a text is a number that Python does not read: with marks of thousands, percent, a currency, k, M, < or >.

    Examples
    --------
    >>> [has_marks(text) for text in ("9.701,54", "6,9 %", "$12", "1 234.5", "12k", ">100000")]
    [True, True, True, True, True, True]
    >>> [has_marks(text) for text in ("02139", "B2", "3.11", "1,5", "2026-03-01", "unknown", "")]
    [False, False, False, False, False, False, False]
    """
    return math.isnan(_number(text)) and _MARKED.fullmatch(text.strip()) is not None


def _number(text: str) -> float:
    """The number that a text is, with a point or a comma for the decimals; NaN if it is none."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan


def _is_date(text: str) -> bool:
    """Whether a text begins with a date like 2026-03-01; digits alone may be a code."""
    try:
        return text[4:5] == "-" and bool(datetime.fromisoformat(text))
    except ValueError:
        return False
