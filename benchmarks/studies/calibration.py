"""Calibrate the intervals of `estimate_mi`: find the weights of the signs, and the factors of the levels.

A cell of known MI I has a value v and signs f >= 0 (`twins.signs`). For weights a, b >= 0 its interval is

    [v - a.f, v + b.f],    and its score is    s = max((v - I) / a.f, (I - v) / b.f).

For a price alpha the weights minimise the mean logarithm of the interval score of Gneiting and Raftery,

    (a.f + b.f) / 2 + (distance of I from the interval) / alpha,

so that a nat too much counts alike for weak and for strong dependence. The factor of a level is the quantile of the
scores. Of several prices, the one with the narrowest 95 % intervals is taken.
Families are weighted equally in both. A family is judged by weights and factor that were found without it.

Reference: T. Gneiting, A. E. Raftery, Strictly proper scoring rules, prediction, and estimation, JASA 102 (2007),
doi:10.1198/016214506000001437.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, hstack

from infoplane.estimators.automatic.calibration import LEAST, Calibration
from infoplane.estimators.automatic.measurement import LEVEL

Array = NDArray[np.float64]
_PRICES = (0.02, 0.01, 0.007, 0.005, 0.0035, 0.002)  # alpha
_STEPS = 12  # linear programs
_SAFETY = 0.55  # of what a level leaves out: a family that the calibration has not seen has larger scores
_DECIMALS = 4
_RESOLUTION = 0.01  # nats, below which no score counts as better
LEVELS = (0.5, 0.8, 0.9, LEVEL, 0.99)


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


def fitted_weights(cells: Cells) -> Array:
    """Weights (2, k) with the narrowest 95 % intervals, by their mean logarithm."""

    def width(weights: Array) -> float:
        factor = factors(cells, weights)[LEVELS.index(0.95)]
        return float(cells.weights @ np.log(factor * sum(arms(cells, weights)) / 2 + _RESOLUTION))

    return min((weights_at(cells, price) for price in _PRICES), key=width)


def weights_at(cells: Cells, price: float) -> Array:
    """Weights (2, k) that minimise the mean logarithm of the interval score.

    The logarithm is concave: linear programs of the score itself, each cell divided by its score in the last solution, decrease
    its mean in every step.
    """
    signs, each = cells.signs, cells.weights
    n, k = signs.shape
    too_high = cells.error > 0
    # Variables: lower weights, upper weights, and the distance of the true MI from the interval.
    rows = np.hstack([signs * too_high[:, None], signs * ~too_high[:, None]])
    reach = hstack([csr_array(rows), eye_array(n)])
    scale = np.abs(cells.error) + _RESOLUTION
    for _ in range(_STEPS):
        share = each / scale
        cost = np.concatenate([np.tile(share @ signs, 2) / 2, share / price])
        found = linprog(cost, A_ub=-reach, b_ub=LEAST - np.abs(cells.error), method="highs").x
        weights = found[: 2 * k].reshape(2, k)
        scale = sum(arms(cells, weights)) / 2 + found[2 * k :] / price + _RESOLUTION
    return np.asarray(weights)


def factors(cells: Cells, weights: Array) -> list[float]:
    """The factor of each of `LEVELS`."""
    values = scores(cells, weights)
    return [quantile(values, cells.weights, level + _SAFETY * (1 - level)) for level in LEVELS]


def calibrated(cells: Cells, names: Sequence[str]) -> Calibration:
    """The calibration of these cells, for signs of these names, with numbers of four decimals."""
    weights = fitted_weights(cells).round(_DECIMALS)  # rounded first: the factors are those of the printed weights
    down, up = (dict(zip(names, map(float, side), strict=True)) for side in weights)
    return Calibration(down, up, LEVELS, tuple(round(factor, _DECIMALS) for factor in factors(cells, weights)))


def left_out(cells: Cells, usable: NDArray[np.bool_] | None = None) -> tuple[Array, Array]:
    """The 95 % arms of each cell, by weights and a factor that were found without its family.

    Parameters
    ----------
    cells : Cells
    usable : array (n,) of bool, optional
        The cells that may be calibrated on; all by default.

    Returns
    -------
    down, up : array (n,)
    """
    usable = np.ones(len(cells.error), bool) if usable is None else usable
    down, up = np.empty(len(cells.error)), np.empty(len(cells.error))
    for family in np.unique(cells.families):
        own = cells.families == family
        others = cells.of(usable & ~own)
        weights = fitted_weights(others)
        factor = factors(others, weights)[LEVELS.index(LEVEL)]
        down[own], up[own] = (factor * arm for arm in arms(cells.of(own), weights))
    return down, up
