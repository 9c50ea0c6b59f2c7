"""A critic for noise of any shape, in columns that are independent: dropout has two peaks, which no normal distribution has.

Each column is cut into bins of equal width. The probability of a bin for an input is the share of its passes
there, spread a little over the neighbouring bins, and mixed with the share of all inputs, which counts as much as one pass.
"""

import numpy as np

from .posterior import Critic, Floats

MOST_COLUMNS = 16
_BINS = 128
_SPREAD = (1.0, 3.0)  # bins on either side
_PRIOR_PASSES = 1.0


def shapes(passes: Floats, weights: Floats) -> list[Critic]:
    """The critics of passes (m, n, d): one for each spread."""
    m, n, d = passes.shape
    least, most = np.quantile(passes.reshape(-1, d), [0.002, 0.998], axis=0)
    edges = np.linspace(least, most, _BINS - 1)
    counts = np.zeros((d, n, _BINS))
    inputs = np.tile(np.arange(n), m)
    for k in range(d):
        bins = np.searchsorted(edges[:, k], passes[..., k].ravel(), side="right")
        counts[k] = np.bincount(inputs * _BINS + bins, minlength=n * _BINS).reshape(n, _BINS)
    shares = np.einsum("n,kng->kg", weights, counts) / m
    away = np.subtract.outer(np.arange(_BINS), np.arange(_BINS))
    return [_of(counts, shares, m, np.exp(-0.5 * (away / spread) ** 2), edges) for spread in _SPREAD]


def _of(counts: Floats, shares: Floats, m: int, kernel: Floats, edges: Floats) -> Critic:
    kernel = kernel / kernel.sum(axis=1, keepdims=True)
    tables = np.log((counts @ kernel + _PRIOR_PASSES * shares[:, None] + 1e-9) / (m + _PRIOR_PASSES))  # (d, n, bins)
    tables = np.ascontiguousarray(tables.transpose(0, 2, 1))

    def critic(points: Floats) -> Floats:
        found = np.zeros((len(points), tables.shape[2]))
        for table, column, cuts in zip(tables, points.T, edges.T, strict=True):
            found += table[np.searchsorted(cuts, column, side="right")]
        return found

    return critic
