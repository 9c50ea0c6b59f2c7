"""How many pairs an estimator needs for an error of 10 % of the true MI.

The error is the RMSE over the replicates of a task. The number needed is the smallest n from which on it is at most 10 % of the
true MI. Between the last size that misses and the next larger one, ln(RMSE) is taken to be linear in ln n. Where the largest
size misses, the number is more than that size; where no size misses, it is at most the smallest.
"""

import math

import numpy as np
import pandas as pd

SHARE = 0.1  # of the true MI
FAMILY = r"^(?P<distribution>.+)-(?P<columns>\d+)x(?P=columns)$"
_SIZES, _COLUMNS, _LEVELS = 3, 3, 2  # that make a sweep of sizes, of columns and of true MI


def sweeps(summary: pd.DataFrame) -> bool:
    """Whether the summary has tasks of several sizes, numbers of columns and true MI: what this can be read from."""
    parts = summary["family"].str.extract(FAMILY)
    sized = summary.assign(**parts)[summary.groupby("task")["n"].transform("nunique") >= _SIZES].dropna(subset=["columns"])
    return sized["columns"].nunique() >= _COLUMNS and sized["true_mi"].round(6).nunique() >= _LEVELS


def needed(summary: pd.DataFrame, share: float = SHARE) -> pd.DataFrame:
    """The number of pairs that each estimator needs on each task.

    Parameters
    ----------
    summary : DataFrame
        As `summary.summarise` gives it.
    share : float
        The error that is allowed, as a share of the true MI.

    Returns
    -------
    DataFrame
        Columns distribution, columns, true_mi, estimator, pairs (infinite where the largest size misses), fewest and most (the
        sizes that were run), within (whether every size reaches it, so that `pairs` is only an upper limit).
    """
    lines = []
    for keys, own in summary.groupby(["family", "true_mi", "estimator"], sort=False):
        family, true_mi, estimator = keys
        own = own.sort_values("n")
        sizes, errors = own["n"].to_numpy(float), own["rmse"].to_numpy(float) / float(true_mi)
        pairs = first_within(sizes, errors, share)
        lines.append([family, round(float(true_mi), 6), estimator, pairs, sizes[0], sizes[-1], pairs == sizes[0]])
    table = pd.DataFrame(lines, columns=["family", "true_mi", "estimator", "pairs", "fewest", "most", "within"])
    parts = table.pop("family").str.extract(FAMILY)
    return table.assign(distribution=parts["distribution"], columns=parts["columns"].astype(int))


def first_within(sizes: np.ndarray, errors: np.ndarray, share: float) -> float:
    """The size from which on the error is at most `share`; infinite where there is none. NaN is an error without end.

    >>> first_within(np.array([100.0, 400.0, 1600.0]), np.array([0.4, 0.2, 0.05]), 0.1)
    800.0
    """
    missed = np.flatnonzero(~(errors <= share))
    if not len(missed):
        return float(sizes[0])
    last = missed[-1]
    if last == len(sizes) - 1:
        return math.inf
    before, after = errors[last], errors[last + 1]
    if not math.isfinite(before) or after == 0:
        return float(sizes[last + 1])
    part = math.log(before / share) / math.log(before / after)
    return round(float(sizes[last] * (sizes[last + 1] / sizes[last]) ** part), 6)
