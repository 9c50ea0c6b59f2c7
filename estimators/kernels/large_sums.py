"""Kernel sums of many points, each to a tolerance of its logarithm, in the fastest of three ways.

In one or two columns they are read off a grid (`sums/grid.py`), unless outliers make the grid too large, or the tolerance is
below what a grid reaches. Points that have hardly a neighbour, where a grid is least accurate, are left to the other ways.
Those take the terms that matter (`sums/near.py`), or all pairs where most terms matter, as they do for wide kernels, heavy
tails and many columns.
"""

import math

import numpy as np

from infoplane.estimators.validation import Array

from .block_sums import Blocks, Rows, in_blocks, log_sums_of_near_terms, log_sums_over_pairs
from .sums.grid import grid_sums, nodes

_NODES = 2**22  # of a grid, at most: 32 MB
# Sums without the point's own term; below, they are not read off a grid. At 0.02 the error of the own term is 1e-4 of the sum.
# The other terms lack most of it where all are equally far: 3e-4 if there are 10^7 of them, 8e-4 if there are 10^8.
_LONELY = 0.02
_OF_A_GRID = 1e-3  # the least tolerance that a grid keeps
_PROBED = 512  # points from which the share of terms that matter is found
# Seconds per term that matters, over seconds per pair: a pair gives two terms, and its sums need no checks.
_COST = 1.7


def large_log_sums(points: Array, bandwidths: Array, rows: Rows, tolerance: float) -> Array:
    """ln sum_{j != i} exp(-|x_i - x_j|^2 / (2 b^2)) for every bandwidth and each i of the rows: (m, q).

    Parameters
    ----------
    points : array (n, d)
        Contiguous.
    bandwidths : array (m,)
    rows : array of int (q,)
    tolerance : float
        Largest error of a result, of either sign; 1e-7 at least. Nearly all of it is a bound of terms that are left out; the
        error itself is far smaller.
    """
    logs = np.full((len(bandwidths), len(rows)), np.nan)
    if points.shape[1] <= 2 and tolerance >= _OF_A_GRID:
        for which, bandwidth in enumerate(bandwidths.tolist()):
            logs[which] = _by_grid(points, bandwidth, rows)
    left = np.isnan(logs)
    if not left.any():
        return logs
    blocks = in_blocks(points)
    places = blocks.places(rows)
    if left.all():  # the bandwidths share the distances
        return _by_terms(blocks, bandwidths, places, tolerance)
    for which in np.flatnonzero(left.any(axis=1)).tolist():
        logs[which, left[which]] = _by_terms(blocks, bandwidths[[which]], places[left[which]], tolerance)[0]
    return logs


def _by_grid(points: Array, bandwidth: float, rows: Rows) -> Array:
    """The logarithms of the sums, NaN where they must be found in another way."""
    plane = points if points.shape[1] == 2 else np.hstack([points, np.zeros_like(points)])
    shape = nodes(plane, bandwidth)
    if math.prod(shape) > _NODES:
        return np.full(len(rows), np.nan)
    sums = grid_sums(plane, bandwidth, shape, rows) - 1.0
    return np.log(np.where(sums > _LONELY, sums, np.nan))


def _by_terms(blocks: Blocks, bandwidths: Array, places: Rows, tolerance: float) -> Array:
    if len(places) > _PROBED:
        some = places[np.arange(_PROBED) * len(places) // _PROBED]
        share = log_sums_of_near_terms(blocks, bandwidths, some, tolerance)[1]
        if _COST * share * len(places) > blocks.n / 2:
            return log_sums_over_pairs(blocks, bandwidths, places)
    return log_sums_of_near_terms(blocks, bandwidths, places, tolerance)[0]
