"""The one gate through which samples enter an estimator: shapes, lengths, finiteness, labels."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def as_sample(values: ArrayLike, name: str = "x") -> NDArray[Any]:
    """Return `values` as an array (n, *shape) of floats, or as a one-dimensional integer array of class labels.

    Arrays, DataFrames, Series and torch tensors are taken. Integers, booleans, strings and categories of one dimension are
    labels; integers of two or more dimensions are numbers. float32 is kept, every other number becomes float64. The input
    is never changed.

    Raises
    ------
    ValueError
        If the values are no numbers, are not finite, are empty, or form one column without the axis that says so.
    """
    if hasattr(values, "detach"):  # a torch tensor, wherever it lives and whatever its gradient
        values = values.detach().cpu()
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
        return array.astype(np.int64)
    if 0 in array.shape:
        raise ValueError(f"{name} has no columns; got shape {array.shape}.")
    array = array if array.dtype == np.float32 else array.astype(np.float64)
    bad = len(array) - int(np.isfinite(array).reshape(len(array), -1).all(axis=1).sum())
    if bad:
        raise ValueError(f"{name} has NaN or infinite values in {bad} of {len(array)} rows; drop or impute those rows.")
    return array


def _codes(words: NDArray[Any], name: str) -> NDArray[np.int64]:
    """Words as integer labels, in alphabetical order."""
    if not all(isinstance(word, str) for word in words):
        raise ValueError(f"{name} mixes words with other values (missing ones?): make all of them words, or drop those rows.")
    return np.unique(words.astype(str), return_inverse=True)[1].astype(np.int64)


def as_pair(x: ArrayLike, y: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return both samples checked by `as_sample` and of equal length."""
    x, y = as_sample(x, "x"), as_sample(y, "y")
    if len(x) != len(y):
        raise ValueError(f"x and y must be paired row by row; got {len(x)} rows of x and {len(y)} of y.")
    return x, y


def is_labels(sample: NDArray[Any]) -> bool:
    """Whether a checked sample holds class labels."""
    return sample.ndim == 1


def as_vectors(sample: NDArray[Any]) -> NDArray[np.float64]:
    """Flatten a checked sample of floats to (n, d) in float64."""
    return np.ascontiguousarray(sample.reshape(len(sample), -1), dtype=np.float64)


def continuous_pair(x: ArrayLike, y: ArrayLike, method: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Both samples as float64 vectors (n, d); labels and constant columns are refused in the name of `method`."""
    x, y = as_pair(x, y)
    vectors = []
    for name, sample in (("x", x), ("y", y)):
        if is_labels(sample):
            raise ValueError(f"{method} needs continuous variables, but {name} holds class labels (integers of shape (n,)).")
        refuse_constant(sample, name)
        vectors.append(as_vectors(sample))
    return vectors[0], vectors[1]


def refuse_constant(sample: NDArray[Any], name: str) -> None:
    """Refuse a sample whose rows are all equal."""
    if (sample == sample[0]).all():
        raise ValueError(
            f"{name} is constant over its {len(sample)} samples: its mutual information is 0, not to be estimated."
        )


def need_more_than(n: int, k: int, method: str) -> None:
    """Refuse a sample too small for `k` neighbours."""
    if n <= k:
        raise ValueError(f"{method} needs n > k; got n={n}, k={k}. Lower k or draw more samples.")


def need_classes_larger_than(labels: NDArray[np.int64], k: int, method: str) -> None:
    """Refuse labels of which some class is too small for `k` neighbours, and name it."""
    classes, sizes = np.unique(labels, return_counts=True)
    if sizes.min() <= k:
        raise ValueError(
            f"{method} needs n > k in every class; got n={sizes.min()} in class {classes[sizes.argmin()]}, k={k}. Lower k, "
            "draw more samples or merge classes."
        )
