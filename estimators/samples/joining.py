"""Two samples of one kind of points as one: rows of the first, then rows of the second, which nothing pairs.

Columns of frames are joined by name. Both samples are read together, so that a level of a label is the same in both.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from infoplane.estimators.validation import Sample
from infoplane.extras import needed_by

from .columns import as_array, read
from .kinds import Discrete, each_discrete, kinds_of, sample_of
from .pairing import Missing, complete

if TYPE_CHECKING:
    import pandas as pd


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
    both = _frames(first, second, names) if framed[0] else _arrays(first, second, names)
    table = read(both, " with ".join(names))
    [whole], _ = complete([table], missing, 'give missing="drop" to drop those rows')
    [asked] = each_discrete(discrete, 1)
    return sample_of(whole, kinds_of(whole, asked).labels), int((~table.missing[: len(first)]).sum())


def _frames(first: Any, second: Any, names: tuple[str, str]) -> "pd.DataFrame":
    """The rows of both frames, columns in the order of the first."""
    with needed_by("A frame"):
        import pandas as pd

    p, q = (pd.DataFrame(one.to_pandas() if hasattr(one, "to_pandas") else one) for one in (first, second))
    if not (hasattr(first, "columns") and hasattr(second, "columns")) and p.shape[1] == q.shape[1] == 1:
        q = q.set_axis(p.columns, axis=1)  # a Series is a column by whatever name
    if not p.columns.equals(q.columns):
        if len(p.columns) != len(q.columns) or set(p.columns) != set(q.columns):
            raise ValueError(
                f"{names[0]} and {names[1]} must have the same columns; got {list(p.columns)} and {list(q.columns)}."
            )
        q = q[list(p.columns)]
    parts = []
    for j in range(p.shape[1]):
        of_p, of_q = p.iloc[:, j], q.iloc[:, j]
        if any(isinstance(one.dtype, pd.CategoricalDtype) for one in (of_p, of_q)):  # stay categories, also of numbers
            parts.append(pd.concat([of_p.astype(object), of_q.astype(object)], ignore_index=True).astype("category"))
        else:
            parts.append(pd.concat([of_p, of_q], ignore_index=True))
    return pd.concat(parts, axis=1)


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
