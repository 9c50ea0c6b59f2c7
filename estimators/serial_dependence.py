"""Serial dependence: does a row depend on the row before it?

The sign is the rank autocorrelation at lag 1, a number a column. With centred ranks r_1, ..., r_n, ties at their mean rank,

    a = (sum over i < n of r_i r_(i+1) / (n - 1)) / (sum over i of r_i^2 / n).

For class labels, which have no order, with c_l of the n rows in class l and S = (sum over l of c_l (c_l - 1)) / (n (n - 1)),

    a = (share of the rows i < n whose class is that of row i + 1, less S) / (1 - S).

A series that keeps its class with probability a, and else draws it anew, has this a; so has the autocorrelation of two classes.

For independent rows a has mean about 0 and a standard deviation of at most about 1 / sqrt(n), whatever the distribution of the
column. It misses dependence at longer lags alone (a period of four rows, say) and dependence of the variance alone.

If x and y are independent series whose autocorrelations fall as a_x^lag and a_y^lag, the variance of their sample correlation
is that of independent rows times

    t = (1 + a_x a_y) / (1 - a_x a_y).

Two series matter to a test only together: t is 1 if the rows of one of them are independent.

Reference: M. H. Quenouille, Some results in the testing of serial correlation coefficients, Biometrika 35 (1948),
doi:10.2307/2332345, for the factor t.
"""

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from .kernels.ranks import mean_ranks
from .validation import Array, Rows, Sample, as_vectors, is_labels, is_mixed

FALSE_ALARMS = 0.01  # share of samples with independent rows that x, or y, takes for a series
LEAST_PRODUCT = 0.05  # of a_x and a_y: below it the level .05 of a test with shuffles stays below .065


def rank_autocorrelations(sample: Sample, series: Sequence[Rows]) -> Array:
    """Rank autocorrelation at lag 1 of each column, over one or more series.

    Parameters
    ----------
    sample : array (n, *shape), or (n,) of class labels
        A checked sample. Labels are a column.
    series : sequence of arrays of row numbers
        Each in its order in time. Only rows of one series are neighbours.

    Returns
    -------
    array (d,)
        0 for a constant column, and if no series has two rows.
    """
    earlier = np.concatenate([rows[:-1] for rows in series])
    later = np.concatenate([rows[1:] for rows in series])
    if is_mixed(sample):
        return np.concatenate([rank_autocorrelations(sample[part], series) for part in ("numbers", "labels")])
    if is_labels(sample):
        return np.array([_kept(sample, earlier, later)])
    columns = as_vectors(sample).T
    if not len(earlier):
        return np.zeros(len(columns))
    found = []
    for column in columns:
        ranks = mean_ranks(column[:, None])[:, 0] - (len(column) + 1) / 2
        variance = np.mean(ranks**2)
        found.append(np.mean(ranks[earlier] * ranks[later]) / variance if variance else 0.0)
    return np.array(found)


def _kept(labels: Sample, earlier: Rows, later: Rows) -> float:
    """How much oftener than by chance rows have the class of the row before, on a scale up to 1."""
    counts = np.unique(labels, return_counts=True)[1].astype(np.float64)
    by_chance = np.sum(counts * (counts - 1)) / max(len(labels) * (len(labels) - 1.0), 1.0)
    if not len(earlier) or by_chance == 1.0:
        return 0.0
    return float((np.mean(labels[earlier] == labels[later]) - by_chance) / (1.0 - by_chance))


def serial_flag(x: Sample, y: Sample) -> str | None:
    """One sentence if x and y are both serially dependent, so that shuffles are no valid null.

    Sorted columns do not count, nor do labels of which each class is one run of rows: samples are often stored in the order of
    one column, and their rows may be independent draws all the same.
    """
    strongest = [_strongest(sample) for sample in (x, y)]
    if not abs(strongest[0] * strongest[1]) >= LEAST_PRODUCT:
        return None
    return (
        "x and y both depend on the row before (rank autocorrelation at lag 1: "
        f"{strongest[0]:.2f} and {strongest[1]:.2f}), so shuffles can make the p-value far too small. "
        'If the order of the rows is one of time or place, use scheme="shift" or "block".'
    )


def sensible_block_length(x: Sample, y: Sample, series: Sequence[Rows]) -> int:
    """Five times the factor t of the module's equation, from the most dependent column of x and of y.

    Then the blocks miss about a tenth of the null's variance. At most a fifth of the longest series, so that there are at least
    five blocks in it: very slow series need more rows.
    """
    product = math.prod(float(np.abs(rank_autocorrelations(sample, series)).max()) for sample in (x, y))
    factor = (1 + product) / max(1 - product, 1e-9)
    return max(1, min(math.ceil(5 * factor), max(map(len, series)) // 5))


def _strongest(sample: Sample) -> float:
    """The largest significant autocorrelation, in absolute value, of columns that are not sorted; 0 if there is none."""
    autocorrelations = rank_autocorrelations(sample, [np.arange(len(sample))])
    steps = np.diff(_columns(sample), axis=0)
    autocorrelations[(steps >= 0).all(axis=0) | (steps <= 0).all(axis=0)] = 0.0
    least = NormalDist().inv_cdf(1 - FALSE_ALARMS / 2 / len(autocorrelations)) / math.sqrt(len(sample))
    strongest = float(autocorrelations[np.abs(autocorrelations).argmax()])
    return strongest if abs(strongest) > least else 0.0


def _columns(sample: Sample) -> Array:
    """The sample as columns (n, d); labels as one column of numbers in order of first appearance."""
    if is_mixed(sample):
        return np.hstack([sample["numbers"], _columns(sample["labels"])])
    if not is_labels(sample):
        return as_vectors(sample)
    _, first, codes = np.unique(sample, return_index=True, return_inverse=True)
    return first[codes].astype(np.float64)[:, None]
