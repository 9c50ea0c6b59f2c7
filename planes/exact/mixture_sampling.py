"""Information through a noisy layer of any width, by Monte Carlo.

    I(X;T) = E [ln p(T | X) - ln p(T)],    I(Y;T) = E [ln p(T | Y) - ln p(T)]

Both terms use the same draws t = c_i + s_i z, so the noise cancels where the components do not overlap. Inputs are drawn
systematically: one uniform number, then equal steps through the cumulative weights. The standard error is that of independent
draws, so it tends to be too large.

It fails near saturation, where I(X;T) is close to H(X). The difference then comes from rare draws near another centre. A sample
without such a draw has a standard error that is too small; differences below 1e-4 nats mean nothing there.

Densities are summed in blocks by log-sum-exp, so the memory does not grow with the number of draws.
Reference: Z. Goldfeld et al., arXiv 1810.05728, section 5.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.protocol import Estimate

from .mixture import Floats, NoisyLayer

Rows = NDArray[np.int64]

_BLOCK = 500_000  # log-densities at a time: more would not stay in the cache of a processor


def sampled_information(layer: NoisyLayer, samples: int, rng: Any = None) -> tuple[Estimate, Estimate]:
    """I(X;T) and I(Y;T) in nats, each with its standard error, from the same draws."""
    if samples < 2:
        raise ValueError(f"A standard error needs at least 2 samples; got {samples}.")
    rng = np.random.default_rng(rng)
    steps = (rng.random() + np.arange(samples)) / samples
    rows = np.minimum(np.searchsorted(np.cumsum(layer.weights), steps), len(layer.weights) - 1)
    if layer.std.ndim == 0:
        # The squares of centres cancel in the difference of logarithms. Centres of mean 0 make them, and so the rounding
        # errors, small.
        layer = replace(layer, centres=layer.centres - layer.weights @ layer.centres)
    log_densities = _log_densities(layer)
    blocks = np.array_split(rows, math.ceil(samples * len(layer.weights) / _BLOCK))
    terms = np.concatenate([_terms(layer, log_densities, block, rng) for block in blocks])
    means, errors = terms.mean(axis=0), terms.std(axis=0, ddof=1) / math.sqrt(samples)
    details = {"samples": float(samples)}
    return Estimate(float(means[0]), float(errors[0]), details), Estimate(float(means[1]), float(errors[1]), details)


def _log_densities(layer: NoisyLayer) -> Callable[[Floats], Floats]:
    """A function from points (m, d) to ln p(t | x_j), an array (m, n), up to a term that is the same for all j."""
    slopes, offsets = layer.centres / layer.std**2, -0.5 * ((layer.centres / layer.std) ** 2).sum(axis=1)
    if layer.std.ndim == 0:
        return lambda points: points @ slopes.T + offsets
    curvatures = 0.5 / layer.std**2
    offsets -= np.log(layer.std).sum(axis=1)
    return lambda points: points @ slopes.T - points**2 @ curvatures.T + offsets


def _terms(layer: NoisyLayer, log_densities: Callable[[Floats], Floats], rows: Rows, rng: np.random.Generator) -> Floats:
    """Pointwise information about X and about Y, an array (m, 2): one draw for each of these inputs."""
    std = layer.std if layer.std.ndim == 0 else layer.std[rows]
    logs = log_densities(layer.centres[rows] + std * rng.standard_normal((len(rows), layer.centres.shape[1])))
    own = logs[np.arange(len(rows)), rows]
    logs += np.log(layer.weights)
    classes = _class_logs(logs, layer)
    whole = np.logaddexp.reduce(classes, axis=1)
    labels = layer.labels[rows]
    of_class = classes[np.arange(len(rows)), labels] - np.log(layer.class_weights[labels])
    return np.column_stack([own - whole, of_class - whole])


def _class_logs(logs: Floats, layer: NoisyLayer) -> Floats:
    """ln sum over the centres of every class, an array (m, K); overwrites `logs`."""
    peaks = np.maximum.reduceat(logs, layer.starts, axis=1)
    logs -= peaks if peaks.shape[1] == 1 else peaks[:, layer.labels]
    return peaks + np.log(np.add.reduceat(np.exp(logs, out=logs), layer.starts, axis=1))
