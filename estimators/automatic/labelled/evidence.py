"""What neighbours and classifiers say of numbers beside labels, and the value and the upper end that follow (`labels`)."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from infoplane.estimators.automatic.measurement import Null
from infoplane.estimators.automatic.preparation.spread import spread
from infoplane.estimators.neighbours.mixed_ksg import MixedKSG
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import Array, Labels

from .entropy import Entropy
from .held_out import HeldOut, held_out_information

RESOLVED = 5  # rows of a class that neighbours and folds need
MOST_CELLS = 1_000_000  # rows times columns, in several columns: beyond it a search takes many seconds
_MANY_CELLS = 50_000  # rows times columns from which few shuffles say enough
_SHUFFLES, _FEW_SHUFFLES = 8, 2
_K = 5


@dataclass(frozen=True)
class Evidence:
    """What neighbours and classifiers say.

    Attributes
    ----------
    neighbours : Estimate
    null : Null
        The neighbours on shuffled labels.
    bound : HeldOut
    counts : array (K,)
        Rows of each label.
    columns : int
    """

    neighbours: Estimate
    null: Null
    bound: HeldOut
    counts: Labels
    columns: int

    @property
    def rows(self) -> int:
        return int(self.counts.sum())

    @cached_property
    def entropy(self) -> Entropy:
        """Of the labels."""
        return Entropy.of(self.counts)

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
        parameters = self.columns * len(self.counts)
        return (
            self.bound.stderr
            + max(self.bound.still_to_learn, 0.0) / 2
            + abs(self.by_neighbours - self.bound.nats) / 4
            + math.sqrt(inside * (self.entropy.nats - inside) * parameters / self.rows) / 2
            + 1 / self.rows
        )

    @property
    def unresolved(self) -> float:
        """The entropy that classes of few rows may hide: that of each class, times the share of it that cannot be resolved."""
        p = self.counts / self.rows
        hidden = float((p * (1 - np.log(p)) * np.minimum(1, RESOLVED / self.counts)).sum())
        return hidden * (1 - min(max(self.value, 0.0) / self.entropy.nats, 1.0))

    def upper(self, factor: float) -> float:
        """The upper end of the interval, at most that of the entropy."""
        return min(self.value + factor * self.scale + self.unresolved, self.entropy.upper)


def gathered(numbers: Array, labels: Labels, rng: np.random.Generator, fast: bool = False) -> Evidence:
    """Ask neighbours and classifiers. Labels are 0 .. K-1."""
    points = spread(numbers, labels[:, None].astype(np.float64), rng)[0]
    rows = np.arange(len(labels))
    if numbers.shape[1] > 1 and numbers.size > MOST_CELLS:
        rows = rng.choice(len(rows), MOST_CELLS // numbers.shape[1] + 1, replace=False)
    shuffles = 1 if fast else _FEW_SHUFFLES if numbers.size > _MANY_CELLS else _SHUFFLES
    shuffled = [neighbour_estimate(points[rows], rng.permutation(labels[rows]), rng).nats for _ in range(shuffles)]
    neighbours = neighbour_estimate(points[rows], labels[rows], rng)
    sd = float(np.std(shuffled, ddof=1)) if len(shuffled) > 1 else neighbours.stderr or 0.0
    return Evidence(
        neighbours,
        Null(float(np.mean(shuffled)), sd, len(shuffled)),
        held_out_information(numbers, labels, rng, fast),
        np.bincount(labels),
        numbers.shape[1],
    )


def neighbour_estimate(points: Array, labels: Labels, rng: np.random.Generator) -> Estimate:
    """The estimate of neighbours; 0 where no two rows differ in points or in labels."""
    if (labels == labels[0]).all() or (points == points[0]).all():
        return Estimate(0.0, 0.0)
    return MixedKSG(min(_K, max(len(labels) // 4, 1))).estimate_checked(points, labels, rng)
