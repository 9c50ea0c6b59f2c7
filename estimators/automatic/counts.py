"""MI between labels and labels, from the counts of their pairs, with an interval that states what the counts cannot show.

The value is the mean MI of tables of probabilities that may have given the counts (`discrete.dirichlet_mixture`), plus the gap
between the plug-in estimate of the data and that of counts drawn from these tables. This subtracts the bias of the plug-in
estimate as it is on tables like this one. Where shuffled pairs explain the data, there is no gap to explain, and none is added.

Five things make the interval:

* the spread of the tables around the values with and without the gap, and half of a gap upward, since empty cells hide MI;
* independence, where shuffled pairs reach the estimate: then the lower end is 0, and the upper end is at least the largest MI
  with which 2 n I, a noncentral chi-square, falls to the observed value once in forty times;
* levels that were not seen: by Good and Turing their share is that of the rows whose level occurs once. That share may carry
  the entropy. Labels that nearly all occur once say nothing about MI, and the interval reaches from 0 to the entropy;
* tables that do not explain the data, as of words that are often repeated and else drawn by chance: the lower end reaches to
  the plug-in estimate less its value on shuffled pairs, which is too low, less its noise;
* a function: where each level of x has one level of y, the upper end is at least the entropy with its error.

No MI is above the entropy of x or of y, so the upper end is not either.

Fitted on no data: the coverage on random tables of many kinds is tested in `tests/estimators/automatic/test_counts.py`.
"""

import math
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from infoplane.estimators.discrete.dirichlet_mixture import Smoothed, smoothed
from infoplane.estimators.discrete.plug_in import PlugIn
from infoplane.estimators.discrete.tables import MOST_CELLS, JointTable, count_information, counts_of, shuffled_tables
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.samples.levels import symbols
from infoplane.estimators.validation import Array, Labels

from .labelled.entropy import ONE_END, SD, Entropy, one_level
from .measurement import Alternative, Measurement, Null

_DRAWS = 100  # tables of probabilities
_SHUFFLES = 199
_FEW_SHUFFLES = 39  # of larger tables: the least number that can reject independence at ONE_END
EQUAL = 1e-9  # nats: differences below are rounding


def measure_counts(x: Labels, y: Labels, rng: np.random.Generator) -> Measurement:
    """Measure the MI of two labels.

    Parameters
    ----------
    x, y : array (n,) of integers
        Labels, row by row.
    rng : numpy.random.Generator

    Returns
    -------
    Measurement
        In nats. Symmetric in x and y.

    Examples
    --------
    >>> x = np.repeat([0, 1, 2], 100)
    >>> m = measure_counts(x, x, np.random.default_rng(0))
    >>> m.lower < math.log(3) < m.upper
    True
    """
    x, y = symbols(x), symbols(y)
    unequal = np.flatnonzero(x != y)
    if not (unequal.size and x[unequal[0]] > y[unequal[0]]):
        return _in_order(x, y, rng)
    measured = _in_order(y, x, rng)  # x and y in one order, so that exchanging them changes nothing
    turned = JointTable(measured.twin.probabilities.T) if isinstance(measured.twin, JointTable) else None
    return replace(measured, twin=turned)


def _in_order(x: Labels, y: Labels, rng: np.random.Generator) -> Measurement:
    levels = (int(x.max()) + 1, int(y.max()) + 1)
    if min(levels) == 1:
        return one_level(len(x))
    if math.prod(levels) > MOST_CELLS:
        null = np.array([count_information(x, rng.permutation(y)) for _ in range(_FEW_SHUFFLES)])
        return _measured(x, y, null, None)
    table = counts_of(x, y, levels)
    return _measured(x, y, shuffled_tables(table, _SHUFFLES, rng), smoothed(table, _DRAWS, rng))


class _Found(NamedTuple):
    """The value in nats, its standard deviation, the gap that it holds, and the method."""

    value: float
    spread: float
    gap: float
    method: str


