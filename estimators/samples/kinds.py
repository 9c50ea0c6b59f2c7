"""What is a label and what is a number: the one rule of the package, for each column of a sample.

* Strings, bytes, booleans and pandas categories are labels, also where the categories are numbers.
* Integers and floats are numbers. The parameter `discrete` of every public function overrules that.
* ``discrete="auto"`` takes numbers as labels where counting them is right: if they have two levels, or at most `MOST_LEVELS`
  levels and at least `ROWS_A_LEVEL` rows for each on average. A level is a distinct row: columns of one sample are judged
  together. Where x and y would both be labels, every pair of levels also needs `ROWS_A_PAIR` rows on average; else numbers
  stay numbers, but for those of two levels.
* Images (n, height, width) are numbers.

``discrete="types"`` is for callers that judge numbers by themselves: labels are what is so by its type.

One column of 1-dimensional shape, of a frame or of an array (n, 1) is the same sample.
"""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.validation import Sample, mixed_sample

from .columns import Table
from .levels import symbols
from .values import all_finite, only_names

MOST_LEVELS = 50
ROWS_A_LEVEL = 10
ROWS_A_PAIR = 2
_HEAD = 1000  # rows in which most columns show already that they have too many levels

OneDiscrete: TypeAlias = Literal["auto", "types"] | bool | Sequence[bool] | NDArray[np.bool_]
Discrete: TypeAlias = OneDiscrete | tuple[OneDiscrete, ...]  # a tuple: one for each sample


class Kinds(NamedTuple):
    """Which columns of a table are labels, and the number of levels if "auto" took numbers as labels, else 0."""

    labels: NDArray[np.bool_]
    automatic: int = 0


def each_discrete(discrete: Discrete, count: int) -> list[OneDiscrete]:
    """One value of `discrete` for each of `count` samples.

    Raises
    ------
    ValueError
        If a tuple has another length.
    """
    if not isinstance(discrete, tuple):
        return [discrete] * count
    if len(discrete) != count:
        raise ValueError(
            f"A tuple in discrete has one entry for each of {count} samples; got {len(discrete)}. Give a mask of columns as a "
            "list."
        )
    return list(discrete)


def kinds_of(table: Table, discrete: OneDiscrete) -> Kinds:
    """Decide for each column of one table.

    Raises
    ------
    ValueError
        If `discrete` has none of its forms, or makes numbers of strings.
    """
    types = np.array([bool(type_) for type_ in table.types], np.bool_)
    if isinstance(discrete, str) and discrete == "auto":
        numbers = table.values[:, ~types] if types.size else None
        levels = 0 if numbers is None or not numbers.size else few_levels(numbers)
        if levels > 2 and types.any():
            levels = few_levels(table.values)
        return Kinds(np.ones_like(types), levels) if levels else Kinds(types)
    if isinstance(discrete, str) and discrete == "types":
        return Kinds(types)
    labels = _given(discrete, table)
    if any(only_names(type_) and not label for type_, label in zip(table.types, labels, strict=False)):
        raise ValueError(f"discrete takes a column of strings in {table.name} for numbers: encode it, or leave it as labels.")
    return Kinds(labels)


def _given(discrete: Any, table: Table) -> NDArray[np.bool_]:
    columns = len(table.types) or 1  # images: all pixels, or none
    if isinstance(discrete, bool | np.bool_):
        return np.full(columns, discrete, np.bool_)
    mask = np.asarray(discrete)
    if mask.dtype != np.bool_ or mask.ndim != 1:
        raise ValueError(
            'discrete is "auto", True, False, a list of True and False for the columns, or a tuple of these for the samples; '
            f"got {discrete!r}."
        )
    if len(mask) != columns:
        raise ValueError(f"discrete lists {len(mask)} columns, but {table.name} has {columns}.")
    return mask


def few_levels(numbers: NDArray[Any]) -> int:
    """The number of distinct rows of (n, d) if counting them is right, else 0."""
    for rows in (numbers[:_HEAD], numbers):
        levels = _levels(rows)
        if levels > MOST_LEVELS:
            return 0
    n = len(numbers)
    return levels if (levels == 2 < n) or 1 < levels <= n / ROWS_A_LEVEL else 0


def _levels(rows: NDArray[Any]) -> int:
    """The number of distinct rows, or a number above `MOST_LEVELS` as soon as there are more."""
    levels = 0
    codes = np.zeros(len(rows), np.int64)
    for column in rows.T:
        codes = symbols(np.column_stack([codes, np.unique(column, return_inverse=True)[1]]))
        levels = int(codes.max()) + 1
        if levels > MOST_LEVELS:
            break
    return levels


def numbers_where_pairs_are_rare(tables: Sequence[Table], kinds: Sequence[Kinds]) -> list[Kinds]:
    """The kinds of x and y, with numbers back that "auto" took as labels where pairs of levels are too rare to count."""
    if not all(kind.labels.all() and kind.labels.size for kind in kinds):
        return list(kinds)
    levels = [int(symbols(table.values).max()) + 1 for table in tables]
    if ROWS_A_PAIR * levels[0] * levels[1] <= len(tables[0]):
        return list(kinds)
    return [
        Kinds(np.array([bool(type_) for type_ in table.types])) if kind.automatic > 2 else kind
        for table, kind in zip(tables, kinds, strict=True)
    ]


def sample_of(table: Table, labels: NDArray[np.bool_]) -> Sample:
    """The checked sample: numbers (n, *shape), labels (n,), or labels beside numbers (`mixed_sample`).

    Raises
    ------
    ValueError
        If a value is infinite.
    """
    values = table.values
    if values.dtype.kind == "f" and not (table.finite or all_finite(values)):
        bad = len(values) - int(np.isfinite(values).reshape(len(values), -1).all(axis=1).sum())
        raise ValueError(f"{table.name} has infinite values in {bad} of {len(values)} rows: drop or replace them.")
    if labels.size and labels.all():
        return _labels(values)
    if labels.any():
        return mixed_sample(values[:, ~labels].astype(np.float64), _labels(values[:, labels]))
    return values if values.dtype == np.float32 else values.astype(np.float64, copy=False)


def _labels(values: NDArray[Any]) -> NDArray[np.int64]:
    """One integer a row: the value itself where it is one, else the number of its level."""
    if values.shape[1:] == (1,):
        column = values[:, 0] if values.dtype.kind in "iub" else values[:, 0].astype(np.float64)
        if column.dtype.kind != "f" or ((np.abs(column) < 2**53) & (column == np.rint(column))).all():
            return column.astype(np.int64, copy=False)
    return symbols(values)
