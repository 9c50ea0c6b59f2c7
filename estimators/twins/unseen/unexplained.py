"""Curves and products of columns: what they show beyond a fitted distribution.

Among many columns neighbours see little. A relation that the fitted distributions do not have, such as y = |x_1|, y = x_1 x_2
as in an exclusive or, or sums of independent sources that are not normal, may then be missed by all. It is plain in the
correlations of bounded features of the ranks,

    f_k(x_i) = sqrt(2) cos(pi k u_i), k = 1 ... 4,    f_1(x_i) f_1(x_j), i < j,

of x with those of y. Let c be the table of these correlations for n rows of data, less its mean over m draws of the fitted
distribution. The noise of an entry is s = sqrt((1 + 1/m) v / n), where v is the variance of the product of its two features, at
least 1. Two numbers say how much the distribution lacks:

* largest: -1/2 ln(1 - c^2) of the largest entry, in nats, where chance explains none as large. The relation behind it may have
  several times as many;
* total: the sum of (c^2 - s^2)/2 over the p entries, which is the MI of weak dependence among independent features, and more
  of features that depend on each other; in standard deviations, the root of the sum of s^4/2 where no features depend on each
  other. Else that is times the root of |Kx|^2 |Ky|^2 / p, of the correlations of the features of x and of those of y.

It fails for products of three columns and more, for products of more than 40 columns of a side, and where a curve of one column
is hidden among many rotated ones.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from infoplane.estimators.twins.scores import uniform_ranks
from infoplane.estimators.twins.statistics import some_rows
from infoplane.estimators.validation import Array

_WAVES = 4
_MOST_COLUMNS = 40  # of one side whose products are formed
_MOST_ROWS = 10_000
_DRAWS = 3
_CHANCE = 2.0  # standard deviations beyond the largest of as many independent normal numbers


@dataclass(frozen=True)
class Unexplained:
    """What features of the data share beyond those of draws.

    Parameters
    ----------
    largest : float
        Nats of the best pair of features; 0 where chance may explain it.
    total : float
        Nats of all pairs as if they were independent.
    z : float
        `total` in standard deviations.
    """

    largest: float
    total: float
    z: float


def unexplained(x: Array, y: Array, twin: Any, rng: np.random.Generator) -> Unexplained:
    """Compare x (n, dx) and y (n, dy) with draws of a twin that has these columns, each up to an increasing map."""
    rows = some_rows(len(x), _MOST_ROWS)
    first, second = _features(x[rows]), _features(y[rows])
    n, drawn = len(first), [tuple(map(_features, twin.sample(len(first), rng=rng))) for _ in range(_DRAWS)]
    found = first.T @ second / n
    table = found - np.mean([of_x.T @ of_y / n for of_x, of_y in drawn], axis=0)
    # At least the variance without dependence of x and y
    variance = (1 + 1 / _DRAWS) / n * np.maximum((first**2).T @ second**2 / n - found**2, 1.0)
    dependent = math.sqrt(_times(first) * _times(second))
    largest = np.abs(table).max(
        initial=0, where=np.abs(table) > (math.sqrt(2 * math.log(table.size)) + _CHANCE) * np.sqrt(variance)
    )
    total = float((table**2 - variance).sum()) / 2
    return Unexplained(
        -0.5 * math.log1p(-min(float(largest) ** 2, 0.99)),
        total,
        total / (math.sqrt(float((variance**2).sum()) / 2) * dependent),
    )


def _times(features: Array) -> float:
    """|K|^2 / p of the correlations K of p features (n, p), without what n rows add to it by chance: 1 of independent ones."""
    n, p = features.shape
    return max((float(np.linalg.norm(features.T @ features / n)) ** 2 - p * (p - 1) / n) / p, 1.0)


def _features(points: Array) -> Array:
    """The standardised features of (n, d)."""
    uniform = uniform_ranks(points)
    waves = [math.sqrt(2) * np.cos(math.pi * k * uniform) for k in range(1, _WAVES + 1)]
    if points.shape[1] <= _MOST_COLUMNS:
        first, second = np.triu_indices(points.shape[1], 1)
        waves.append(waves[0][:, first] * waves[0][:, second])
    found = np.hstack(waves)
    found -= found.mean(axis=0)
    return np.asarray(found / found.std(axis=0))
