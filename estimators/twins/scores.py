"""Ranks as quantiles: u = (rank - 1/2) / n of each column, equal values at their mean rank, and normal scores Phi^-1(u)."""

import numpy as np
from scipy.special import ndtri

from infoplane.estimators.kernels.ranks import mean_ranks
from infoplane.estimators.validation import Array


def uniform_ranks(points: Array) -> Array:
    """(rank - 1/2) / n of the columns of (n, d)."""
    return (mean_ranks(points) - 0.5) / len(points)


def rank_scores(points: Array) -> Array:
    """Normal quantiles of `uniform_ranks`."""
    return np.asarray(ndtri(uniform_ranks(points)))
