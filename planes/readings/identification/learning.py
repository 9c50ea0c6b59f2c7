"""The critics that are learnt from passes: those that always pay, and the one of curved noise where it does."""

import math

import numpy as np

from .charts import charts
from .critics import SHRUNK, Moments, discriminant, own_variances
from .posterior import Critic, Floats, Mixture, Rows, mean_and_error

_SATURATED = 0.3  # nats below the cap: nearer to it there is nothing left to learn
_GAIN = 0.02  # nats on the calibration rows that make the charts worth their time
_FEWEST, _MOST = 32, 512  # likeliest inputs that the charts evaluate


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
    count = min(max(round(inputs_left), _FEWEST), len(weights))
    curved = [*critics, charts(moments, passes, basis, base, count)]
    return (curved, count) if _fit(curved, calibration, rows, weights) > plain + _GAIN else (critics, 0)


def _fit(critics: list[Critic], points: Floats, rows: Rows, weights: Floats) -> float:
    """The bound that the rows themselves give, which were fitted to."""
    return mean_and_error(Mixture.fitted(critics, points, rows, weights).terms(points, rows), weights[rows])[0]
