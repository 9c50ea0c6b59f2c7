"""Mutual information of binned columns, from the counts of the bins.

    I = PlugIn(bins of x, bins of y),    m = floor((n^{3/4} / K)^{1/d}) bins a column,

d the number of columns of both sides together and K the number of labels of a side that holds labels: a cell of the joint
grid holds n^{1/4} samples on average. The more of them, the smaller the bias of the counts, upwards; the more bins, the
smaller the loss of information, downwards; under the rule both vanish as n grows. In more than four dimensions together
neither is small at any n that is at hand. The cells of a side are products of bins; only those that occur are stored.

Bins of equal mass see ranks alone: they are invariant under increasing maps of columns, and equal values always share a bin,
so an atom heavier than two bins has one to itself.

The standard error is that of the counts in the bins, as if these had been chosen beforehand.
Reference: C. J. Cellucci, A. M. Albano, P. E. Rapp, Phys. Rev. E 71, 066208 (2005), doi:10.1103/PhysRevE.71.066208.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata

from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import as_pair, as_vectors, is_labels, refuse_constant

from .plug_in import PlugIn, symbols

_LEAST = 2  # bins a column


@dataclass(frozen=True)
class Histogram:
    """Mutual information from a grid of bins.

    Parameters
    ----------
    bins : int, optional
        Bins a column; None takes the rule above.
    equal : {"mass", "width"}
        Bins that hold equally many samples, or that are equally wide.
    correct : bool
        Add the Miller-Madow correction of the bias.
    """

    bins: int | None = None
    equal: Literal["mass", "width"] = "mass"
    correct: bool = True

    def __post_init__(self) -> None:
        if self.bins is not None and self.bins < _LEAST:
            raise ValueError(f"Histogram needs at least {_LEAST} bins; got {self.bins}.")
        if self.equal not in _BINNED:
            raise ValueError(f'equal must be "mass" or "width"; got {self.equal!r}.')

    def estimate(self, x: ArrayLike, y: ArrayLike, rng: Any = None) -> Estimate:
        """Estimate I(X;Y) in nats; labels stay what they are. Deterministic, `rng` is not used.

        `details` carries the number of bins a column, and of cells of the joint grid that occur.

        Raises
        ------
        ValueError
            If the rule would leave fewer than two bins a column.
        """
        x, y = as_pair(x, y)
        for name, side in (("x", x), ("y", y)):
            refuse_constant(side, name)
        bins = self.bins or _rule(x, y)
        estimate = PlugIn(self.correct).estimate(self._cells(x, bins), self._cells(y, bins))
        return Estimate(estimate.nats, estimate.stderr, {"bins": float(bins), "cells": estimate.details["pairs"]})

    def _cells(self, side: NDArray[Any], bins: int) -> NDArray[np.int64]:
        """One integer a sample: its cell, numbered among those that occur."""
        if is_labels(side):
            return side
        return symbols(np.column_stack([_BINNED[self.equal](column, bins) for column in as_vectors(side).T]))


def _rule(x: NDArray[Any], y: NDArray[Any]) -> int:
    """Bins a column; 0 where both sides are labels."""
    d, labels = 0, 1
    for side in (x, y):
        if is_labels(side):
            labels *= len(np.unique(side))
        else:
            d += side[0].size
    if d == 0:
        return 0
    bins = int((len(x) ** 0.75 / labels) ** (1 / d) * (1 + 1e-12))  # the margin keeps whole roots whole
    if bins < _LEAST:
        cells = f"{labels} * {_LEAST}^{d}" if labels > 1 else f"{_LEAST}^{d}"
        raise ValueError(
            f"Histogram needs n^(3/4) >= {cells} for {_LEAST} bins in each of {d} columns; got n={len(x)}. Compress first, "
            "draw more samples, or set bins."
        )
    return bins


def _of_equal_mass(column: NDArray[np.float64], bins: int) -> NDArray[np.int64]:
    # By the middle of the ranks of equal values: no edges, so no ties at edges.
    return np.floor((rankdata(column) - 0.5) * bins / len(column)).astype(np.int64)


def _of_equal_width(column: NDArray[np.float64], bins: int) -> NDArray[np.int64]:
    low, high = column.min(), column.max()
    if low == high:
        return np.zeros(len(column), np.int64)
    return np.minimum((column - low) / (high - low) * bins, bins - 1).astype(np.int64)


_BINNED = {"mass": _of_equal_mass, "width": _of_equal_width}
