"""Columns on a scale where the noise is even.

Behind tanh, the noise of a column is large near 0 and tiny near 1; behind ReLU it is none below 0. A critic that takes the
noise as the same everywhere then loses most of what the column says. Each column v gets an increasing function u(v) with

    E [ (u(v) - u(v'))^2 | place ] = 2    for two passes v, v' of one input, at every place.

An increasing function of a column loses nothing. If l = tanh(W t + b) and the noise of t is even, u is W t + b up to a factor
for each column: the curved layer is linear again.

u is linear between knots at equal shares of the values. Its steps are divided by the root of the mean square of the differences
of pairs whose middle is there, again and again.
"""

from collections.abc import Callable

import numpy as np

from .posterior import Floats

_KNOTS = 97
_PAIRS = 6000
_ROUNDS = 8
_SMOOTHED = 5  # knots on either side
_MOST = 4.0  # factor of a step in one round


def levelled(passes: Floats, weights: Floats) -> Callable[[Floats], Floats]:
    """The function of rows (..., d) that puts each column of passes (m, n, d) on its even scale."""
    m, n, d = passes.shape
    rng = np.random.default_rng(0)
    inputs = rng.choice(n, size=_PAIRS, p=weights)
    first = rng.integers(m, size=_PAIRS)
    second = (first + 1 + rng.integers(m - 1, size=_PAIRS)) % m
    one, other = passes[first, inputs], passes[second, inputs]
    knots = np.quantile(np.concatenate([one, other]), np.linspace(0, 1, _KNOTS), axis=0)
    heights = np.column_stack([_heights(knots[:, k], one[:, k], other[:, k]) for k in range(d)])

    def function(rows: Floats) -> Floats:
        found = np.empty(rows.shape)
        for k in range(d):
            found[..., k] = np.interp(rows[..., k], knots[:, k], heights[:, k])
        return found

    return function


def _heights(knots: Floats, one: Floats, other: Floats) -> Floats:
    """u at the knots of one column."""
    steps = np.diff(knots)
    scale = np.sqrt(np.mean((one - other) ** 2) / 2)
    if scale == 0:  # no pair shows noise here: the even scale is unknown, and this view leaves the column out
        return np.zeros(len(knots))
    steps = steps / scale
    places = [np.interp(values, knots, np.arange(len(knots), dtype=float)) for values in (one, other)]
    bins = [np.minimum(place.astype(np.int64), len(steps) - 1) for place in places]
    beyond = [place - number for place, number in zip(places, bins, strict=True)]
    middle = np.minimum((places[0] + places[1]).astype(np.int64) // 2, len(steps) - 1)
    window = np.hanning(2 * _SMOOTHED + 3)[1:-1]
    counts = np.convolve(np.bincount(middle, minlength=len(steps)), window, "same")
    for _ in range(_ROUNDS):
        heights = np.concatenate([[0.0], np.cumsum(steps)])
        one, other = (heights[number] + part * steps[number] for number, part in zip(bins, beyond, strict=True))
        found = np.convolve(np.bincount(middle, (one - other) ** 2 / 2, len(steps)), window, "same")
        level = np.sqrt(np.maximum(found, 1e-30) / np.maximum(counts, 1e-30))
        steps = steps / np.clip(np.where(counts > 0, level, 1.0), 1 / _MOST, _MOST)
    return np.concatenate([[0.0], np.cumsum(steps)])
