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

FACTOR is calibrated on the families of `tests/estimators/automatic/label_families.py`, all with the same weight; each family is
judged by the factor of the others. `python -m tests.estimators.automatic.label_families` computes it again.

Reference for the neighbours: B. C. Ross, PLoS ONE 9(2), e87357 (2014), doi:10.1371/journal.pone.0087357.
"""

import math
from typing import NamedTuple

import numpy as np

from infoplane.estimators.neighbours.mixed_ksg import MixedKSG
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.samples.levels import symbols
from infoplane.estimators.validation import Array, Labels

from .labelled.entropy import SD, Entropy, one_level
from .labelled.held_out import HeldOut, held_out_information
from .labelled.normal_classes import NormalClasses
from .measurement import Alternative, Measurement, Null
from .preparation.spread import spread

FACTOR, FAST_FACTOR = 3.4, 3.4
_RESOLVED = 5  # rows of a class that neighbours and folds need
_K = 5
_SHUFFLES = 4
_MOST_NEIGHBOURS = 100_000  # rows in several columns: with more rows a search takes seconds


class Evidence(NamedTuple):
    """What neighbours and classifiers say.

    Attributes
    ----------
    neighbours : Estimate
    null : Null
        The neighbours on shuffled labels.
    bound : HeldOut
    entropy : Entropy
        Of the labels.
    columns, classes, rows : int
    """

    neighbours: Estimate
    null: Null
    bound: HeldOut
    entropy: Entropy
    columns: int
    classes: int
    rows: int

    @property
    def by_neighbours(self) -> float:
        """The estimate of the neighbours less its mean on shuffled labels."""
        return self.neighbours.nats - self.null.mean

    @property
    def by_classifiers(self) -> float:
        """The bound of the classifiers and what more rows would still teach them."""
        return self.bound.nats + max(self.bound.still_to_learn, 0.0)

    @property
    def value(self) -> float:
        """The larger of the two; the neighbours count as far as they are above the bound beyond chance, by James and Stein."""
        above = self.by_neighbours - self.bound.nats
        noise = math.hypot(self.neighbours.stderr or 0.0, self.bound.stderr, self.null.sd)
        if above <= noise:
            return self.by_classifiers
        return max(self.by_classifiers, self.bound.nats + above * (1 - (noise / above) ** 2))

    @property
    def scale(self) -> float:
        """The scale of the upper end, before FACTOR."""
        inside = min(max(self.value, 0.0), self.entropy.nats)
        parameters = self.columns * self.classes
        return (
            self.bound.stderr
            + max(self.bound.still_to_learn, 0.0) / 2
            + abs(self.by_neighbours - self.bound.nats) / 4
            + math.sqrt(inside * (self.entropy.nats - inside) * parameters / self.rows) / 2
            + 1 / self.rows
        )


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
    counts = np.bincount(labels)
    if len(counts) == 1:
        return one_level(len(labels))
    found = gathered(numbers, labels, rng, fast)
    value, entropy = found.value, found.entropy
    unresolved = _unresolved(counts) * (1 - min(max(value, 0.0) / entropy.nats, 1.0))
    upper = value + (FAST_FACTOR if fast else FACTOR) * found.scale + unresolved
    lower = min(max(found.bound.nats - SD * found.bound.stderr, 0.0), entropy.upper)
    by_neighbours = value > found.by_classifiers
    return Measurement(
        value,
        math.hypot(found.bound.stderr, found.scale),
        {"rows_of_classifiers": float(found.bound.rows)},
        lower=lower,
        upper=max(min(upper, entropy.upper), lower),
        estimator="neighbours within classes" if by_neighbours else "held-out classifiers",
        reason=(
            "Neighbours within classes show more than classifiers have learnt."
            if by_neighbours
            else "Classifiers, on rows they were not trained on, show at least what neighbours show."
        ),
        flags=tuple(_flags(found, counts, upper, fast)),
        alternatives=_alternatives(found, by_neighbours),
        null=found.null,
        n=len(labels),
        twin=None if fast else _twin(numbers, labels, found, (lower, upper), rng),
    )


def gathered(numbers: Array, labels: Labels, rng: np.random.Generator, fast: bool = False) -> Evidence:
    """Ask neighbours and classifiers. Labels are 0 .. K-1."""
    points = spread(numbers, labels[:, None].astype(np.float64), rng)[0]
    rows = np.arange(len(labels))
    if numbers.shape[1] > 1 and len(rows) > _MOST_NEIGHBOURS:
        rows = rng.choice(len(rows), _MOST_NEIGHBOURS, replace=False)
    few = fast or len(rows) > _MOST_NEIGHBOURS / 10
    shuffled = [_neighbours(points[rows], rng.permutation(labels[rows]), rng).nats for _ in range(1 if few else _SHUFFLES)]
    neighbours = _neighbours(points[rows], labels[rows], rng)
    sd = float(np.std(shuffled, ddof=1)) if len(shuffled) > 1 else neighbours.stderr or 0.0
    counts = np.bincount(labels)
    return Evidence(
        neighbours,
        Null(float(np.mean(shuffled)), sd, len(shuffled)),
        held_out_information(numbers, labels, rng, fast),
        Entropy.of(counts),
        numbers.shape[1],
        len(counts),
        len(labels),
    )


def _neighbours(points: Array, labels: Labels, rng: np.random.Generator) -> Estimate:
    """The estimate of neighbours; 0 where no two rows differ in points or in labels."""
    if (labels == labels[0]).all() or (points == points[0]).all():
        return Estimate(0.0, 0.0)
    return MixedKSG(min(_K, max(len(labels) // 4, 1))).estimate_checked(points, labels, rng)


def _unresolved(counts: Labels) -> float:
    """The entropy that classes of few rows may hide: that of each class, times the share of it that cannot be resolved."""
    p = counts / counts.sum()
    return float((p * (1 - np.log(p)) * np.minimum(1, _RESOLVED / counts)).sum())


def _flags(found: Evidence, counts: Labels, upper: float, fast: bool) -> list[str]:
    """What a reader must know."""
    flags = []
    few = int((counts <= _RESOLVED).sum())
    if few:
        flags.append(f"{few} of {len(counts)} classes have at most {_RESOLVED} rows, too few to show what they carry.")
    if upper >= found.entropy.upper:
        flags.append("The upper end is the entropy of the labels: the rows set no other limit.")
    if found.by_neighbours - found.bound.nats < -FACTOR * (found.neighbours.stderr or 0.0):
        flags.append("Classifiers see more than neighbours, as where few of many columns tell the labels.")
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
    twin = NormalClasses.fitted(numbers, labels, found.classes)
    if not interval[0] <= twin.mutual_information <= interval[1]:
        return None
    x, y = twin.sample(min(len(labels), _MOST_NEIGHBOURS), rng)
    again = _neighbours(x, y, rng)
    noise = math.hypot(found.neighbours.stderr or 0.0, again.stderr or 0.0, found.null.sd)
    return twin if abs(again.nats - found.neighbours.nats) <= 3 * noise else None
