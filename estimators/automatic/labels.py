"""MI between numbers and labels, by neighbours and by classifiers, with an interval that states what neither can see.

Two methods err on different data. Neighbours within classes (`MixedKSG`, which is Ross's estimator here) are nearly unbiased in
few columns, and blind in many. Classifiers prove a lower bound on rows they were not trained on (`labelled.held_out`): they
find a few telling columns among many, and need rows to learn. The value is the larger of

* the estimate of the neighbours less its mean on shuffled labels, as far as it is above the bound beyond chance;
* the bound of the classifiers, plus what more rows would still teach them.

The lower end is the bound less two standard errors: it is proved, whatever the distribution. The upper end is

    value + FACTOR (s + l/2 + |difference of the two|/4 + sqrt(v (H - v) d K / n) / 2 + 1/n),

where s is the standard error of the bound, l what is still to be learnt, v the value and H the entropy of the labels. The last
root is what a classifier with d K parameters cannot learn from n rows: it vanishes where the value is near 0 or near H. Classes
of few rows add what they may hide: the entropy that a class of m rows carries, times min(1, 5/m). No MI is above H, so the
upper end is at most that of H.

FACTOR is calibrated on the families of `tests/estimators/automatic/label_families.py`, with equal weights, and rounded up.
Where each family is judged by the factor of the others, the intervals hold the MI in 97 % of problems on average, and in 88 %
of the family of the least (spirals). With `fast`, no estimate of what is still to be learnt is there, and FAST_FACTOR is large:
97 % on average, and 80 % of spirals and of bars by the factor of the others. All is computed again, in ten minutes, by

    python -m tests.estimators.automatic.label_families

Reference for the neighbours: B. C. Ross, PLoS ONE 9(2), e87357 (2014), doi:10.1371/journal.pone.0087357.
"""

import math

import numpy as np

from infoplane.estimators.samples.levels import symbols
from infoplane.estimators.validation import Array, Labels

from .labelled.entropy import SD, one_level
from .labelled.evidence import MOST_CELLS, RESOLVED, Evidence, gathered, neighbour_estimate
from .labelled.normal_classes import NormalClasses
from .measurement import Alternative, Measurement

_MOST_CLASSES = 4000  # of a twin: the time and memory of its draws grow with their number
FACTOR, FAST_FACTOR = 2.0, 12.0  # the families give 1.58 and 8.88


def measure_labels(numbers: Array, labels: Labels, rng: np.random.Generator, fast: bool = False) -> Measurement:
    """Measure the MI of numbers and labels.

    Parameters
    ----------
    numbers : array (n, d)
        Columns may hold equal values, atoms, and indicators of levels.
    labels : array (n,) of integers
    rng : numpy.random.Generator
    fast : bool
        Fewer classifiers, and no extrapolation, in about a tenth of the time.

    Returns
    -------
    Measurement
        In nats. Its twin has the numbers as x, and the labels as y.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> labels = rng.integers(2, size=500)
    >>> m = measure_labels(rng.normal(size=(500, 1)) + 20 * labels[:, None], labels, rng)
    >>> m.lower < math.log(2) < m.upper
    True
    """
    labels = symbols(labels)
    if (labels == labels[0]).all():
        return one_level(len(labels))
    found = gathered(numbers, labels, rng, fast)
    value = found.value
    lower = min(max(found.bound.nats - SD * found.bound.stderr, 0.0), found.entropy.upper)
    upper = max(found.upper(FAST_FACTOR if fast else FACTOR), lower)
    by_neighbours = value > found.by_classifiers
    return Measurement(
        value,
        found.bound.stderr,
        {"rows_of_classifiers": float(found.bound.rows)},
        lower=lower,
        upper=upper,
        estimator="neighbours within classes" if by_neighbours else "held-out classifiers",
        reason=(
            "Neighbours within classes show more than classifiers have learnt."
            if by_neighbours
            else "Classifiers, on rows they were not trained on, show at least what neighbours show."
        ),
        flags=tuple(_flags(found, upper, fast)),
        alternatives=_alternatives(found, by_neighbours),
        null=found.null,
        n=len(labels),
        twin=None if fast else _twin(numbers, labels, found, (lower, upper), rng),
    )


def _flags(found: Evidence, upper: float, fast: bool) -> list[str]:
    """What a reader must know."""
    flags = []
    few = int((found.counts <= RESOLVED).sum())
    if few:
        flags.append(f"{few} of {len(found.counts)} classes have at most {RESOLVED} rows, too few to show what they carry.")
    if len(found.counts) == found.rows:
        flags.append("Each row has its own label: such a column only names the rows.")
    if upper >= found.entropy.upper:
        flags.append("The upper end is the entropy of the labels: the rows set no other limit.")
    if found.by_neighbours - found.bound.nats < -FACTOR * (found.neighbours.stderr or 0.0):
        flags.append("Classifiers found more than nearest neighbours did.")
    if found.bound.rows < found.rows:
        flags.append(f"Classifiers were trained on {found.bound.rows:,} of {found.rows:,} rows.")
    if fast:
        flags.append("fast=True: fewer classifiers were asked, and what more rows would teach them is not in the value.")
    return flags


def _alternatives(found: Evidence, by_neighbours: bool) -> tuple[Alternative, ...]:
    """Every method with its value."""
    spread_of_null = math.hypot(found.neighbours.stderr or 0.0, found.null.sd / math.sqrt(found.null.shuffles))
    return (
        Alternative(
            "held-out classifiers",
            found.by_classifiers,
            found.bound.stderr,
            not by_neighbours,
            f"They prove {found.bound.nats:.3g} nats, and by extrapolation more rows teach the rest.",
        ),
        Alternative(
            "neighbours within classes",
            found.by_neighbours,
            spread_of_null,
            by_neighbours,
            f"The estimate is {found.neighbours.nats:.3g}, and {found.null.mean:.3g} on shuffled labels.",
        ),
        *(
            Alternative(name, nats, None, False, "It is one of the classifiers, alone, on rows it was not trained on.")
            for name, nats in found.bound.each.items()
        ),
    )


def _twin(
    numbers: Array, labels: Labels, found: Evidence, interval: tuple[float, float], rng: np.random.Generator
) -> NormalClasses | None:
    """Normal classes, if their MI is in the interval and neighbours cannot distinguish them from the data."""
    if len(found.counts) > _MOST_CLASSES:
        return None
    twin = NormalClasses.fitted(numbers, labels, len(found.counts))
    if not interval[0] <= twin.mutual_information <= interval[1]:
        return None
    x, y = twin.sample(min(len(labels), MOST_CELLS // numbers.shape[1] + 1), rng=rng)
    again = neighbour_estimate(x, y, rng)
    noise = math.hypot(found.neighbours.stderr or 0.0, again.stderr or 0.0, found.null.sd)
    return twin if abs(again.nats - found.neighbours.nats) <= 3 * noise else None
