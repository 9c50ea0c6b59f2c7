"""Information through a noisy layer of width one, by quadrature. Every centre may have its own standard deviation.

    I(X;T) = -int p ln p dt - sum_i w_i ln(sqrt(2 pi e) s_i),
    I(Y;T) = sum_y int P(y) p(t | y) ln [p(t | y) / p(t)] dt

The integrals are sums over intervals. The ends of the intervals are the points c_i + k s_i, k = -8, ..., 8; a point closer
than the smallest s_i to the previous one is left out. So an interval near a centre is not much longer than the s_i of that
centre. On each interval a Gauss-Legendre rule of 12 nodes gives the value. Its difference from the rule of 8 nodes is about
the error of that rule, and far above the error of the value.

With relative noise, s_i = s |c_i|, the second term of I(X;T) is the mean of ln(sqrt(2 pi e) s |c_i|).
"""

import math

import numpy as np
from numpy.typing import NDArray

from .mixture import Floats, NoisyLayer

_REACH = 8.0  # standard deviations: beyond them a density is below 1e-14 of its peak
_NODES = (8, 12)
_BLOCK = 64  # intervals at a time
_TINY = 1e-300  # changes the logarithm of no density above 1e-284


def line_information(layer: NoisyLayer) -> tuple[float, float, float]:
    """I(X;T), I(Y;T) and an upper estimate of the error of both, in nats, for width 1."""
    centres = layer.centres[:, 0]
    deviations = np.broadcast_to(layer.std, layer.centres.shape)[:, 0]
    edges = _edges(centres, deviations)
    noise = float(layer.weights @ np.log(deviations)) + 0.5 * (1 + math.log(2 * math.pi))
    values = []
    for nodes in _NODES:
        entropy, label_nats = 0.0, 0.0
        for block in range(0, len(edges) - 1, _BLOCK):
            points, lengths = _rule(edges[block : block + _BLOCK + 1], nodes)
            parts = _densities(points, layer, centres, deviations)
            whole = parts.sum(axis=0)
            log_whole = np.log(whole + _TINY)
            entropy -= lengths @ (whole * log_whole)
            logs = np.log(parts + _TINY) - log_whole - np.log(layer.class_weights)[:, None]
            label_nats += float(((parts * logs) @ lengths).sum())
        values.append(np.array([entropy - noise, label_nats]))
    return float(values[-1][0]), float(values[-1][1]), float(np.abs(values[-1] - values[0]).max())


def _edges(centres: Floats, deviations: Floats) -> Floats:
    """Ends of the intervals, thinned to the smallest standard deviation."""
    ladder = np.arange(-_REACH, _REACH + 1)
    edges = np.unique(centres[:, None] + ladder * deviations[:, None])
    cells = np.floor((edges - edges[0]) / deviations.min())
    first = np.concatenate([[True], np.diff(cells) > 0])
    first[-1] = True
    return edges[first]


def _rule(edges: Floats, nodes: int) -> tuple[Floats, Floats]:
    """Points and weights of the Gauss-Legendre rule on every interval."""
    places, weights = np.polynomial.legendre.leggauss(nodes)
    half = np.diff(edges) / 2
    return ((edges[:-1] + half)[:, None] + half[:, None] * places).ravel(), (half[:, None] * weights).ravel()


def _densities(points: Floats, layer: NoisyLayer, centres: Floats, deviations: Floats) -> Floats:
    """P(y) p(t | y) at points (m,), an array (K, m), from the centres within reach."""
    near: NDArray[np.bool_] = (centres + (_REACH + 1) * deviations >= points[0]) & (
        centres - (_REACH + 1) * deviations <= points[-1]
    )
    rows = np.flatnonzero(near)
    parts = np.zeros((len(layer.starts), len(points)))
    if len(rows):
        scales = deviations[rows, None]
        terms = np.exp(-(((points - centres[rows, None]) / scales) ** 2) / 2)
        terms *= layer.weights[rows, None] / (math.sqrt(2 * math.pi) * scales)
        classes, starts = np.unique(layer.labels[rows], return_index=True)
        parts[classes] = np.add.reduceat(terms, starts, axis=0)
    return parts
