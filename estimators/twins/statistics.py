"""The statistics that data and twins share: KSG, weighted neighbour entropies, learnt coordinates, and pairs of coordinates.

All are biased, each in its own way. Computed on draws of a twin, whose MI is known, they show their bias; computed on the data,
they show whether the twin resembles the data.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from infoplane.estimators.neighbours.kozachenko_leonenko import WeightedKL
from infoplane.estimators.neighbours.ksg import KSG
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.transformers.gaussianizer import Gaussianizer
from infoplane.estimators.validation import Array, Rows

from .learnt import LEAST_ROWS, learnt_information

MOST_COLUMNS = 14  # of x and y together: beyond, weighted entropies have too much variance (suite `dimension`)
FEW_COLUMNS = 8  # of x and y together: beyond, weighted entropies of 20 neighbours vary too much to help
_SUBSAMPLE = 3000  # rows for KSG in more columns, where it is slow and says little
_NEIGHBOURS = (20, 160)  # least and most
_ROWS_A_NEIGHBOUR = 64  # in many columns
_COUNTS = KSG()


@dataclass(frozen=True)
class Mapped:
    """A sample after smooth one-to-one maps of x and of y.

    Parameters
    ----------
    columns : pair of arrays (n, d)
        Every column mapped to the standard normal.
    rotated : pair of arrays (n, d), or None
        x and y mapped to standard normal vectors, nearly (`Gaussianizer`); None above `MOST_COLUMNS`.
    """

    columns: tuple[Array, Array]
    rotated: tuple[Array, Array] | None

    def __len__(self) -> int:
        return len(self.columns[0])


@dataclass(frozen=True)
class Statistics:
    """What each says in nats, with standard errors; NaN where one does not apply.

    Parameters
    ----------
    counts, entropies, learnt, pairs : float
        KSG, the weighted entropies, MI between learnt coordinates, and that of pairs of coordinates (`pairs`, above
        `MOST_COLUMNS`).
    counts_stderr, entropies_stderr, learnt_stderr, pairs_stderr : float
    """

    counts: float
    entropies: float
    learnt: float
    pairs: float = math.nan
    counts_stderr: float = 0.0
    entropies_stderr: float = 0.0
    learnt_stderr: float = 0.0
    pairs_stderr: float = 0.0

    def with_pairs(self, found: Estimate) -> "Statistics":
        """The same, with those of pairs of coordinates."""
        return replace(self, pairs=found.nats, pairs_stderr=found.stderr or 0.0)


def mapped(x: Array, y: Array) -> Mapped:
    """Map x and y."""
    x, y = brought_near(x), brought_near(y)
    columns = (_map(x, 0), _map(y, 0))
    if x.shape[1] + y.shape[1] > MOST_COLUMNS:
        return Mapped(columns, None)
    rotated = (_map(x, 10) if x.shape[1] > 1 else columns[0], _map(y, 10) if y.shape[1] > 1 else columns[1])
    return Mapped(columns, rotated)


def statistics(sample: Mapped, rows: Rows | None = None, shuffle: Rows | None = None, order: Rows | None = None) -> Statistics:
    """Evaluate them on a mapped sample.

    Parameters
    ----------
    sample : Mapped
    rows : array of row numbers, optional
        Use these rows alone.
    shuffle : array of row numbers, optional
        Pair x with these rows of y.
    order : array of row numbers, optional
        All rows in random order, to learn coordinates on either half; without it none are learnt.
    """
    counts, entropies = counts_of(sample, rows, shuffle), entropies_of(sample, rows, shuffle)
    learnt, learnt_stderr = math.nan, math.nan
    if order is not None and len(sample) >= LEAST_ROWS and sum(part.shape[1] for part in sample.columns) > 2:
        found = learnt_information(*sample.columns, order)
        learnt, learnt_stderr = found.nats, found.stderr or 0.0
    return Statistics(
        counts.nats,
        entropies.nats,
        learnt,
        counts_stderr=counts.stderr or 0.0,
        entropies_stderr=entropies.stderr or 0.0,
        learnt_stderr=learnt_stderr,
    )


def counts_of(sample: Mapped, rows: Rows | None = None, shuffle: Rows | None = None) -> Estimate:
    """KSG alone: parameters as in `statistics`."""
    x, y = _chosen(sample.columns, rows, shuffle)
    if sample.rotated is None:
        x, y = x[:_SUBSAMPLE], y[:_SUBSAMPLE]
    return _COUNTS.estimate_checked(x, y, _UNUSED)


def entropies_of(sample: Mapped, rows: Rows | None = None, shuffle: Rows | None = None) -> Estimate:
    """The weighted entropies alone, NaN where they do not apply: parameters as in `statistics`."""
    if sample.rotated is not None:
        x, y = _chosen(sample.rotated, rows, shuffle)
        try:
            return WeightedKL(_neighbours(x, y), weights="least norm").estimate_checked(x, y, _UNUSED)
        except ValueError:  # rows that coincide, or columns that are collinear after the map
            pass
    return Estimate(math.nan, math.nan)


def _neighbours(x: Array, y: Array) -> int:
    """How many neighbours have weights: in many columns more neighbours share the noise, and twins remove their bias."""
    least, most = _NEIGHBOURS
    return least if x.shape[1] + y.shape[1] <= FEW_COLUMNS else int(np.clip(len(x) // _ROWS_A_NEIGHBOUR, least, most))


_UNUSED = np.random.default_rng(0)  # both are deterministic


def standardised(points: Array) -> Array:
    """Columns with median 0 and interquartile range 1."""
    low, middle, high = np.percentile(points, [25, 50, 75], axis=0)
    return np.asarray((points - middle) / (high - low))


def some_rows(n: int, most: int) -> Rows | slice:
    """At most so many of n rows, drawn at random with a fixed seed, in their order: rows may be sorted, or have a period."""
    return slice(None) if n <= most else np.sort(np.random.default_rng(0).permutation(n)[:most])


def brought_near(points: Array) -> Array:
    """Standardised columns with outliers brought near, by asinh: else their covariance would be that of one row."""
    return np.asarray(np.arcsinh(standardised(points)))


def _map(points: Array, rotations: int) -> Array:
    return np.asarray(Gaussianizer(rotations).fit_transform(points))


def _chosen(pair: tuple[Array, Array], rows: Rows | None, shuffle: Rows | None) -> tuple[Array, Array]:
    x, y = pair
    if shuffle is not None:
        y = y[shuffle]
    return (x, y) if rows is None else (x[rows], y[rows])