def _measured(x: Labels, y: Labels, null: Array, tables: Smoothed | None) -> Measurement:
    """Value, interval and flags from the plug-in estimate, its values on shuffled pairs, and the smoothed tables."""
    n, rng = len(x), np.random.default_rng(0)  # PlugIn draws nothing
    plain, corrected = (PlugIn(correct).estimate_checked(x, y, rng) for correct in (False, True))
    above_null, null_sd = plain.nats - float(null.mean()), float(null.std())
    p_value = (1 + int((null >= plain.nats - EQUAL).sum())) / (1 + len(null))
    dependent = p_value <= ONE_END
    if tables is None:
        found = _Found(above_null if dependent else 0.0, math.hypot(null_sd, plain.stderr or 0.0), 0.0, "plug-in less null")
        upper = plain.nats + SD * found.spread  # with so many empty cells the plug-in estimate is too high
    else:
        found = _from_tables(tables, plain.nats, dependent)
        upper = max(found.value, found.value - found.gap) + abs(found.gap) / 2 + SD * found.spread
    lower = max(min(found.value, found.value - found.gap) - SD * found.spread, 0.0) if dependent else 0.0
    fits = tables is not None and abs(plain.nats - tables.plug_in.mean()) <= 3 * tables.plug_in.std() + EQUAL
    unlike = dependent and tables is not None and not fits
    if unlike:
        lower = min(lower, max(above_null - SD * math.hypot(null_sd, plain.stderr or 0.0), 0.0))
    if not dependent:
        upper = max(upper, _largest_missed(max(above_null, 0.0), null_sd, n))

    margins = [np.bincount(labels) for labels in (x, y)]
    entropy, entropy_upper = (min(ends) for ends in zip(*map(Entropy.of, margins), strict=True))
    unseen = max(float((counts == 1).sum()) / n for counts in margins)
    widened = unseen * (max(entropy - found.value, 0.0) + 0.5)  # by 0.5 Miller and Madow correct if each level occurs once
    function = dependent and plain.details["pairs"] == max(map(len, margins))
    flags = []
    if widened > (upper - lower) / 2:
        flags.append(
            f"{100 * unseen:.0f} % of the rows have a label that no other row has. What such rows share with the other "
            "variable cannot be seen, so the upper end is raised."
        )
    if unlike:
        flags.append(
            "Counts drawn from the smoothed tables are unlike these, as where some pairs are common and all others by chance: "
            "the value may be too high, so the lower end is what the counts show beyond shuffled pairs."
        )
    if function:
        flags.append("In all rows one variable is a function of the other, so MI is the entropy of the former.")
    if not dependent:
        flags.append(f"Shuffled pairs reach this value (p = {p_value:.2f}), so independence is not excluded.")
    upper = max(upper + widened, entropy_upper) if function else min(upper + widened, entropy_upper)
    return Measurement(
        found.value,
        found.spread,
        {"pairs": plain.details["pairs"], "p_value": p_value},
        lower=lower,
        upper=max(upper, lower),
        estimator=found.method,
        reason="x and y are labels, so their pairs are counted.",
        flags=tuple(flags),
        alternatives=_alternatives(found, plain, corrected, above_null, null_sd),
        null=Null(float(null.mean()), null_sd, len(null)),
        n=n,
        twin=tables.mean if tables is not None and fits else None,
    )


def _alternatives(
    found: _Found, plain: Estimate, corrected: Estimate, above_null: float, null_sd: float
) -> tuple[Alternative, ...]:
    others = {
        "plug-in": (plain.nats, plain.stderr, "It is biased upward by empty and rare cells."),
        "Miller-Madow": (corrected.nats, corrected.stderr, "It is right if all possible pairs of levels occur."),
        "plug-in less null": (above_null, null_sd, "It is right near independence, and too low at strong dependence."),
    }
    tried = [Alternative(name, nats, stderr, name == found.method, why) for name, (nats, stderr, why) in others.items()]
    if found.method in others:
        return *tried, Alternative("smoothed table", None, None, False, f"The table has more than {MOST_CELLS:,} cells.")
    why = "It subtracts the bias of counts as it is on tables like this one."
    return Alternative(found.method, found.value, found.spread, True, why), *tried


def _from_tables(tables: Smoothed, plug_in: float, dependent: bool) -> _Found:
    """The mean MI of the tables, plus the gap between data and tables unless shuffled pairs explain the data."""
    gap = plug_in - float(tables.plug_in.mean()) if dependent else 0.0
    spread = max(float(tables.information.std()), float(tables.errors.std()))
    return _Found(float(tables.information.mean()) + gap, spread, gap, "smoothed table")


def _largest_missed(excess: float, null_sd: float, n: int) -> float:
    """The largest I whose plug-in estimate, of variance null_sd^2 + 2 I / n, falls to `excess` within `SD` deviations."""
    # I - excess = SD sqrt(null_sd^2 + 2 I / n), a quadratic equation in I.
    half = excess + SD**2 / n
    return half + math.sqrt(half**2 - excess**2 + (SD * null_sd) ** 2)
