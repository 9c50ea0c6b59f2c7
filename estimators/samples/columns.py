"""Read what a user gives as a table of numeric columns: arrays, frames, series, tensors and lists.

Nothing is decided here about numbers that may be labels: see `kinds`. A column of strings is replaced by the numbers of its
levels, in alphabetical order, and is marked. Missing values are found and marked by row: masks, NaN, None, and the missing
values of pandas, which is never imported.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .values import Column, all_finite, column, only_names

_MANY_AXES = 3  # from here on a sample holds images


@dataclass(frozen=True)
class Table:
    """A sample that has been read.

    Parameters
    ----------
    name : str
        The name of the sample in error messages.
    values : array (n, *shape) of numbers
    types : tuple of str
        For each column: "" for numbers, else why it is labels: "strings", "bytes", "booleans", "categories" of numbers, or
        "levels" of any other categories. Empty for images.
    missing : array (n,) of bool
        The rows in which a value is missing.
    index : optional
        The index of a Series or a frame.
    finite : bool
        Whether no value is NaN or infinite, as far as reading has shown; of large samples each look takes time.
    """

    name: str
    values: NDArray[Any]
    types: tuple[str, ...]
    missing: NDArray[np.bool_]
    index: Any = None
    finite: bool = False

    def __len__(self) -> int:
        return len(self.values)

    def rows(self, chosen: NDArray[Any]) -> "Table":
        """The same table with these rows, given by a mask or by positions."""
        index = None if self.index is None else self.index[chosen]
        return replace(self, values=self.values[chosen], missing=self.missing[chosen], index=index)


def read(values: Any, name: str = "x", names: bool = False) -> Table:
    """Read a sample.

    Parameters
    ----------
    values : array, masked array, DataFrame, Series, list or torch tensor
        Shape (n,) or (n, *shape). float64 is not copied.
    name : str
        The name of the sample in error messages.
    names : bool
        Whether strings are labels also where they look like measured numbers or dates.

    Raises
    ------
    ValueError
        If the values are no samples in rows, or a column holds neither numbers nor labels.
    """
    index = values.index if hasattr(values, "iloc") else None
    if hasattr(values, "columns") and not _is_plain(values):
        positions = range(len(values.columns))
        series = [values.iloc[:, j] if index is not None else values[values.columns[j]] for j in positions]
        parts = [
            column(one, f"column {str(label)!r} of {name}", names) for one, label in zip(series, values.columns, strict=True)
        ]
        return joined(name, parts, (len(values), len(parts)), index)
    if hasattr(values, "isna") and hasattr(values, "dtype") and not isinstance(values.dtype, np.dtype):  # a type of pandas
        return joined(name, [column(values, name, names)], (len(values), 1), index)
    array = as_array(values, name)
    if array.ndim == 1:
        array = array[:, None]
    _refuse_shape(array.shape, name)
    mask = np.ma.getmaskarray(array) if isinstance(array, np.ma.MaskedArray) else None
    plain = np.asarray(array)
    if plain.dtype.kind in "fiu" or (plain.dtype.kind == "b" and plain.ndim >= _MANY_AXES):
        types = ("",) * plain.shape[1] if plain.ndim < _MANY_AXES else ()
        finite = plain.dtype.kind != "f" or all_finite(plain)
        missing = np.zeros(len(plain), np.bool_) if finite else np.isnan(plain).reshape(len(plain), -1).any(axis=1)
        table = Table(name, plain, types, missing, index, finite)
    else:
        flat = plain.reshape(len(plain), -1)
        where = (f"column {j} of {name}" if flat.shape[1] > 1 else name for j in range(flat.shape[1]))
        table = joined(name, [column(flat[:, j], one, names) for j, one in enumerate(where)], plain.shape, index)
    return table if mask is None else replace(table, missing=table.missing | mask.reshape(len(mask), -1).any(axis=1))


def _is_plain(frame: Any) -> bool:
    """Whether all columns of a frame are NumPy numbers, so that it is one array."""
    return all(isinstance(dtype, np.dtype) and dtype.kind in "fiu" for dtype in frame.dtypes)


def joined(name: str, parts: list[Column], shape: tuple[int, ...], index: Any) -> Table:
    """A table from its columns."""
    _refuse_shape(shape, name)
    types = tuple(part.type for part in parts)
    if len(shape) >= _MANY_AXES:
        if any(map(only_names, types)):
            raise ValueError(f"{name} has shape {shape} and holds strings; images must hold numbers.")
        types = ()
    values = np.column_stack([part.values for part in parts]).reshape(shape)
    return Table(name, values, types, np.any([part.missing for part in parts], axis=0), index)


def as_array(values: Any, name: str) -> NDArray[Any]:
    """The values as an array, masked where they have a mask; strings among other values stay what they are."""
    if hasattr(values, "toarray") and hasattr(values, "nnz"):
        raise ValueError(f"{name} is a sparse matrix, and estimators read every value: give {name}.toarray().")
    if hasattr(values, "detach") and str(values.layout) != "torch.strided":
        raise ValueError(f"{name} is a sparse tensor, and estimators read every value: give {name}.to_dense().")
    try:
        values = _plain(values)
        if isinstance(values, np.ma.MaskedArray):
            return values
        if isinstance(values, list):
            if any(isinstance(value, np.ma.MaskedArray) for value in values):
                return np.ma.array(values)
            array = np.asarray(values)
            # NumPy would turn the numbers, and the missing values, in a list with strings into strings.
            return np.array(values, dtype=object) if array.dtype.kind in "US" else array
        array = np.asarray(values)
    except (TypeError, ValueError, RuntimeError) as error:
        raise ValueError(f"{name} cannot be read as an array with samples in rows: {error}") from error
    return array.astype(np.float64) if array.dtype.kind == "V" and "float" in array.dtype.name else array


def _plain(values: Any) -> Any:
    """Tensors as NumPy reads them, and None for masked values: alone, or in lists and in lists of lists."""
    if isinstance(values, float | int | str):  # most values in lists: to save time
        return values
    if values is np.ma.masked:
        return None
    if isinstance(values, list | tuple):
        return [_plain(value) for value in values]
    if hasattr(values, "detach"):  # a torch tensor, on any device, with or without a gradient
        values = values.detach().cpu()
        # NumPy has no numbers of 8 bits, nor bfloat16.
        return values.float() if "bfloat16" in str(values.dtype) or "float8" in str(values.dtype) else values
    return values


def _refuse_shape(shape: tuple[int, ...], name: str) -> None:
    """Refuse what has no rows, no columns, or one row where a column was meant."""
    if not shape or shape[0] == 0:
        raise ValueError(f"{name} must hold samples in rows, shape (n, ...); got shape {shape}.")
    if 0 in shape:
        raise ValueError(f"{name} has no columns; got shape {shape}.")
    if len(shape) == 2 and shape[0] == 1 and shape[1] > 1:
        raise ValueError(
            f"{name} is one sample of {shape[1]} columns, since samples stand in rows: give its transpose if it is one column "
            f"of {shape[1]} samples, else draw more samples."
        )
