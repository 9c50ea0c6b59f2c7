"""A lower confidence bound of H2, and of mutual information, from bounded terms.

For n independent terms in an interval of length R, with mean m and sample variance V, the true mean is at most

    m + sqrt(2 V ln(2/d) / n) + 7 R ln(2/d) / (3 (n - 1))                           (empirical Bernstein)

with probability at least 1 - d, whatever their distribution. For a fixed critic T,

    H2 >= 2 - E_P e^(-T/2) - E_Q e^(T/2),    I(X;Y) >= -2 ln BC = -2 ln(1 - H2/2),

so upper bounds A of E_P e^(-T/2) and B of E_Q e^(T/2), each with d = (1 - level)/2, give

    I(X;Y) >= -2 ln((A + B) / 2)

with probability at least `level`. It holds for every critic that the terms had no part in; a good one gives a large bound. T
lies between two limits, T = min(max(slope score + shift, -low), high): wide limits let T say more, but make R larger. Slope,
shift and limits are chosen by pairs that are not among the terms.

Since R of the one is at least e^(low/2) - 1, the bound cannot exceed about ln n.

References: A. Maurer and M. Pontil, Empirical Bernstein bounds and sample variance penalization, COLT 2009, arXiv 0907.3740,
theorem 4; the inequality of KL and H2 is Jensen's.
"""

import math
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from infoplane.estimators.validation import Array

_SLOPES = (0.5, 0.75, 1.0)
_SHIFTS = (-0.6, -0.3, 0.0, 0.3, 0.6)
_LIMITS = 10  # of either kind, up to ln of the number of terms


class Limits(NamedTuple):
    """How a score becomes T: min(max(slope score + shift, -low), high). The ends may be columns (k, 1): k pairs of them."""

    slope: float
    shift: float
    low: Any
    high: Any

    def of(self, scores: Array) -> Array:
        """T of the scores (n,): an array (n,), or (k, n)."""
        return np.clip(self.slope * scores + self.shift, -self.low, self.high)


def upper_mean(terms: Array, n: int, length: Any, failure: float) -> Any:
    """The upper confidence bound of the mean of terms (..., m), which fails with probability `failure` at most.

    Parameters
    ----------
    terms : array (..., m)
        Their mean and variance count.
    n : int
        The number of independent terms to bound with.
    length : float or array (..., 1)
        Of the interval that holds the terms.
    failure : float
    """
    log = math.log(2 / failure)
    spread = np.sqrt(2 * terms.var(axis=-1, ddof=1) * log / n)
    return terms.mean(axis=-1) + spread + np.squeeze(7 * length * log / (3 * (n - 1)))


def lower_bound(joint: Array, independent: Array, limits: Limits, level: float, sizes: tuple[int, int] | None = None) -> Any:
    """The lower confidence bound of -2 ln BC in nats; negative where the terms show nothing.

    Parameters
    ----------
    joint, independent : array (n,) and (m,)
        Scores of pairs, and of independent pairs; none of the pairs shares a row with another of its kind.
    limits : Limits
    level : float
    sizes : (int, int), optional
        Number of terms of either kind to bound with: those given, by default.

    Returns
    -------
    float, or array (k,) for k pairs of ends
    """
    n, m = sizes or (len(joint), len(independent))
    failure = (1 - level) / 2
    low, high = np.exp(limits.low / 2), np.exp(limits.high / 2)
    a = upper_mean(np.exp(-limits.of(joint) / 2), n, low - 1 / high, failure)
    b = upper_mean(np.exp(limits.of(independent) / 2), m, high - 1 / low, failure)
    return -2 * np.log((a + b) / 2)


def chosen_limits(joint: Array, independent: Array, level: float, sizes: tuple[int, int]) -> Limits:
    """The limits that would give the largest bound of terms like these, if there were `sizes` of them.

    Parameters
    ----------
    joint, independent : array (n,) and (m,)
        Scores of pairs, and of independent pairs, other than those to bound with.
    level : float
    sizes : (int, int)
    """
    ends = np.linspace(0, math.log(max(sizes[1], 3)), _LIMITS + 1)[1:]
    low, high = (each.reshape(-1, 1) for each in np.meshgrid(ends, ends))
    best, chosen = -math.inf, Limits(1.0, 0.0, 1.0, 1.0)
    for slope, shift in product(_SLOPES, _SHIFTS):
        bounds = lower_bound(joint, independent, Limits(slope, shift, low, high), level, sizes)
        first = int(bounds.argmax())
        if bounds[first] > best:
            best, chosen = float(bounds[first]), Limits(slope, shift, float(low[first, 0]), float(high[first, 0]))
    return chosen
