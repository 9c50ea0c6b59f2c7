"""Refuse texts that are no names: measured numbers and dates that were read as text, each value a label of its own."""

import math
from collections.abc import Iterable
from datetime import datetime

_NAMES = "If they are names, make the column a pandas categorical."
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


def refuse_numbers_as_text(texts: Iterable[str], where: str) -> None:
    """Raise if most of the levels of a column are numbers or dates, and more than 20 of them are decimals or dates.

    Whole numbers stay labels, since codes and classes are often written so.

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
    >>> refuse_numbers_as_text([f"{i / 7:.2f}" for i in range(99)], "x")
    Traceback (most recent call last):
    ...
    ValueError: x holds numbers written as text, such as '0.14': make them numbers, for instance with pandas.to_numeric, ...
    """
    levels = sorted(set(texts))
    numbers = [_number(text) for text in levels]
    decimals = [text for text, number in zip(levels, numbers, strict=True) if number % 1]
    if len(decimals) > _FEW and sum(map(math.isfinite, numbers)) >= _MOST * len(levels):
        raise ValueError(_NUMBERS.format(where=where, example=decimals[0]))
    dates = [text for text in levels if _is_date(text)]
    if len(dates) > max(_FEW, _MOST * len(levels)):
        raise ValueError(_DATES.format(where=where, example=dates[0]))


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
