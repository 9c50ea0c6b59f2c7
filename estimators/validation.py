"""Checks of samples and of parameters: shapes, lengths, finite values, class labels, sizes.

A sample is checked once, by `samples.pairing.as_samples`, when it enters the package. All functions here take checked samples.
"""

from numbers import Integral
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]  # numbers, mostly points (n, d) or one value a point (n,)
Labels: TypeAlias = NDArray[np.int64]  # class labels (n,)
Rows: TypeAlias = NDArray[np.intp]  # row numbers
Sample: TypeAlias = NDArray[Any]  # a checked sample: float32 or float64 of shape (n, *shape), or Labels, or a `mixed_sample`

LOWER_K = "Lower k or draw more samples."


def mixed_sample(numbers: Array, labels: Labels) -> Sample:
    """Numbers (n, d) beside labels (n,), as one structured array (n,) with the fields "numbers" and "labels"."""
    sample = np.empty(len(labels), [("numbers", np.float64, numbers.shape[1:]), ("labels", np.int64)])
    sample["numbers"], sample["labels"] = numbers, labels
    return sample


def is_mixed(sample: Sample) -> bool:
    """Whether a checked sample holds numbers beside labels. Only estimators with `takes_mixed` get one."""
    return sample.dtype.names is not None


def need_equal_lengths(x: Sample, other: Sample, name: str) -> None:
    """Refuse a second sample that has another number of rows than x."""
    if len(x) != len(other):
        raise ValueError(f"x and {name} must be paired row by row; got {len(x)} rows of x and {len(other)} of {name}.")


def is_labels(sample: Sample) -> bool:
    """Whether a checked sample holds class labels."""
    return sample.ndim == 1 and not is_mixed(sample)


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
    refuse_labels(x, y, method)
    refuse_constants(x, y)
    return as_vectors(x), as_vectors(y)


def refuse_labels(x: Sample, y: Sample, method: str) -> None:
    """Refuse x or y if it holds class labels. The message names `method`."""
    for name, sample in (("x", x), ("y", y)):
        if is_labels(sample):
            raise ValueError(
                f"{method} needs continuous variables, but {name} holds class labels: take PlugIn or MixedKSG, or give "
                "discrete=False if they are numbers."
            )


def refuse_constants(x: Sample, y: Sample) -> None:
    """Refuse x or y if all its rows are equal, or if there is one row."""
    refuse_constant(x, "x")
    refuse_constant(y, "y")


def is_constant(sample: Sample) -> bool:
    """Whether all rows of a sample are equal."""
    return bool((sample[-1] == sample[0]).all() and (sample == sample[0]).all())  # most differ there: to save time


def refuse_constant(sample: Sample, name: str) -> None:
    """Refuse a sample whose rows are all equal, or that has one row, which is no sign that they are."""
    if len(sample) == 1:
        raise ValueError(f"{name} has 1 sample, which shows no dependence: draw more samples.")
    if is_constant(sample):
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
        remedy = f"Merge classes, or give discrete=False if they are numbers. {remedy}"
    need_rows(n, least, method, remedy, where)


def need_rows(n: int, least: int, method: str, remedy: str = LOWER_K, where: str = "") -> None:
    """Refuse a number n of samples that is `least` or less; `where` names the class they are in, where there is one."""
    if n <= least:
        raise ValueError(f"{method} needs more than {least} samples{where}; got {n}. {remedy}")
