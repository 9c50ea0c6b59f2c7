"""How many pairs an estimator needs for an error of 10 % of the true MI.

The error is the RMSE over the replicates of a task. The number needed is the smallest n from which on it is at most 10 % of the
true MI. Between the last size that misses and the next larger one, ln(RMSE) is taken to be linear in ln n. Where the largest
size misses, the number is more than that size. Where no size misses, it is at most the smallest; where a size has a failure, it
is at most the next. Tasks of true MI 0 have no such number.
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
        Columns distribution, columns, true_mi, estimator, pairs (infinite where the largest size misses), most (the largest
        size that was run), within (whether `pairs` is only an upper limit). Families whose name does not end with their
        columns are left out.
    """
    parts = summary["family"].str.extract(FAMILY)
    summary = summary.assign(**parts)[parts["columns"].notna() & (summary["true_mi"] > 0)]
    lines = []
    for keys, own in summary.groupby(["distribution", "columns", "true_mi", "estimator"], sort=False):
        distribution, columns, true_mi, estimator = keys
        own = own.sort_values("n")
        errors = (own["rmse"] / own["true_mi"]).where(own["failures"] == 0)
        pairs, within = first_within(own["n"].to_numpy(float), errors.to_numpy(float), share)
        lines.append([distribution, int(columns), round(float(true_mi), 6), estimator, pairs, own["n"].iloc[-1], within])
    return pd.DataFrame(lines, columns=["distribution", "columns", "true_mi", "estimator", "pairs", "most", "within"])


def first_within(sizes: np.ndarray, errors: np.ndarray, share: float) -> tuple[float, bool]:
    """The size from which on the error is at most `share`, infinite where there is none; whether it is only an upper limit.

    NaN stands for an error that is not known, and counts as a miss.

    >>> first_within(np.array([100.0, 400.0, 1600.0]), np.array([0.4, 0.2, 0.05]), 0.1)
    (800.0, False)
    """
    missed = np.flatnonzero(~(errors <= share))
    if not len(missed):
        return float(sizes[0]), True
    last = missed[-1]
    if last == len(sizes) - 1:
        return math.inf, False
    before, after = errors[last], errors[last + 1]
    if not math.isfinite(before) or after == 0:
        return float(sizes[last + 1]), True
    part = math.log(before / share) / math.log(before / after)
    return round(float(sizes[last] * (sizes[last + 1] / sizes[last]) ** part), 6), False
