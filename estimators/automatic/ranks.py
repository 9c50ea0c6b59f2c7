"""Neighbour counts among ranks: for columns that no simple distribution describes.

    I = KSG(z_x, z_y) - mean KSG(z_x, shuffled z_y) + gap,

with normal scores z of the ranks, equal values in random order (`preparation.spread`). Ranks are free of units, outliers and
heavy tails; atoms, grids and clusters become even stretches of ranks. What KSG says of shuffled pairs is its bias without
dependence. The gap is its bias with dependence, as it is on normal pairs with the same correlations of scores,

    gap = I(R) - [KSG(draws from R) - mean KSG(shuffled)],

shrunk to 0 where it is within its own noise.

The interval adds up the noise of KSG, of the shuffles and of the gap, half of the gap, three per cent of the value, and what is
still to come with more rows, judged by the change from half the rows to all rows; the upper end also what may hide in more than
two columns. In more than eight columns the gap may not be that of normal pairs: the lower end is without it, and the upper end
is infinite. KSG cannot exceed psi(n) - psi(5): from half of that on the upper end is infinite, too.
"""

import math
from dataclasses import dataclass

import numpy as np

from infoplane.estimators.neighbours.ksg import KSG
from infoplane.estimators.twins.elliptical import twin_with
from infoplane.estimators.twins.statistics import FEW_COLUMNS
from infoplane.estimators.validation import Array

from .measurement import Alternative, Measurement, Null
from .preparation.relations import most_shown
from .preparation.spread import in_order, normal_scores

METHOD = "KSG on ranks"
_SHUFFLES = 8
_DRAWS = 4
_MANY_ROWS = 20_000  # beyond, the noise is so small that two shuffles and draws do
_TO_COME = 1.5  # times the change from half the rows to all rows: 1 for a bias that falls as 1/n, 2.4 as 1/sqrt(n)
_INEXACT = 0.03  # of the value: KSG is too high by as much on curves and on smooth densities at 5,000 rows
_FEW_COLUMNS = 3  # in which distances along a curved sheet and through it are nearly the same for neighbours
_NEAR_CEILING = 0.5  # of the most that neighbours can show

_MANY = "Among {} columns that no simple distribution describes, neighbours see only a part: no upper end."


@dataclass(frozen=True)
class _Gap:
    """What KSG misses on normal pairs: their MI, and its mean and standard deviation over draws, in nats."""

    normal: float
    mean: float
    sd: float


def measure_ranks(x: Array, y: Array, rng: np.random.Generator, sheets: bool = False) -> Measurement:
    """Measure the MI of columns of any distribution.

    Parameters
    ----------
    x, y : array (n, dx), (n, dy)
        Columns of numbers, none of them constant.
    rng : numpy.random.Generator
    sheets : bool
        Whether x or y lies on fewer dimensions than columns: KSG misses less than on normal pairs, so the gap is left out.

    Returns
    -------
    Measurement
    """
    x, y = in_order(x, y)
    n, many = len(x), len(x) > _MANY_ROWS
    zx, zy = normal_scores(x, y, rng)
    ksg = KSG().estimate_checked(zx, zy, rng)
    null = shuffled_ksg(zx, zy, 2 if many else _SHUFFLES, rng)
    gap = _normal_gap(zx, zy, null.mean, 2 if many else _DRAWS, rng)
    weight = 0.0 if sheets or not gap.mean else max(0.0, 1 - (math.hypot(gap.sd, null.sd) / gap.mean) ** 2)
    corrected = ksg.nats - null.mean
    value = corrected + weight * gap.mean
    error = math.hypot(ksg.stderr or 0.0, null.sd, weight * gap.sd)
    slack = 0.5 * weight * abs(gap.mean) + _TO_COME * abs(ksg.nats - _of_halves(zx, zy, rng)) + _INEXACT * abs(value)
    lower = value - 2 * error - slack
    upper = value + 2 * error + slack + _hidden(zx.shape[1] + zy.shape[1], n, value)
    flags: tuple[str, ...] = ()
    if sheets and max(zx.shape[1], zy.shape[1]) > _FEW_COLUMNS:
        flags = ("Neighbours on a curved sheet in many columns see only a part: no upper end. Compress first (`Compressed`).",)
    elif corrected > _NEAR_CEILING * most_shown(n):
        flags = (f"The dependence is near the most that neighbours among {n} rows can show: no upper end.",)
    if zx.shape[1] + zy.shape[1] > FEW_COLUMNS:
        lower -= 0.5 * weight * abs(gap.mean)
        flags += (_MANY.format(zx.shape[1] + zy.shape[1]),)
    return Measurement(
        value,
        error,
        {"ksg": ksg.nats, "gap": weight * gap.mean},
        lower=max(0.0, lower),
        upper=math.inf if flags else max(0.0, upper),
        estimator=METHOD,
        reason="No simple distribution describes these columns, and neighbour counts among ranks take any.",
        flags=flags,
        alternatives=(
            Alternative(METHOD, corrected, ksg.stderr, True, "Less its value on shuffled pairs: it takes any distribution."),
            Alternative("normal copula", gap.normal, None, False, "It serves only to find what KSG misses."),
        ),
        null=null,
        n=n,
    )


def _hidden(d: int, n: int, value: float) -> float:
    """What may hide from neighbours in d columns of n rows, in nats, with weights near those of `calibration.json`."""
    return (1.2 + 0.75 * max(value, 0.0)) * (d - 2) / math.sqrt(n)


def shuffled_ksg(x: Array, y: Array, shuffles: int, rng: np.random.Generator) -> Null:
    """What KSG says of shuffled pairs."""
    values = [KSG().estimate_checked(x, y[rng.permutation(len(x))], rng).nats for _ in range(shuffles)]
    return Null(float(np.mean(values)), float(np.std(values, ddof=1)), shuffles)


def _of_halves(x: Array, y: Array, rng: np.random.Generator) -> float:
    """Mean KSG of two halves of the rows."""
    halves = np.array_split(rng.permutation(len(x)), 2)
    return float(np.mean([KSG().estimate_checked(x[rows], y[rows], rng).nats for rows in halves]))


def _normal_gap(x: Array, y: Array, null: float, draws: int, rng: np.random.Generator) -> _Gap:
    """What KSG misses on normal pairs with the correlations of x and y, less the small-sample bias of their MI."""
    correlations = np.atleast_2d(np.corrcoef(np.hstack([x, y]), rowvar=False))
    twin = twin_with(correlations, x.shape[1], math.inf, len(x))
    normal = twin.mutual_information
    values = [normal + null - KSG().estimate_checked(*twin.sample(len(x), rng=rng), rng).nats for _ in range(draws)]
    return _Gap(normal, float(np.mean(values)), float(np.std(values, ddof=1) / math.sqrt(draws)))
