"""Information through a noisy layer of width two, by quadrature on tiles of the plane.

    I(X;T) = -int p ln p - ln(2 pi e s^2),    I(Y;T) = sum_y int P(y) p(t | y) ln [p(t | y) / p(t)] dt

by the trapezoidal rule, which converges geometrically for smooth functions that vanish at infinity. It runs on two lattices of
step s/4, the second shifted by half a step. The mean of the two results is the value. Half their difference is about the error
of one result, and far above the error of the mean.

Speed: the normal density is a product over the axes, so its sum over centres on a tile is a product of two matrices. Only
tiles within reach of a centre are visited. A centre further than 15 s from all others needs no tile: it adds w ln(1/w) to
I(X;T) and w ln(1/P(y)) to I(Y;T).

Reference: L. N. Trefethen, J. A. C. Weideman, The exponentially convergent trapezoidal rule, SIAM Review 56 (2014),
doi:10.1137/130932132.
"""

import math

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from scipy.special import xlogy

from .mixture import Floats, NoisyLayer

_REACH = 7.5  # standard deviations: beyond them a density is below 6e-13 of its peak
_STEPS = 4  # lattice steps in a standard deviation
_SIDE = round(2 * _REACH * _STEPS)  # lattice points along the edge of a tile; so a centre reaches at most four tiles


def plane_information(layer: NoisyLayer) -> tuple[float, float, float]:
    """I(X;T), I(Y;T) and an upper estimate of the error of both, in nats, for width 2 and one standard deviation."""
    points = (layer.centres - layer.centres.mean(axis=0)) / float(layer.std)
    alone = _alone(points)
    weights, labels = layer.weights, layer.labels
    isolated = np.array([-xlogy(weights, weights)[alone].sum(), -(weights * np.log(layer.class_weights[labels]))[alone].sum()])
    together = ~alone
    values = [
        isolated + _on_lattice(points[together] - shift / _STEPS, weights[together], labels[together], layer.class_weights)
        for shift in (0.0, 0.5)
    ]
    input_nats, label_nats = (values[0] + values[1]) / 2
    return float(input_nats), float(label_nats), float(np.abs(values[0] - values[1]).max() / 2)


def _alone(points: Floats) -> NDArray[np.bool_]:
    """Which points have no other point within twice the reach."""
    if len(points) == 1:
        return np.array([True])
    distances, _ = cKDTree(points).query(points, k=2, distance_upper_bound=2 * _REACH)
    return np.isinf(distances[:, 1])


def _on_lattice(points: Floats, weights: Floats, labels: NDArray[np.int64], class_weights: Floats) -> Floats:
    """The parts of I(X;T) and I(Y;T) due to these centres, of unit noise, on the lattice of step 1/_STEPS."""
    total = np.zeros(2)
    for corner, rows in _tiles(points):
        ticks = np.arange(_SIDE) / _STEPS
        across, along = (np.exp(-((corner[axis] + ticks - points[rows, axis, None]) ** 2) / 2) for axis in (0, 1))
        across *= weights[rows, None]
        classes, starts = np.unique(labels[rows], return_index=True)
        ends = [*starts[1:], len(rows)]
        whole = np.zeros((_SIDE, _SIDE))
        for label, a, b in zip(classes, starts, ends, strict=True):
            part = across[a:b].T @ along[a:b]
            whole += part
            total[1] += _plogp(part).sum() - part.sum() * math.log(class_weights[label])
        entropy = _plogp(whole).sum()
        # h(Z) = 1 + ln(2 pi). Its ln(2 pi) cancels against the constant 1/(2 pi) of the densities; the 1 is `whole.sum()`.
        total -= entropy + whole.sum(), entropy
    return total / (2 * math.pi * _STEPS**2)


def _plogp(p: Floats) -> Floats:
    return p * np.log(p + 1e-300)  # a third of the time of xlogy; 1e-300 changes no p above 1e-284


def _tiles(points: Floats) -> list[tuple[Floats, NDArray[np.int64]]]:
    """Lower corner and centres, in order, of every tile of edge 2 _REACH within reach of a centre."""
    side = _SIDE / _STEPS
    lowest = np.floor((points - _REACH) / side).astype(np.int64)
    steps = np.array([(0, 0), (0, 1), (1, 0), (1, 1)])
    tiles = (lowest + steps[:, None]).reshape(-1, 2)
    rows = np.tile(np.arange(len(points)), len(steps))
    unique, inverse = np.unique(tiles, axis=0, return_inverse=True)
    order = np.argsort(inverse.ravel(), kind="stable")
    counts = np.bincount(inverse.ravel(), minlength=len(unique))
    groups = np.split(rows[order], np.cumsum(counts))[: len(unique)]
    return [(tile * side, np.sort(group)) for tile, group in zip(unique, groups, strict=True)]
