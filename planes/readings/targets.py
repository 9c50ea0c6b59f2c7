"""What Y is: class labels, or numbers. The rule of `estimators.samples.kinds`, and what targets of networks add to it.

* Integers in one column are labels, unless most of them differ: class numbers are integers, and targets of regressions are
  not. So 120 classes, or classes of one row, are labels.
* Columns of 0 and 1 are labels if each row has one 1 (one-hot), or if there are many rows of each kind; else they are numbers,
  which a regression reads one by one.

Floats in one column are labels by the rule of `kinds` only. The parameter `discrete` overrules all of this.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.samples.columns import read
from infoplane.estimators.samples.kinds import OneDiscrete
from infoplane.estimators.samples.levels import symbols
from infoplane.estimators.samples.pairing import as_sample
from infoplane.estimators.validation import is_labels, is_mixed

_ROWS_A_CLASS = 2  # on average, of integers
_ROWS_A_KIND = 20  # on average, of rows of 0 and 1: with fewer, a regression learns more


def read_targets(y: Any, discrete: OneDiscrete = "auto") -> NDArray[Any]:
    """Labels 0 .. K-1 of shape (n,) in int64, or numbers (n, *shape) in floats.

    Raises
    ------
    ValueError
        If y has columns of labels beside columns of numbers, values are missing, or it cannot be read.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.planes.readings.targets import read_targets
    >>> read_targets(np.eye(3)[[2, 0, 1, 2]])
    array([2, 0, 1, 2])
    """
    if isinstance(discrete, str) and discrete == "auto" and _are_classes(y):
        discrete = True
    sample = as_sample(y, "y", discrete)
    if is_mixed(sample):
        raise ValueError("y has columns of labels beside columns of numbers: record one plane for each kind.")
    if not is_labels(sample):
        return np.asarray(sample, dtype=np.float64)
    table = read(y, "y").values
    if table.ndim == 2 and _one_hot(table):
        return np.asarray(table.argmax(axis=1), dtype=np.int64)
    return np.asarray(np.unique(sample, return_inverse=True)[1], dtype=np.int64)


def _are_classes(y: Any) -> bool:
    """Whether numbers are labels that the rule of `kinds` takes for numbers."""
    values = read(y, "y").values
    if values.ndim != 2 or values.dtype.kind not in "fiub":
        return False
    if values.shape[1] == 1:
        return values.dtype.kind in "iu" and len(np.unique(values)) * _ROWS_A_CLASS <= len(values)
    if not ((values == 0) | (values == 1)).all():
        return False
    return _one_hot(values) or (int(symbols(values).max()) + 1) * _ROWS_A_KIND <= len(values)


def _one_hot(values: NDArray[Any]) -> bool:
    return values.shape[1] > 1 and bool(((values == 0) | (values == 1)).all() and (values.sum(axis=1) == 1).all())
