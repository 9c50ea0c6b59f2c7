"""Read one column: its values as numbers, whether its type makes it labels, and which values are missing."""

from collections.abc import Callable
from decimal import Decimal
from numbers import Number, Real
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .texts import refuse_numbers_as_text

_DATES = "{where} holds dates or times: give them as numbers, such as seconds since the first one."
_MISSING_TYPES = ("NAType", "NaTType", "NoneType")  # of pandas and Python
_TESTS: dict[str, Callable[[Any], bool]] = {  # in this order: a bool is a number too
    "strings": lambda value: isinstance(value, str),
    "bytes": lambda value: isinstance(value, bytes),
    "booleans": lambda value: isinstance(value, bool | np.bool_),
    "numbers": lambda value: isinstance(value, Real | Decimal),
}


class Column(NamedTuple):
    """One column: numbers (n,), why its type makes it labels ("" if it does not), and which values are missing."""

    values: NDArray[Any]
    type: str
    missing: NDArray[np.bool_]


def column(values: Any, where: str, names: bool = False) -> Column:
    """Read a column (n,): an array, a Series or an extension array. `where` names it in error messages.

    With `names`, strings are labels whatever they look like.

    Raises
    ------
    ValueError
        If it holds neither numbers nor labels, or both; or numbers or dates as text.
    """
    dtype = getattr(values, "dtype", None)
    categories = getattr(dtype, "categories", None)
    codes = getattr(getattr(values, "cat", values), "codes", None)
    if categories is not None and codes is not None and not are_of_one_kind(categories):
        codes = np.asarray(codes, np.int64)  # intervals of pandas.cut, dates, or a mixture
        return Column(codes, "levels", codes < 0)
    # Integers with missing values would become floats, which have fewer digits.
    integers = not isinstance(dtype, np.dtype) and getattr(dtype, "kind", "") in ("i", "u")
    array = np.asarray(values, dtype=object if integers and values.isna().any() else None)
    kind = array.dtype.kind
    if kind in "OTUS":
        found = _of_objects(array, where) if kind in "OT" else _coded(array, "bytes" if kind == "S" else "strings")
    elif kind in "fiub":
        found = Column(array, "booleans" if kind == "b" else "", np.isnan(array) if kind == "f" else _none(array))
    elif kind in "mM":
        raise ValueError(_DATES.format(where=where))
    else:
        raise ValueError(f"{where} must hold real numbers or labels; got dtype {array.dtype}.")
    if categories is None and found.type == "strings" and not names:
        refuse_numbers_as_text(array[~found.missing].tolist(), where)
    if categories is not None and not only_names(found.type):
        return found._replace(type="categories")
    return found


def only_names(type_: str) -> bool:
    """Whether the values of a column of this type are numbers of levels, with no meaning of their own."""
    return type_ in ("strings", "bytes", "levels")


def are_of_one_kind(categories: Any) -> bool:
    """Whether categories are all numbers, all strings, all bytes or all booleans."""
    kinds = _kinds_of(np.asarray(categories, dtype=object))
    return len(kinds) <= 1 and kinds <= _TESTS.keys()


def _kinds_of(present: NDArray[Any]) -> set[str]:
    """What the values are: names of `_TESTS`, or of the types that it does not have."""
    return {next((kind for kind, test in _TESTS.items() if test(value)), type(value).__name__) for value in present}


def _of_objects(array: NDArray[Any], where: str) -> Column:
    missing = np.array([_is_missing(value) for value in array], np.bool_)
    present = array[~missing]
    kinds = _kinds_of(present)
    if all(hasattr(value, "year") for value in present) and kinds:
        raise ValueError(_DATES.format(where=where))
    if len(kinds) > 1:
        raise ValueError(f"{where} mixes {' and '.join(sorted(kinds))}: make all of its values one kind.")
    kind = kinds.pop() if kinds else "numbers"
    if kind not in _TESTS:
        raise ValueError(f"{where} must hold real numbers or labels; got objects of type {kind}.")
    if kind in ("numbers", "booleans"):
        numbers = np.array(present.tolist())
        if numbers.dtype.kind not in "iub":  # those stay integers: labels may be too long for floats
            numbers = present.astype(np.float64)
        values = np.zeros(len(array), numbers.dtype)
        values[~missing] = numbers
        return Column(values, "" if kind == "numbers" else kind, missing)
    codes = np.zeros(len(array), np.int64)
    codes[~missing] = _coded(present.astype(np.str_ if kind == "strings" else np.bytes_), kind).values
    return Column(codes, kind, missing)


def _is_missing(value: Any) -> bool:
    return type(value).__name__ in _MISSING_TYPES or (isinstance(value, Number) and bool(value != value))


def _coded(array: NDArray[Any], kind: str) -> Column:
    """The levels numbered in alphabetical order."""
    return Column(np.unique(array, return_inverse=True)[1].astype(np.int64, copy=False), kind, _none(array))


def _none(array: NDArray[Any]) -> NDArray[np.bool_]:
    return np.zeros(len(array), np.bool_)


def all_finite(values: NDArray[np.floating[Any]]) -> bool:
    """Whether no value is NaN or infinite. Their sum shows it in one pass without a copy, unless it overflows.

    >>> all_finite(np.array([1.0, np.inf])), all_finite(np.array([1e308, 1e308]))
    (False, True)
    """
    with np.errstate(over="ignore", invalid="ignore"):
        return bool(np.isfinite(values.sum()) or np.isfinite(values).all())
