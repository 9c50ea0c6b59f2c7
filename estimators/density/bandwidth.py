"""The bandwidth b of an isotropic Gaussian kernel, by four rules.

* ml: maximise the mean leave-one-out log-density;
* lsq: minimise the leave-one-out integrated squared error  integral p^2 - 2 mean_i p(x_i). It collapses to a tiny b
  when the density is very uneven (large MI);
* scott: n^{-1/(d+4)};
* silverman: (4 / (d+2))^{1/(d+4)} n^{-1/(d+4)}.

The search starts from [0.5 s_min, 1.06 s_max] n^{-1/(5d)} (s: standard deviations of the columns), tries seven
bandwidths evenly spaced in logarithm, moves the interval if the best is at an end, and narrows it if the best is
inside, until the interval is narrower than 1 % of the best.

References: arXiv 2305.08013; B. W. Silverman, Density Estimation (1986).
"""

from collections.abc import Callable
from typing import Literal, get_args

import numpy as np

from infoplane.estimators.kernels.kernel_sums import log_densities, pair_sum
from infoplane.estimators.validation import Array

Rule = Literal["ml", "lsq", "scott", "silverman"]
RULES: tuple[Rule, ...] = get_args(Rule)

_TRIED = 7
_WIDTH = 0.01
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
    deviations = points.std(axis=0, ddof=1)
    scale = n ** (-0.2 / d)
    cost = _negative_likelihood if rule == "ml" else _squared_error
    return _search(lambda b: cost(points, b), 0.5 * deviations.min() * scale, 1.06 * deviations.max() * scale)


def _negative_likelihood(points: Array, bandwidths: Array) -> Array:
    return -log_densities(points, bandwidths).mean(axis=1)


def _squared_error(points: Array, bandwidths: Array) -> Array:
    return pair_sum(points, bandwidths) / len(points) ** 2 - 2 * np.exp(log_densities(points, bandwidths)).mean(axis=1)


def _search(cost: Callable[[Array], Array], low: float, high: float) -> float:
    known: dict[float, float] = {}
    smallest = _SMALLEST * high
    while low > smallest:
        tried = np.geomspace(low, high, _TRIED).tolist()
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
    raise ValueError(
        f"The bandwidth search ran below {smallest:.3g}, as it does when samples are duplicated: remove the duplicates, or "
        "give a number."
    )
