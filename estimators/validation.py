"""Checks of samples and of parameters: shapes, lengths, finite values, class labels, sizes.

A sample is checked once, by `as_sample`, when it enters the package. All other functions here take checked samples.
"""

from numbers import Integral
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array: TypeAlias = NDArray[np.float64]  # numbers, mostly points (n, d) or one value a point (n,)
Labels: TypeAlias = NDArray[np.int64]  # class labels (n,)
Sample: TypeAlias = NDArray[Any]  # a checked sample: float32 or float64 of shape (n, *shape), or Labels

LOWER_K = "Lower k or draw more samples."


def as_sample(values: ArrayLike, name: str = "x") -> Sample:
    """Check a sample and return it as an array.

    Parameters
    ----------
    values : array, DataFrame, Series, list or torch tensor
        Shape (n, *shape) of numbers; or shape (n,) of integers, booleans, strings or categories, which are class labels.
        Integers of two or more dimensions are numbers. The values are never changed.
    name : str
        The name of the sample in error messages.

    Returns
    -------
    array (n, *shape) of float64 or float32, or array (n,) of int64
        float32 stays float32, all other numbers become float64. Values that are float64 already are not copied.

    Raises
    ------
    ValueError
        If the values are not real numbers, are not finite, are masked or empty, or are one column of floats of shape (n,).
    """
    if hasattr(values, "detach"):  # a torch tensor, on any device, with or without a gradient
        values = values.detach().cpu()
    if np.ma.is_masked(values):  # np.asarray would take what is under the mask
        raise ValueError(f"{name} has masked values; drop or impute those rows.")
    array = np.asarray(values)
    if array.ndim == 1 and all(isinstance(value, str) for value in array[:1]) and array.dtype.kind in "UO":
        array = _codes(array, name)
    if array.dtype.kind not in "fiub":
        raise ValueError(
            f"{name} must hold real numbers; got dtype {array.dtype}. Encode it as floats, or as labels: integers or strings."
        )
    if array.ndim == 0 or array.shape[0] == 0:
        raise ValueError(f"{name} must hold samples in rows, shape (n, ...); got shape {array.shape}.")
    if array.ndim == 1:
        if array.dtype.kind == "f":
            raise ValueError(
                f"{name} has shape {array.shape}: reshape a single column to (n, 1), or give class labels as integers."
            )
        return array.astype(np.int64, copy=False)
    if 0 in array.shape:
        raise ValueError(f"{name} has no columns; got shape {array.shape}.")
    array = array if array.dtype == np.float32 else array.astype(np.float64, copy=False)
    bad = len(array) - int(np.isfinite(array).reshape(len(array), -1).all(axis=1).sum())
    if bad:
        raise ValueError(f"{name} has NaN or infinite values in {bad} of {len(array)} rows; drop or impute those rows.")
    return array


def _codes(strings: NDArray[Any], name: str) -> Labels:
    """Strings as integer labels, in alphabetical order."""
    if not all(isinstance(string, str) for string in strings):
        raise ValueError(
            f"{name} mixes strings with other values (missing ones?): make all of them strings, or drop those rows."
        )
    return np.unique(strings.astype(str), return_inverse=True)[1].astype(np.int64, copy=False)


def as_pair(x: ArrayLike, y: ArrayLike) -> tuple[Sample, Sample]:
    """Check two samples by `as_sample`, and that their lengths are equal."""
    x, y = as_sample(x, "x"), as_sample(y, "y")
    need_equal_lengths(x, y, "y")
    return x, y


def need_equal_lengths(x: Sample, other: Sample, name: str) -> None:
    """Refuse a second sample that has another number of rows than x."""
    if len(x) != len(other):
        raise ValueError(f"x and {name} must be paired row by row; got {len(x)} rows of x and {len(other)} of {name}.")


def is_labels(sample: Sample) -> bool:
    """Whether a checked sample holds class labels."""
    return sample.ndim == 1


def as_vectors(sample: Sample) -> Array:
    """Points (n, d) in float64 from numbers (n, *shape): a view where the sample is float64 and contiguous."""
    return np.ascontiguousarray(sample.reshape(len(sample), -1), dtype=np.float64)


def continuous_pair(x: Sample, y: Sample, method: str) -> tuple[Array, Array]:
    """Points (n, dx) and (n, dy) from two checked samples.

    Raises
    ------
    ValueError
        If one of them holds class labels or is constant. The message names `method`.
    """
    for name, sample in (("x", x), ("y", y)):
        if is_labels(sample):
            raise ValueError(f"{method} needs continuous variables, but {name} holds class labels (integers of shape (n,)).")
        refuse_constant(sample, name)
    return as_vectors(x), as_vectors(y)


def refuse_constants(x: Sample, y: Sample) -> None:
    """Refuse x or y if all its rows are equal."""
    refuse_constant(x, "x")
    refuse_constant(y, "y")


def refuse_constant(sample: Sample, name: str) -> None:
    """Refuse a sample whose rows are all equal."""
    if (sample == sample[0]).all():
        raise ValueError(
            f"{name} is constant over its {len(sample)} samples: its mutual information is 0, not to be estimated."
        )


def check_k(k: int, method: str, least: int = 1) -> None:
    """Refuse a number of neighbours that is not an integer, or below the least that the method can use."""
    if not isinstance(k, Integral) or isinstance(k, bool) or k < least:
        raise ValueError(f"{method} needs an integer k >= {least}; got {k!r}.")


def need_samples(x: Sample, y: Sample, least: int, method: str, remedy: str = LOWER_K) -> None:
    """Refuse `least` samples or fewer: in all, or in a class where exactly one of x and y holds class labels.

    `least` is k for methods that use the k-th neighbour. The message names the smallest class.
    """
    n, where = len(x), ""
    if is_labels(x) != is_labels(y):
        classes, sizes = np.unique(x if is_labels(x) else y, return_counts=True)
        n, where = int(sizes.min()), f" in class {classes[sizes.argmin()]}"
        remedy = f"Merge classes. {remedy}"
    if n <= least:
        raise ValueError(f"{method} needs more than {least} samples{where}; got {n}. {remedy}")
