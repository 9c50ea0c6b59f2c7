"""Mutual information of binned columns, from the counts of the bins.

    I = PlugIn(bins of x, bins of y),    m = floor((n^{3/4} / K)^{1/d}) bins for each column,

where d is the number of columns of x and y together. K is the number of labels if x or y holds labels, else 1. By this rule
a cell of the joint grid holds n^{1/4} samples on average. The more samples a cell holds, the smaller is the upward bias of
the counts; the more bins there are, the smaller is the downward bias from lost information. Under the rule both vanish as n
grows. With more than four columns in all, neither is small at any practical n. Only cells that occur are stored.

Bins of equal mass depend on ranks alone. They are invariant under increasing maps of columns, and equal values always share a
bin, so an atom heavier than two bins has a bin to itself.

The standard error is that of the counts in the bins, as if the bins had been chosen before the samples were drawn.

Reference: C. J. Cellucci, A. M. Albano, P. E. Rapp, Phys. Rev. E 71, 066208 (2005), doi:10.1103/PhysRevE.71.066208.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import rankdata

from infoplane.estimators.checked import CheckedEstimator
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.samples.levels import symbols
from infoplane.estimators.validation import Array, Labels, Sample, as_vectors, is_labels, refuse_constants

from .plug_in import PlugIn

_LEAST = 2  # bins for each column


@dataclass(frozen=True)
class Histogram(CheckedEstimator):
    """Mutual information from a grid of bins. Class labels stay as they are. Deterministic.

    `details` holds the number of bins for each column, and the number of cells of the joint grid that occur.

    Parameters
    ----------
    bins : int, optional
        Bins for each column. None uses the rule of this module, which refuses samples too small for two bins.
    equal : {"mass", "width"}
        Bins that hold equally many samples, or that are equally wide.
    correct : bool
        Add the Miller-Madow correction of the bias.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> x, y = CorrelatedNormal.with_mutual_information(0.5, 1, 1).sample(10_000, rng=0)
    >>> print(f"{Histogram().estimate(x, y).nats:.1f}")
    0.5
    """

    bins: int | None = None
    equal: Literal["mass", "width"] = "mass"
    correct: bool = True

    def __post_init__(self) -> None:
        if self.bins is not None and self.bins < _LEAST:
            raise ValueError(f"Histogram needs at least {_LEAST} bins; got {self.bins}.")
        if self.equal not in _BINNED:
            raise ValueError(f'equal must be "mass" or "width"; got {self.equal!r}.')

    def estimate_checked(self, x: Sample, y: Sample, rng: np.random.Generator) -> Estimate:
        """Estimate I(X;Y) in nats from checked samples."""
        refuse_constants(x, y)
        bins = self.bins or _rule(x, y)
        estimate = PlugIn(self.correct).estimate_checked(self._cells(x, bins), self._cells(y, bins), rng)
        return Estimate(estimate.nats, estimate.stderr, {"bins": float(bins), "cells": estimate.details["pairs"]})

    def _cells(self, sample: Sample, bins: int) -> Labels:
        """One integer for each row: the number of its cell, among the cells that occur."""
        if is_labels(sample):
            return sample
        return symbols(np.column_stack([_BINNED[self.equal](column, bins) for column in as_vectors(sample).T]))


def _rule(x: Sample, y: Sample) -> int:
    """Bins for each column; 0 if x and y are both labels."""
    d, labels = 0, 1
    for sample in (x, y):
        if is_labels(sample):
            labels *= len(np.unique(sample))
        else:
            d += sample[0].size
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


def _of_equal_mass(column: Array, bins: int) -> Labels:
    # By average ranks, not by edges: an edge could coincide with a repeated value.
    return np.floor((rankdata(column) - 0.5) * bins / len(column)).astype(np.int64)


def _of_equal_width(column: Array, bins: int) -> Labels:
    low, high = column.min(), column.max()
    if low == high:
        return np.zeros(len(column), np.int64)
    return np.minimum((column - low) / (high - low) * bins, bins - 1).astype(np.int64)


_BINNED = {"mass": _of_equal_mass, "width": _of_equal_width}
