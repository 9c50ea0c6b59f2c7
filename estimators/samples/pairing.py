"""Samples that belong together row by row: paired by index, without missing rows, and of checked kinds.

`as_samples` is the one gate through which data enter the estimators. It runs once an estimate; everything below it takes
checked samples.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

import numpy as np

from infoplane.estimators.validation import Labels, Rows, Sample

from .columns import Table, read
from .kinds import Discrete, each_discrete, kinds_of, numbers_where_pairs_are_rare, sample_of

Missing: TypeAlias = Literal["error", "drop"]


class Samples(NamedTuple):
    """Checked samples of one length, and the number of rows that were dropped because a value was missing."""

    samples: tuple[Sample, ...]
    dropped: int


def as_samples(
    values: Mapping[str, Any],
    discrete: Discrete = "auto",
    missing: Missing = "error",
    deciding: Callable[[int], Rows] | None = None,
) -> Samples:
    """Read samples, pair their rows, treat missing values, and decide what is a label (`kinds`).

    Parameters
    ----------
    values : mapping of str to array, masked array, DataFrame, Series, list or torch tensor
        The samples by name: {"x": x, "y": y}.
    discrete : "auto", bool, list of bool, or a tuple of these
        Which columns are labels; a tuple has one entry for each sample.
    missing : {"error", "drop"}
        Refuse missing values, or drop their rows from all samples.
    deciding : callable, optional
        Number of complete rows -> the rows that decide which columns are labels; all by default.

    Returns
    -------
    Samples
        Numbers (n, *shape) in float32 or float64, labels (n,) in int64, or both (`mixed_sample`).

    Raises
    ------
    ValueError
        If the samples cannot be paired, miss values, hold infinite ones, or are of no kind that estimators take.

    Examples
    --------
    >>> (x, y), dropped = as_samples({"x": ["a", "b", None, "a"], "y": [0.5, 1.5, 2.5, 3.5]}, missing="drop")
    >>> x.tolist(), y.shape, dropped
    ([0, 1, 0], (3, 1), 1)
    """
    asked = each_discrete(discrete, len(values))
    tables = [read(sample, name, names=one is True) for (name, sample), one in zip(values.items(), asked, strict=True)]
    tables = [tables[0], *(paired(tables[0], table) for table in tables[1:])]
    remedy = 'give missing="drop" to drop those rows from all samples' if len(tables) > 1 else "drop those rows"
    tables, dropped = complete(tables, missing, remedy)
    seen = tables if deciding is None else [table.rows(rows) for rows in (deciding(len(tables[0])),) for table in tables]
    kinds = [kinds_of(table, one) for table, one in zip(seen, asked, strict=True)]
    kinds = numbers_where_pairs_are_rare(seen[:2], kinds[:2]) + kinds[2:] if len(kinds) > 1 else kinds
    return Samples(tuple(sample_of(table, kind.labels) for table, kind in zip(tables, kinds, strict=True)), dropped)


def as_grouped_pair(
    x: Any, y: Any, groups: Any, discrete: Discrete = "auto", missing: Missing = "error"
) -> tuple[Sample, Sample, Labels | None, int]:
    """Read x and y with the groups of their rows: checked x, y and labels (n,) of groups, and the number of dropped rows.

    Groups are paired by index and dropped with their rows, as x and y are. Without groups (None) their labels are None.

    Raises
    ------
    ValueError
        If `as_samples` refuses the samples, or groups are not one label a row.
    """
    if groups is None:
        (x, y), dropped = as_samples({"x": x, "y": y}, discrete, missing)
        return x, y, None, dropped
    if np.shape(groups)[1:] not in ((), (1,)):
        raise ValueError(f"groups must be one label a row, of shape (n,); got shape {np.shape(groups)}.")
    three = (*each_discrete(discrete, 2), True)
    (x, y, labels), dropped = as_samples({"x": x, "y": y, "groups": groups}, three, missing)
    return x, y, labels, dropped


def as_sample(values: Any, name: str = "x", discrete: Discrete = "auto") -> Sample:
    """Read one sample by the rule of `kinds`; missing values are refused."""
    return as_samples({name: values}, discrete).samples[0]


def paired(x: Table, other: Table) -> Table:
    """The other table in the order of the rows of x: by index where both have one, else by position.

    A default index, which numbers the rows from 0, is an index like any other.

    Raises
    ------
    ValueError
        If the lengths or the indices do not fit.
    """
    if len(x) != len(other):
        raise ValueError(
            f"x and {other.name} must be paired row by row; got {len(x)} rows of x and {len(other)} of {other.name}."
        )
    if x.index is None or other.index is None or x.index.equals(other.index):
        return other
    if not (x.index.is_unique and other.index.is_unique):
        raise ValueError(
            f"The indices of x and {other.name} differ and hold repeated labels, so rows cannot be paired by index: give "
            "arrays (.to_numpy()) to pair them by position."
        )
    order = other.index.get_indexer(x.index)
    lacking = int((order < 0).sum())
    if lacking == 0:
        return other.rows(order)
    raise ValueError(
        f"The indices of x and {other.name} differ: {lacking} of {len(x)} labels of x are not in {other.name}. Join them "
        "first, or give arrays (.to_numpy()) to pair them by position."
    )


def complete(tables: list[Table], missing: str, remedy: str) -> tuple[list[Table], int]:
    """The tables without the rows in which any of them misses a value, and the number of those rows.

    Raises
    ------
    ValueError
        If values are missing that must not be, with the remedy; if all rows miss one; or if `missing` is no choice.
    """
    if missing not in get_args(Missing):
        raise ValueError(f'missing must be "error" or "drop"; got {missing!r}.')
    rows = np.any([table.missing for table in tables], axis=0)
    count, n = int(rows.sum()), len(rows)
    if count == 0:
        return tables, 0
    where = " and ".join(f"{table.name} in {int(table.missing.sum())}" for table in tables if table.missing.any())
    if missing == "error":
        raise ValueError(f"{count} of {n} rows have missing values ({where}): {remedy}, or impute the values.")
    if count == n:
        raise ValueError(f"All {n} rows have missing values ({where}), so that no row is left: impute the values.")
    return [table.rows(~rows) for table in tables], count
