"""Many columns: the information of paired coordinates, and the twin whose pairs are independent of each other.

In many columns neighbours are far, and a relation that is not normal changes their distances little. Pair by pair it is plain.
With coordinates U = A'x and V = B'y (`coordinates`) and the MI I_N of normal vectors with the correlations of their scores,

    P = I_N(U; V) + sum_i (I_KSG(U_i; V_i) - I_N(U_i; V_i)):

what is normal, and what pairs share beyond it. The coordinates are learnt on one half of the rows and measured on the other,
then the halves change places. The kind with the largest sum_i I_KSG(U_i; V_i) - min(TC(U), TC(V)) serves. P does not apply
where coordinates depend on each other on both sides, as pairs may then share the same information, or where a pair has more
nats than KSG can see. Draws of a twin are measured in the same coordinates, in columns of the shape of the data.

The twin of the pairs has the density prod_i p_i(u_i, v_i): every pair has any shape, and is independent of the others. A draw
shuffles the rows of each pair apart from those of the others. Its MI is sum_i I(U_i; V_i), from KSG and what KSG says too
little of normal pairs with the same correlations.
"""

import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import ndtri

from infoplane.estimators.gaussian.canonical_correlations import small_sample_bias
from infoplane.estimators.neighbours.ksg import KSG
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import Array, Rows

from .coordinates import Coordinates, learn_coordinates, total_correlation
from .elliptical import normal_information, normal_pairs
from .scores import rank_scores

_LEAST_ROWS = 100
_ROWS_A_COLUMN = 4
_NORMAL_DRAWS = 2
_SHARED = 0.05  # of the sum over the pairs, what they may share
_NOISE = 4.0  # standard deviations
_BELOW_LOG_N = 2.0  # nats: KSG sees up to about ln n
_FAR = 10.0  # standard deviations, beyond all draws
_COUNTS = KSG()
_UNUSED = np.random.default_rng(0)  # KSG is deterministic


@dataclass(frozen=True)
class Pairing:
    """Coordinates of one sample, learnt on either half of its rows.

    Parameters
    ----------
    x, y : arrays (n, dx), (n, dy)
        The sample.
    halves : pair of arrays of row numbers
    learnt : pair of Coordinates
        Of the first half, and of the second.
    """

    x: Array
    y: Array
    halves: tuple[Rows, Rows]
    learnt: tuple[Coordinates, Coordinates]

    def information(self, x: Array, y: Array) -> Estimate:
        """P of a sample of the same size, each half in the coordinates that were learnt on the other."""
        return _mean([(pair_by_pair(u, v), _between(u, v)) for u, v in self._coordinates(x, y)])

    def of_sample(self) -> Estimate:
        """P of the sample."""
        return _mean(self._measured)

    def of_draw(self, x: Array, y: Array, normal: bool) -> Estimate:
        """P of a draw of a twin; one with `normal` columns gets the quantiles of the sample."""
        if normal:
            x, y = _with_quantiles(x, self.x), _with_quantiles(y, self.y)
        return self.information(x, y)

    def bound(self) -> float:
        """The sum over the pairs of the sample less what they may share twice, in nats; NaN where P does not apply."""
        bounds = []
        for (u, v), (pairs, _) in zip(self._own, self._measured, strict=True):
            nats, (shared, sd) = pairs.nats, min(total_correlation(u), total_correlation(v))
            most = float(normal_pairs(_correlations(u, v)).max())
            applies = shared < _SHARED * max(nats, 0.0) + _NOISE * sd and most < math.log(len(u)) - _BELOW_LOG_N
            bounds.append(nats - shared if applies else math.nan)
        return sum(bounds) / 2

    def twin(self, rng: np.random.Generator) -> "PairsTwin":
        """The twin of the pairs."""
        nats, between = 0.0, 0.0
        for (u, v), (pairs, more) in zip(self._own, self._measured, strict=True):
            nats, between = nats + (pairs.nats + _missing(u, v, rng)) / 2, between + more / 2
        return PairsTwin(self.x, self.y, self.learnt[0], nats, between)

    @cached_property
    def _own(self) -> list[tuple[Array, Array]]:
        return self._coordinates(self.x, self.y)

    @cached_property
    def _measured(self) -> list[tuple[Estimate, float]]:
        """Of each half of the sample: the sum of the pairs, and what lies between them."""
        return [(pair_by_pair(u, v), _between(u, v)) for u, v in self._own]

    def _coordinates(self, x: Array, y: Array) -> list[tuple[Array, Array]]:
        """Of each half, those that were learnt on the other."""
        return [one.of(x[rows], y[rows]) for rows, one in zip(self.halves[::-1], self.learnt, strict=True)]


