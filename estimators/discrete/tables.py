"""Tables of counts of pairs of levels, and tables of probabilities as distributions of known MI.

    I = sum_ab p_ab ln p_ab - sum_a p_a ln p_a - sum_b p_b ln p_b.

Reference: W. M. Patefield, Algorithm AS 159, Appl. Statist. 30 (1981), for shuffled tables.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from scipy.special import xlogy
from scipy.stats import random_table

from infoplane.estimators.entropies import information
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.samples.levels import symbols
from infoplane.estimators.validation import Array, Labels, Sample, is_labels, refuse_constants

MOST_CELLS = 40_000  # of a table that is drawn many times: larger ones take seconds, and they are nearly empty


def table_information(table: Array) -> float:
    """MI in nats of a table (K, L) of counts or of probabilities, which need not sum to 1."""
    p = table / table.sum()
    return float(xlogy(p, p).sum() - sum(xlogy(margin, margin).sum() for margin in (p.sum(axis=0), p.sum(axis=1))))


def count_information(x: Labels, y: Labels) -> float:
    """The plug-in estimate in nats from labels 0 .. K-1 and 0 .. L-1 (n,), of which no table is made."""
    pairs = np.unique(x * (y.max() + 1) + y, return_counts=True)[1]
    shares = [counts / len(x) for counts in (pairs, np.bincount(x), np.bincount(y))]
    joint, *margins = (float(xlogy(p, p).sum()) for p in shares)
    return joint - sum(margins)


@dataclass(frozen=True, eq=False)
class JointTable:
    """Labels X (n,) and Y (n,) drawn from a table of probabilities.

    Parameters
    ----------
    probabilities : array (K, L)
        P(X = a, Y = b), with sum 1.

    Examples
    --------
    >>> print(f"{JointTable(np.eye(2) / 2).mutual_information:.4f}")  # ln 2
    0.6931
    """

    probabilities: Array
    x_shape = y_shape = ()

    @cached_property
    def mutual_information(self) -> float:
        return table_information(self.probabilities)

    def sample(self, n: int, *, rng: Any = None) -> tuple[Labels, Labels]:
        """Draw n independent pairs of labels (n,)."""
        cells = np.random.default_rng(rng).choice(self.probabilities.size, size=n, p=self.probabilities.ravel())
        x, y = np.divmod(cells, self.probabilities.shape[1])
        return x, y


class PairCounts(NamedTuple):
    """How often each label and each pair of labels occurs.

    Attributes
    ----------
    x, y, pairs : array of int
        The counts of those that occur.
    terms : array (n,)
        ln(n n_ab / (n_a n_b)), row by row: their mean is the plug-in estimate in nats.
    """

    x: Labels
    y: Labels
    pairs: Labels
    terms: Array

    def estimate(self, nats: float) -> Estimate:
        """An estimate in nats with the standard error of the plug-in estimate."""
        return replace(information(self.terms, {"pairs": float(len(self.pairs))}), nats=nats)


def counted_pair(x: Sample, y: Sample) -> PairCounts:
    """Count labels, or rows of few distinct numbers.

    Raises
    ------
    ValueError
        If x or y is constant, or if more than half of its rows of numbers are distinct.
    """
    refuse_constants(x, y)
    x_codes, y_codes = counted(x, "x"), counted(y, "y")
    x_counts, y_counts = np.bincount(x_codes), np.bincount(y_codes)
    pair_codes = symbols(np.column_stack([x_codes, y_codes]))
    pair_counts = np.bincount(pair_codes)
    terms = np.log(len(x) * (pair_counts[pair_codes] / x_counts[x_codes]) / y_counts[y_codes])
    return PairCounts(x_counts, y_counts, pair_counts, terms)


def counted(sample: Sample, name: str) -> Labels:
    """The distinct rows as numbers from 0: errors as in `counted_pair`."""
    codes = symbols(sample)
    distinct = int(codes.max()) + 1
    if not is_labels(sample) and 2 * distinct > len(sample):
        raise ValueError(
            f"{name} has {distinct} distinct rows of numbers in {len(sample)} samples, too many to count: take Histogram or "
            "MixedKSG, or draw more samples."
        )
    return codes


def counts_of(x: Labels, y: Labels, levels: tuple[int, int]) -> Array:
    """The table (K, L) of counts of pairs of labels 0 .. K-1 and 0 .. L-1."""
    return np.bincount(x * levels[1] + y, minlength=levels[0] * levels[1]).reshape(levels).astype(np.float64)


def shuffled_tables(table: Array, draws: int, rng: np.random.Generator) -> Array:
    """MI (draws,) of tables with the margins of this one, as shuffled pairs give them."""
    rows, columns = (table.sum(axis=axis).astype(np.int64) for axis in (1, 0))
    margins = random_table(rows, columns)
    return np.array([table_information(margins.rvs(random_state=rng)) for _ in range(draws)])
