"""Both ends of I(X;L) where the layer given its latents is normal, with known noise.

The layer is l = c_r + z in the units of its noise, z ~ N(0, identity), and c_0, ..., c_M are draws of the centre of one input.
With k(l | c) = N(l; c, identity), c_0 the draw that made l, and p(l) = sum_i w_i (1/M) sum_{r >= 1} k(l | c_r(x_i)),

    E ln [1/M sum_{r=1..M} k(l | c_r(x)) / p(l)] <= I(X;L) <= E ln [1/(M+1) sum_{r=0..M} k(l | c_r(x)) / p(l)].

The lower end is the bound of a critic that has not seen c_0. The upper end holds because the logarithm is concave. Both ends
move towards I(X;L) as 1/M. They are wide where the latents move further than the noise in many columns. Other inputs keep all
their draws in p(l), which only narrows the bracket.

A linear map of a noisy layer, L = W (t + s Z) + b + s2 Z2, has noise of covariance s^2 W W' + s2^2 identity. In the coordinates
of the left singular vectors of W it is independent, and the other coordinates of L say nothing more.

Reference: M. Yin, M. Zhou, Semi-implicit variational inference, ICML 2018, arXiv 1805.11183.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from infoplane.planes.readings.protocol import LinearLatents

from .posterior import Floats, mean_and_error

DRAWS = 2000
_BLOCK = 2_000_000  # densities at a time


class Bracket(NamedTuple):
    """The two ends in nats, each with its standard error."""

    lower: float
    lower_error: float
    upper: float
    upper_error: float


def coordinates(latents: LinearLatents) -> Floats:
    """The centres (passes, n, r) of a linear map of a noisy layer, in the coordinates in which its noise is N(0, identity)."""
    _, stretch, axes = np.linalg.svd(np.asarray(latents.weight, dtype=np.float64), full_matrices=False)
    kept = stretch > 1e-12 * stretch.max(initial=0.0)
    noise = np.sqrt(latents.std_out**2 + (latents.std_in * stretch[kept]) ** 2)
    return np.asarray(latents.latents @ (axes[kept] * (stretch[kept] / noise)[:, None]).T)


def bracket(centres: Floats, weights: Floats, draws: int, rng: np.random.Generator) -> Bracket:
    """Both ends from centres (passes, n, r) in the units of the noise, with at least two passes."""
    passes, n, width = centres.shape
    middle = weights @ centres.mean(axis=0)
    components = (centres - middle).astype(np.float64)
    rows = np.resize(rng.permutation(n), draws)
    made_by = rng.integers(passes, size=draws)
    points = components[made_by, rows] + rng.standard_normal((draws, width))
    halves = 0.5 * (components**2).sum(axis=2)
    step = max(_BLOCK // (n * passes), 1)
    terms = np.concatenate(
        [
            _terms(components, halves, weights, points[block], rows[block], made_by[block])
            for block in (slice(start, start + step) for start in range(0, draws, step))
        ]
    )
    (lower, lower_error), (upper, upper_error) = (mean_and_error(column, weights[rows]) for column in terms.T)
    return Bracket(lower, lower_error, upper, upper_error)


def _terms(
    components: Floats, halves: Floats, weights: Floats, points: Floats, rows: NDArray[np.int64], made_by: NDArray[np.int64]
) -> Floats:
    """The terms of the lower and of the upper end of each point, an array (s, 2)."""
    (passes, n, width), s = components.shape, np.arange(len(points))
    logits = points @ components.reshape(-1, width).T
    logits -= halves.ravel()
    peak = logits.max(axis=1)
    own = logits.reshape(-1, passes, n)[s, :, rows]  # (s, passes)
    logits -= peak[:, None]
    single = logits.astype(np.float32)
    masses = np.exp(single, out=single).reshape(-1, passes, n).sum(axis=1) @ weights
    with np.errstate(divide="ignore"):
        others = own.copy()
        others[s, made_by] = -np.inf
        # The draw that made the point stays out of its own input; the other inputs keep all of theirs.
        mine = weights[rows] * np.exp(own - peak[:, None]).sum(axis=1)
        rest = np.maximum(masses - mine, 0.0) / passes
        own_mean = logsumexp(others, axis=1) - math.log(passes - 1)
        log_p = peak + np.log(rest + weights[rows] * np.exp(own_mean - peak))
    return np.column_stack([own_mean - log_p, logsumexp(own, axis=1) - math.log(passes) - log_p])
