"""The bandwidth b of an isotropic Gaussian kernel, by four rules.

* ml: maximise the mean leave-one-out log-density;
* lsq: minimise the leave-one-out integrated squared error  integral p^2 - 2 mean_i p(x_i). It collapses to a tiny b
  when the density is very uneven (large MI);
* scott: n^{-1/(d+4)};
* silverman: (4 / (d+2))^{1/(d+4)} n^{-1/(d+4)}.

The search starts from [0.5 s_min, 1.06 s_max] n^{-1/(5d)} (s: standard deviations of the columns), tries seven
bandwidths evenly spaced in logarithm, moves the interval if the best is at an end, and narrows it if the best is
inside, until the interval is narrower than 1 % of the best.

Of more than 10,000 points, the rule ml finds the bandwidth of 10,000 of them, and multiplies it by (10,000 / n)^(1/(d+4)), as
narrower kernels suit more points. From there it maximises the mean log-density at 50,000 points, or at all if there are fewer;
their neighbours are all points. It tries four bandwidths, up to 10 % away, and takes the top of the cubic curve through them;
while there is none between them, it moves by 20 % towards the better end and tries again. If the better end of the next four is
where it came from, that end is taken.

References: arXiv 2305.08013; B. W. Silverman, Density Estimation (1986).
"""

import math
from collections.abc import Callable
from typing import Literal, get_args

import numpy as np

from infoplane.estimators.kernels.kernel_sums import EXACT, log_densities, pair_sum
from infoplane.estimators.kernels.tree.order import spread_rows
from infoplane.estimators.validation import Array

Rule = Literal["ml", "lsq", "scott", "silverman"]
RULES: tuple[Rule, ...] = get_args(Rule)

_TRIED = 7
_WIDTH = 0.01
# Points whose mean log-density is maximised, at most, and the tolerance: with 10,000 the bandwidth would be 2 % uncertain.
_JUDGED, _TOLERANCE = 50_000, 0.02
_REACH, _POWERS, _FARTHEST = 1.1, np.array([-1.0, -1 / 3, 1 / 3, 1.0]), 2.0
_SMALLEST = 1e-6  # times the first upper end of the interval: a search below it tends to zero, because samples are duplicated


def fit_bandwidth(points: Array, rule: Rule) -> float:
    """Bandwidth for points (n, d), in their units.

    Raises
    ------
    ValueError
        If there are fewer than 3 points, or the search runs towards zero, as it does when points are duplicated.
    """
    n, d = points.shape
    if n < 3:
        raise ValueError(f"A bandwidth needs at least 3 samples; got {n}.")
    if rule == "scott":
        return n ** (-1 / (d + 4))
    if rule == "silverman":
        return (4 / (d + 2) / n) ** (1 / (d + 4))
    deviations = points.std(axis=0, ddof=1).tolist()
    scale = n ** (-0.2 / d)
    if rule == "ml" and n > EXACT:
        return _likeliest_of_many(points)
    cost = _negative_likelihood if rule == "ml" else _squared_error
    return _search(lambda b: cost(points, b), 0.5 * min(deviations) * scale, 1.06 * max(deviations) * scale)


def _likeliest_of_many(points: Array) -> float:
    n, d = points.shape
    bandwidth = fit_bandwidth(points[spread_rows(points, EXACT)], "ml") * (EXACT / n) ** (1 / (d + 4))
    smallest = _SMALLEST * bandwidth
    judged = spread_rows(points, min(n, _JUDGED))
    last = 0.0
    while bandwidth > smallest:
        likelihoods = log_densities(points, bandwidth * _REACH**_POWERS, judged, _TOLERANCE).mean(axis=1)
        top = _top(likelihoods)
        if abs(top) < 1:
            return bandwidth * _REACH**top
        move = math.copysign(_FARTHEST, likelihoods[-1] - likelihoods[0])
        if move == -last:  # the end that both intervals share, without which the search would go to and fro for ever
            return bandwidth * _REACH ** (move / 2)
        bandwidth, last = bandwidth * _REACH**move, move
    raise _runs_to_zero(smallest)


def _top(values: Array) -> float:
    """Where the cubic curve through values at `_POWERS` is highest, seen from 0; infinity if it has none, or bends up at 0."""
    _, slope, bend, twist = np.polynomial.polynomial.polyfit(_POWERS, values, 3).tolist()
    if (root := bend**2 - 3 * slope * twist) < 0:
        return math.inf
    below = math.sqrt(root) - bend  # the root of the derivative where the second is negative
    return slope / below if below > 0 else math.inf


def _negative_likelihood(points: Array, bandwidths: Array) -> Array:
    return -log_densities(points, bandwidths).mean(axis=1)


def _squared_error(points: Array, bandwidths: Array) -> Array:
    return pair_sum(points, bandwidths) / len(points) ** 2 - 2 * np.exp(log_densities(points, bandwidths)).mean(axis=1)


def _search(cost: Callable[[Array], Array], low: float, high: float) -> float:
    known: dict[float, float] = {}
    smallest = _SMALLEST * high
    while low > smallest:
        step = (high / low) ** (1 / (_TRIED - 1))
        tried = [low, *(low * step**which for which in range(1, _TRIED - 1)), high]
        new = [b for b in tried if b not in known]
        if new:
            known.update(zip(new, cost(np.array(new)).tolist(), strict=True))
        best = min(range(_TRIED), key=lambda index: known[tried[index]])
        if high - low < _WIDTH * tried[best]:
            return tried[best]
        if best == 0:
            low, high = low**2 / high, tried[2]
        elif best == _TRIED - 1:
            low, high = tried[-3], high**2 / low
        else:
            low, high = tried[best - 1], tried[best + 1]
    raise _runs_to_zero(smallest)


def _runs_to_zero(smallest: float) -> ValueError:
    return ValueError(
        f"The bandwidth search ran below {smallest:.3g}, as it does when samples are duplicated: remove the duplicates, or "
        "give a number."
    )
