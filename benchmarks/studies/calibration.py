"""Calibrate the intervals of `estimate_mi`: find the weights of the signs, and the factors of the levels.

A cell of known MI I has a value v and signs f >= 0 (`twins.signs`). For weights a, b >= 0 its interval is

    [v - a.f, v + b.f],    and its score is    s = max((v - I) / a.f, (I - v) / b.f).

The weights minimise the mean logarithm of the interval score of Gneiting and Raftery at level 1 - alpha,

    (a.f + b.f) / 2 + (distance of I from the interval) / alpha,

so that a nat too much counts alike for weak and for strong dependence. The factor of a level is the quantile of the scores.
Families are weighted equally in both. A family is judged by weights and factor that were found without it.

Reference: T. Gneiting, A. E. Raftery, Strictly proper scoring rules, prediction, and estimation, JASA 102 (2007),
doi:10.1198/016214506000001437.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.automatic.calibration import LEAST

Array = NDArray[np.float64]
_ALPHA = 0.05
_STEPS = (0.0, 0.5, 0.8, 1.25, 2.0, 5.0)  # of one weight
_START = 0.2
_ROUNDS = 12
_REVIVED = 0.05  # what a weight of 0 may come back to
LEVELS = (0.5, 0.8, 0.9, 0.95, 0.99)


@dataclass(frozen=True)
class Cells:
    """Cells to calibrate on.

    Parameters
    ----------
    error : array (n,)
        v - I in nats.
    signs : array (n, k)
    families : array (n,) of str
    """

    error: Array
    signs: Array
    families: NDArray[Any]

    def of(self, chosen: NDArray[np.bool_]) -> "Cells":
        """The chosen cells."""
        return Cells(self.error[chosen], self.signs[chosen], self.families[chosen])

    @property
    def weights(self) -> Array:
        """The same for each family, with sum 1."""
        _, family, count = np.unique(self.families, return_inverse=True, return_counts=True)
        return np.asarray(1 / count[family] / len(count))


def arms(cells: Cells, weights: Array) -> tuple[Array, Array]:
    """The lengths of the lower and of the upper arm, for weights (2, k)."""
    return LEAST + cells.signs @ weights[0], LEAST + cells.signs @ weights[1]


def scores(cells: Cells, weights: Array) -> Array:
    """What every interval would have to be multiplied by to reach the true MI."""
    down, up = arms(cells, weights)
    return np.where(cells.error > 0, cells.error / down, -cells.error / up)


def quantile(values: Array, weights: Array, level: float) -> float:
    """Smallest value with at least this share of the weight at or below it."""
    order = np.argsort(values)
    reached = np.searchsorted(np.cumsum(weights[order]), level * weights.sum() * (1 - 1e-12))
    return float(values[order][min(reached, len(values) - 1)])


def fitted_weights(cells: Cells, start: Array | None = None) -> Array:
    """Weights (2, k) by coordinate descent: one weight at a time takes the best of a few multiples, until none is better."""
    each = cells.weights

    def loss(weights: Array) -> float:
        down, up = arms(cells, weights)
        beyond = np.maximum(cells.error - down, 0) + np.maximum(-cells.error - up, 0)
        return float(each @ np.log((down + up) / 2 + beyond / _ALPHA + 0.01))

    best = np.full((2, cells.signs.shape[1]), _START) if start is None else start.copy()
    least = loss(best)
    for _ in range(_ROUNDS):
        before = least
        for place in np.ndindex(*best.shape):
            for step in _STEPS:
                tried = best.copy()
                tried[place] = tried[place] * step if best[place] > 0 else _REVIVED * step
                if (found := loss(tried)) < least - 1e-9:
                    least, best = found, tried
        if before - least < 1e-5:
            break
    return best


def factors(cells: Cells, weights: Array) -> list[float]:
    """The factor of each of `LEVELS`."""
    values = scores(cells, weights)
    return [quantile(values, cells.weights, level) for level in LEVELS]


def left_out(cells: Cells) -> tuple[Array, Array]:
    """The 95 % arms of each cell, by weights and a factor that were found without its family: two arrays (n,)."""
    whole = fitted_weights(cells)
    down, up = np.empty(len(cells.error)), np.empty(len(cells.error))
    for family in np.unique(cells.families):
        own = cells.families == family
        others = cells.of(~own)
        weights = fitted_weights(others, whole)
        factor = factors(others, weights)[LEVELS.index(0.95)]
        down[own], up[own] = (factor * arm for arm in arms(cells.of(own), weights))
    return down, up
