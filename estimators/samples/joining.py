"""Two samples of one kind of points as one: rows of the first, then rows of the second, which nothing pairs.

Columns of frames are joined by name. Both samples are read together, so that a level of a label is the same in both.
"""

from typing import Any

import numpy as np

from infoplane.estimators.validation import Sample

from .columns import Table, as_array, joined, read
from .kinds import Discrete, each_discrete, kinds_of, sample_of
from .pairing import Missing, complete
from .values import Column, are_of_one_kind, column, only_names


def as_joined(
    first: Any, second: Any, names: tuple[str, str], discrete: Discrete = "auto", missing: Missing = "error"
) -> tuple[Sample, int]:
    """Read two samples of points as one.

    Parameters
    ----------
    first, second : array, masked array, DataFrame, Series, list or torch tensor
        Shapes (n, *shape) and (m, *shape); both frames, or neither.
    names : (str, str)
        What messages call them.
    discrete, missing
        As `as_samples` takes them; "drop" drops the incomplete rows of each.

    Returns
    -------
    Sample, int
        The complete rows of both, and how many of them are of the first.

    Raises
    ------
    ValueError
        If the samples have no rows or different shapes or columns, miss values, or are of no kind that estimators take.
    """
    framed = [hasattr(one, "columns") or hasattr(one, "iloc") for one in (first, second)]
    if framed[0] != framed[1]:
        raise ValueError(f"One of {names[0]} and {names[1]} is a frame and the other is not: give both as frames or as arrays.")
    name = " with ".join(names)
    table = _frames(first, second, names, name) if framed[0] else read(_arrays(first, second, names), name)
    [whole], _ = complete([table], missing, 'give missing="drop" to drop those rows')
    [asked] = each_discrete(discrete, 1)
    return sample_of(whole, kinds_of(whole, asked).labels), int((~table.missing[: len(first)]).sum())


def _frames(first: Any, second: Any, names: tuple[str, str], name: str) -> Table:
    """The rows of both frames, columns in the order of the first."""
    (labels, p), (others, q) = _columns(first), _columns(second)
    if labels != others and None not in (*labels, *others):  # the column of a Series belongs to any
        if sorted(map(str, labels)) != sorted(map(str, others)) or set(labels) != set(others):
            raise ValueError(f"{names[0]} and {names[1]} must have the same columns; got {labels} and {others}.")
        q = [q[others.index(label)] for label in labels]
    if len(p) != len(q):
        raise ValueError(f"{names[0]} and {names[1]} must have the same columns; got {len(p)} and {len(q)}.")
    parts = [_column(of_p, of_q, f"column {str(label)!r} of {name}") for of_p, of_q, label in zip(p, q, labels, strict=True)]
    return joined(name, parts, (len(first) + len(second), len(parts)), None)


def _columns(frame: Any) -> tuple[list[Any], list[Any]]:
    """Names and columns; a Series is one column, of no name."""
    if not hasattr(frame, "columns"):
        return [None], [frame]
    labels = list(frame.columns)
    return labels, [frame.iloc[:, j] if hasattr(frame, "iloc") else frame[label] for j, label in enumerate(labels)]


def _column(first: Any, second: Any, where: str) -> Column:
    """Both columns as one. What is a category in either is one in both, by its value."""
    dtypes: list[Any] = [getattr(one, "dtype", None) for one in (first, second)]
    kinds = "".join(dtype.kind if isinstance(dtype, np.dtype) else "O" for dtype in dtypes)
    if set(kinds) <= set("fiu") or kinds == "bb":
        return column(np.concatenate([np.asarray(first), np.asarray(second)]), where)
    values = np.concatenate([np.asarray(one, dtype=object) for one in (first, second)])
    categories = [dtype.categories for dtype in dtypes if getattr(dtype, "categories", None) is not None]
    if not all(map(are_of_one_kind, categories)):  # such as intervals
        values = np.array([None if value != value else str(value) for value in values], dtype=object)
    found = column(values, where)
    return found._replace(type="categories") if categories and not only_names(found.type) else found


def _arrays(first: Any, second: Any, names: tuple[str, str]) -> Any:
    """The rows of both arrays, masked where they are."""
    arrays = [as_array(one, name) for one, name in zip((first, second), names, strict=True)]
    for one, name in zip(arrays, names, strict=True):
        if one.ndim == 0:
            raise ValueError(f"{name} must hold points in rows; got a single value.")
    p, q = (one[:, None] if one.ndim == 1 else one for one in arrays)
    if p.shape[1:] != q.shape[1:]:
        raise ValueError(f"{names[0]} and {names[1]} must be points of one shape; got {p.shape[1:]} and {q.shape[1:]}.")
    if (p.dtype.kind in "fiub") != (q.dtype.kind in "fiub"):  # else numbers would become strings
        p, q = p.astype(object), q.astype(object)
    return np.ma.concatenate([p, q]) if any(isinstance(one, np.ma.MaskedArray) for one in (p, q)) else np.concatenate([p, q])
