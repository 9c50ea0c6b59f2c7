"""The bound on I(X;L) that critics prove which are learnt from passes.

All passes but the last ones are learnt from. The last ones are two blocks, of one pass each, or of more where inputs are few.
Each block is evaluated with shares that are calibrated on the other.

The critic of curved noise takes time; it is learnt where it raises the bound on the first block.
"""

import math
from typing import NamedTuple

import numpy as np

from infoplane.planes.readings.protocol import Array

from .charts import charts
from .critics import SHRUNK, Moments, discriminant, own_variances
from .posterior import Critic, Floats, Mixture, Rows, mean_and_error

AT_CAP = 0.1  # nats below H(X): closer values only say that I(X;L) of more inputs is at least this
FEWEST = 4  # passes
_CALIBRATED, _EVALUATED = 300, 1000  # rows of each block, at most
_SATURATED = 0.3  # nats below the cap: nearer to it there is nothing left to learn
_GAIN = 0.02  # nats on the calibration rows that make the charts worth their time
_LEAST, _MOST = 32, 512  # likeliest inputs that the charts evaluate


class Learnt(NamedTuple):
    """The bound in nats and its error; what more passes would add, by half of them, and its error; whether it is at the cap."""

    nats: float
    error: float
    still: float
    still_error: float
    saturated: bool


def learnt_bound(values: Array, centres: Array | None, std: float | None, weights: Floats, rng: np.random.Generator) -> Learnt:
    """The bound from passes (m, n, d), or from their centres before a noise of the layer's own, of deviation `std`."""
    m, n, d = values.shape
    held = max(min(math.ceil(_CALIBRATED / n), m // 4), 1)
    inputs = np.tile(np.arange(n), held)
    order = rng.permutation(len(inputs))
    rows, evaluated = np.sort(order[:_CALIBRATED]), np.sort(order[:_EVALUATED])
    blocks = values[-2 * held :].astype(np.float64).reshape(2, -1, d)
    learning = (values if centres is None else centres)[: -2 * held].astype(np.float64)
    own = 0.0 if centres is None or std is None else std**2
    calibrated = inputs[rows]
    critics, likeliest = learnt_critics(learning, weights, own, blocks[0, rows], calibrated)
    mixtures = [Mixture.fitted(critics, block[rows], calibrated, weights) for block in blocks]
    terms = [one.terms(block[evaluated], inputs[evaluated]) for one, block in zip(mixtures, blocks[::-1], strict=True)]
    bound, error = mean_and_error(np.mean(terms, axis=0), weights[inputs[evaluated]])
    if bound > -float(weights @ np.log(weights)) - AT_CAP:
        return Learnt(bound, error, 0.0, 0.0, True)
    fewer, _ = learnt_critics(learning[::2], weights, own, blocks[0, rows], calibrated, likeliest)
    halves = [Mixture.fitted(fewer, block[rows], calibrated, weights) for block in blocks]
    gains = [
        whole.terms(block[rows], calibrated) - half.terms(block[rows], calibrated)
        for whole, half, block in zip(mixtures, halves, blocks, strict=True)
    ]
    return Learnt(bound, error, *mean_and_error(np.mean(gains, axis=0), weights[calibrated]), False)


def learnt_critics(
    passes: Floats, weights: Floats, own: float, calibration: Floats, rows: Rows, likeliest: int | None = None
) -> tuple[list[Critic], int]:
    """Critics from passes (m, n, d), and the number of likeliest inputs for the charts, 0 without them.

    Parameters
    ----------
    passes : array (m, n, d)
    weights : array (n,)
    own : float
        Variance of the noise that the passes do not have.
    calibration : array (s, d)
        Rows of another pass, by the inputs `rows` (s,). They decide whether the charts pay.
    likeliest : int, optional
        The decision, where it has been taken.
    """
    moments = Moments.of(passes, weights, own)
    found = [discriminant(moments, shrunk) for shrunk in SHRUNK]
    critics = [*(critic for critic, _ in found), own_variances(moments)]
    base, basis = found[0]
    if likeliest is not None:
        return ([*critics, charts(moments, passes, basis, base, likeliest)] if likeliest else critics), likeliest
    plain, cap = _fit(critics, calibration, rows, weights), -float(weights @ np.log(weights))
    inputs_left = 4 * math.exp(min(cap - plain, 50.0))  # four times as many as the posterior spreads over
    if cap - plain < _SATURATED or inputs_left > _MOST:
        return critics, 0
    count = min(max(round(inputs_left), _LEAST), len(weights))
    curved = [*critics, charts(moments, passes, basis, base, count)]
    return (curved, count) if _fit(curved, calibration, rows, weights) > plain + _GAIN else (critics, 0)


def _fit(critics: list[Critic], points: Floats, rows: Rows, weights: Floats) -> float:
    """The bound that the rows themselves give, which were fitted to."""
    return mean_and_error(Mixture.fitted(critics, points, rows, weights).terms(points, rows), weights[rows])[0]
