"""Bounds on the information through a noisy layer, from the pairwise distances of its centres.

For T = c_X + Z, Z ~ N(0, s^2 I):

    -sum_i w_i ln sum_j w_j exp(-|c_i - c_j|^2 / (8 s^2)) <= h(T) - h(Z) = I(X;T)
                                                          <= -sum_i w_i ln sum_j w_j exp(-|c_i - c_j|^2 / (2 s^2)),

The lower bound uses the Bhattacharyya distance (the Chernoff distance at 1/2), the upper one the Kullback-Leibler divergence.
For I(Y;T) = h(T) - h(T | Y), the lower bound is the lower bound of h(T) minus the upper bound of h(T | Y); the upper bound is
the upper bound of h(T) minus the lower bound of h(T | Y). The difference of two lower bounds would not be a bound. The bounds
need no sampling, hold for any width, and take time O(n^2 d). The two bounds are
equal where all centres coincide or lie far apart, and differ most between.

Reference: A. Kolchinsky, B. D. Tracey, Estimating mixture entropy with pairwise distances, Entropy 19 (2017), arXiv 1706.02419.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .mixture import Floats, NoisyLayer

_BLOCK = 4_000_000  # distances at a time


class Bounds(NamedTuple):
    """Lower and upper bound, in nats."""

    lower: float
    upper: float


def pairwise_bounds(
    centres: ArrayLike, labels: ArrayLike, std: float, weights: ArrayLike | None = None
) -> tuple[Bounds, Bounds]:
    """Bounds of I(X;T) and of I(Y;T), in nats.

    Parameters
    ----------
    centres : array (n, *shape)
        Activations of the layer on the n inputs, before its noise.
    labels : array (n,)
        Y, a function of X.
    std : float
        Standard deviation of the noise, one for all.
    weights : array (n,), optional
        Probabilities of the inputs; uniform by default.

    Returns
    -------
    pair of Bounds
        Of I(X;T), then of I(Y;T).

    Raises
    ------
    ValueError
        As `input_information`, or if the noise has several standard deviations.

    Examples
    --------
    >>> from infoplane.planes import input_information, pairwise_bounds
    >>> centres = [[-1.0], [1.0]]
    >>> of_inputs, of_labels = pairwise_bounds(centres, labels=[0, 1], std=1.0)
    >>> of_inputs.lower < input_information(centres, std=1.0).nats < of_inputs.upper
    True
    """
    layer = NoisyLayer.of(centres, std, weights, labels)
    if layer.std.ndim:
        raise ValueError("Pairwise bounds need noise of one standard deviation: use `layer_information` for several.")
    # Rows: lower bounds, upper bounds. Columns: bounds of h(T) - h(Z), and of h(T | Y) - h(Z).
    entropies = np.array([_entropies(layer, factor * float(layer.std) ** 2) for factor in (8.0, 2.0)])
    (low, low_given), (high, high_given) = entropies
    return Bounds(float(low), float(high)), Bounds(float(low - high_given), float(high - low_given))


def _entropies(layer: NoisyLayer, scale: float) -> Floats:
    """-sum_i w_i ln sum_j w_j exp(-|c_i - c_j|^2 / scale), and the same with p(j | y_i) in place of w_j."""
    centres = layer.centres - layer.weights @ layer.centres
    squares = (centres**2).sum(axis=1)
    total = np.zeros(2)
    block = max(1, _BLOCK // len(centres))
    for start in range(0, len(centres), block):
        rows = np.arange(start, min(start + block, len(centres)))
        distances = np.maximum(squares[rows, None] - 2 * centres[rows] @ centres.T + squares, 0)
        distances[np.arange(len(rows)), rows] = 0  # rounding leaves |c|^2 - 2 c.c + |c|^2 a little off zero
        kernel = np.exp(-distances / scale) * layer.weights
        by_class = np.add.reduceat(kernel, layer.starts, axis=1)
        own = by_class[np.arange(len(rows)), layer.labels[rows]] / layer.class_weights[layer.labels[rows]]
        total -= layer.weights[rows] @ np.log(np.column_stack([by_class.sum(axis=1), own]))
    return total