def learn_pairs(x: Array, y: Array, order: Rows) -> Pairing | None:
    """The best coordinates of a sample, or None where rows are too few or P does not apply.

    Parameters
    ----------
    x, y : arrays (n, dx), (n, dy)
    order : array (n,)
        The row numbers in random order.
    """
    n, d = len(x), x.shape[1] + y.shape[1]
    if n < max(_LEAST_ROWS, _ROWS_A_COLUMN * d):
        return None
    halves = order[: n // 2], order[n // 2 :]
    first, second = (learn_coordinates(x[rows], y[rows]) for rows in halves)
    tried = [Pairing(x, y, halves, (first[kind], second[kind])) for kind in first]
    bounds = [one.bound() for one in tried]
    return None if np.isnan(bounds).all() else tried[int(np.nanargmax(bounds))]


def pair_by_pair(u: Array, v: Array) -> Estimate:
    """Sum over i of KSG between column i of u and column i of v."""
    u, v = u / u.std(axis=0), v / v.std(axis=0)
    found = [_COUNTS.estimate_checked(u[:, [i]], v[:, [i]], _UNUSED) for i in range(u.shape[1])]
    return Estimate(sum(one.nats for one in found), math.hypot(*(one.stderr or 0.0 for one in found)))


def _mean(halves: list[tuple[Estimate, float]]) -> Estimate:
    """P from the sum of the pairs of each half and what lies between them."""
    nats = sum(pairs.nats + between for pairs, between in halves) / 2
    return Estimate(nats, math.hypot(*(pairs.stderr or 0.0 for pairs, _ in halves)) / 2)


def _between(u: Array, v: Array) -> float:
    """What is to be added to the sum of the pairs for P."""
    return _normal(u, v) - float(normal_pairs(_correlations(u, v)).sum())


def _normal(u: Array, v: Array) -> float:
    """I_N of all columns, less its bias."""
    scores = np.hstack([rank_scores(u), rank_scores(v)])
    return normal_information(np.asarray(np.corrcoef(scores.T)), u.shape[1]) - small_sample_bias(len(u), u.shape[1], v.shape[1])


def _correlations(u: Array, v: Array) -> Array:
    """Of the scores of each column of u with that of v."""
    first, second = rank_scores(u), rank_scores(v)
    return np.asarray(((first * second).mean(axis=0) / (first**2).mean(axis=0)).clip(-1 + 1e-9, 1 - 1e-9))


def _missing(u: Array, v: Array, rng: np.random.Generator) -> float:
    """By how much KSG underestimates normal pairs with the correlations of the columns of u and v."""
    correlations, said = _correlations(u, v), 0.0
    for _ in range(_NORMAL_DRAWS):
        first, second = rng.normal(size=(2, *u.shape))
        said += pair_by_pair(first, correlations * first + np.sqrt(1 - correlations**2) * second).nats / _NORMAL_DRAWS
    return float(normal_pairs(correlations).sum()) - said


def _with_quantiles(draw: Array, values: Array) -> Array:
    """Normal columns with the quantiles of the values: a smooth increasing map, linear between and beyond the values."""
    scores = ndtri((np.arange(len(values)) + 0.5) / len(values))
    columns = []
    for column, sorted_values in zip(draw.T, np.sort(values, axis=0).T, strict=True):
        slope = (sorted_values[-1] - sorted_values[0]) / (scores[-1] - scores[0])
        beyond = slope * (_FAR - scores[-1])
        knots = np.r_[sorted_values[0] - beyond, sorted_values, sorted_values[-1] + beyond]
        columns.append(np.interp(column, np.r_[-_FAR, scores, _FAR], knots))
    return np.column_stack(columns)


@dataclass(frozen=True)
class PairsTwin:
    """Pairs of coordinates of any shape, independent of each other.

    Parameters
    ----------
    x, y : arrays (N, dx), (N, dy)
        A sample that has the pairs.
    coordinates : Coordinates
    estimate : float
        Its MI in nats.
    between : float
        What the sample has beyond the pairs, in nats: P less the sum over the pairs.
    """

    x: Array = field(repr=False)
    y: Array = field(repr=False)
    coordinates: Coordinates = field(repr=False)
    estimate: float
    between: float

    @property
    def x_shape(self) -> tuple[int, ...]:
        return self.x.shape[1:]

    @property
    def y_shape(self) -> tuple[int, ...]:
        return self.y.shape[1:]

    @property
    def mutual_information(self) -> float:
        """I(X;Y) in nats."""
        return max(self.estimate, 0.0)

    def swapped(self) -> "PairsTwin":
        """The twin of (Y, X)."""
        return replace(self, x=self.y, y=self.x, coordinates=Coordinates(self.coordinates.y_map, self.coordinates.x_map))

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Array]:
        """Draw n pairs: arrays (n, dx) and (n, dy). Every row of a pair is used once before any is used again."""
        rng = np.random.default_rng(rng)
        u, v = self.x @ self.coordinates.x_map, self.y @ self.coordinates.y_map
        rows = np.column_stack([_shuffled(len(u), n, rng) for _ in range(max(u.shape[1], v.shape[1]))])
        x, y = (np.take_along_axis(part, rows[:, : part.shape[1]], axis=0) for part in (u, v))
        return _undone(x, self.coordinates.x_map), _undone(y, self.coordinates.y_map)


def _undone(points: Array, one_map: Array) -> Array:
    return np.asarray(np.linalg.solve(one_map.T, points.T).T)


def _shuffled(rows: int, n: int, rng: np.random.Generator) -> Rows:
    """n row numbers: shuffles of all rows, one after the other."""
    return np.concatenate([rng.permutation(rows) for _ in range(-(-n // rows))])[:n]
