"""Kernel sums of points in one or two columns by a grid, in time O(n).

A Gaussian kernel is three narrower ones in a row, of variances b^2/4, b^2/2 and b^2/4. The first spreads every point over the
nodes of a grid, the second smooths the grid along each axis, and the third reads the sums off at the points:

    exp(-|x - y|^2 / (2 b^2)) = c sum_g sum_h exp(-2 |x - g|^2 / b^2) exp(-|g - h|^2 / b^2) exp(-2 |h - y|^2 / b^2) (1 + e).

The nodes are b/2 apart. The sum over nodes then equals the integral to |e| < 3e-6 for every term, near or far, because
the terms of the sum are Gaussian in (g, h). The kernels are cut off at `_REACH` and `_SMOOTH` nodes, which far terms lack more:
1e-5 at 5 b, 2e-4 at 6 b, 2e-3 at 7 b.
"""

import math

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.kernels.compilation import compiled
from infoplane.estimators.kernels.threads import run_chunks
from infoplane.estimators.validation import Array

_NODES_PER_BANDWIDTH = 2.0
_REACH = 6  # nodes to each side, as the first and third kernel have a standard deviation of one node
_SMOOTH = 10  # likewise of the second kernel, whose standard deviation is sqrt 2 nodes
# A sum of a node's weight over both grids, for each axis: b h^2 / (2 pi (b/2)^2 (b / sqrt 2)) with h = b/2.
_PER_AXIS = math.sqrt(2.0) / (2.0 * math.pi)


def nodes(points: Array, bandwidth: float) -> tuple[int, int]:
    """How many nodes the grid of points (n, 2) has along each axis."""
    spans = np.ptp(points, axis=0) * (_NODES_PER_BANDWIDTH / bandwidth)
    return int(min(spans[0], 1e9)) + 2 * _REACH + 2, int(min(spans[1], 1e9)) + 2 * _REACH + 2


def grid_sums(points: Array, bandwidth: float, shape: tuple[int, int], rows: NDArray[np.int64]) -> Array:
    """Sums (q,) of the kernel over all points, at some of them; each point's own term, which is 1, is included.

    Parameters
    ----------
    points : array (n, 2)
    bandwidth : float
    shape : (int, int)
        As `nodes` gives it.
    rows : array of int (q,)
    """
    places = (points - points.min(axis=0)) * (_NODES_PER_BANDWIDTH / bandwidth) + _REACH
    grid = np.zeros(shape)
    _spread(places, grid)
    grid = _smoothed(np.ascontiguousarray(_smoothed(grid).T))  # the axes are exchanged now
    places, sums = np.ascontiguousarray(places[rows, ::-1]), np.empty(len(rows))
    run_chunks(lambda first, last: _read(places[first:last], grid, sums[first:last]), len(rows))
    return sums * _PER_AXIS**2


@compiled
def _weights(place, weights):
    """Fill the kernel's values at the nodes around a place in units of nodes; return the first of the nodes."""
    first = int(place + 0.5) - _REACH
    for k in range(2 * _REACH + 1):
        step = first + k - place
        weights[k] = math.exp(-0.5 * step * step)
    return first


@compiled
def _spread(places, grid):
    rows, columns = np.empty(2 * _REACH + 1), np.empty(2 * _REACH + 1)
    for i in range(len(places)):
        row, column = _weights(places[i, 0], rows), _weights(places[i, 1], columns)
        for k in range(2 * _REACH + 1):
            for j in range(2 * _REACH + 1):
                grid[row + k, column + j] += rows[k] * columns[j]


@compiled
def _read(places, grid, sums):
    rows, columns = np.empty(2 * _REACH + 1), np.empty(2 * _REACH + 1)
    for i in range(len(places)):
        row, column = _weights(places[i, 0], rows), _weights(places[i, 1], columns)
        total = 0.0
        for k in range(2 * _REACH + 1):
            part = 0.0
            for j in range(2 * _REACH + 1):
                part += columns[j] * grid[row + k, column + j]
            total += rows[k] * part
        sums[i] = total


@compiled
def _smoothed(grid):
    """The grid smoothed along its first axis."""
    smooth = np.zeros_like(grid)
    for k in range(-_SMOOTH, _SMOOTH + 1):
        weight = math.exp(-0.25 * k * k)
        for row in range(max(0, -k), min(len(grid), len(grid) - k)):
            for column in range(grid.shape[1]):
                smooth[row, column] += weight * grid[row + k, column]
    return smooth
