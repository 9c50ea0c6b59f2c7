"""Levels: the distinct rows of a sample, as numbers."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.validation import Labels


def symbols(rows: NDArray[Any]) -> Labels:
    """Number the distinct rows of (n, *shape) from 0. Column by column, so that no number exceeds n^2."""
    codes = np.zeros(len(rows), np.int64)
    for column in rows.reshape(len(rows), -1).T:
        values, code = np.unique(column, return_inverse=True)
        codes = np.unique(codes * len(values) + code, return_inverse=True)[1]
    return codes
