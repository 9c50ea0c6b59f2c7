"""Tasks of true MI 0, judged apart: there, an estimator that always answers 0 would be the best of all.

Two questions are asked of every estimator on such a task:

* false positives: how many of its 95 % intervals lie above zero? At most 5 % should. The exact binomial test, one-sided at
  level 5 %, says whether they are more. An estimator without intervals claims nothing, and has no count.
* error: its RMSE and its mean, beside those of the baselines. Estimates of exactly 0 are counted, since a number that is
  clipped, or that says 0 always, is near 0 without having measured anything.

These tasks enter neither the verdicts nor the rank.

Reference: C. J. Clopper, E. S. Pearson, Biometrika 26 (1934), doi:10.1093/biomet/26.4.404, for the interval of the share.
"""

import pandas as pd
from scipy import stats

from infoplane.benchmarks.analysis.summary import summarise

from .differences import LEVEL, PLACE

NOMINAL = 0.05  # share of 95 % intervals that may lie above zero
_ROUNDING = 1e-9  # nats: a true MI that quadrature gives as 0


def independent(numbers: pd.DataFrame) -> pd.Series:
    """Whether the true MI of each line is 0."""
    return numbers["true_mi"].abs() < _ROUNDING


def false_positives(numbers: pd.DataFrame) -> pd.DataFrame:
    """Every estimator on every task of true MI 0, and on all of them together (task "all").

    Parameters
    ----------
    numbers : DataFrame
        One line for each cell, with the columns of `columns.of_store`.

    Returns
    -------
    DataFrame
        Columns family, task, true_mi, n, estimator, replicates, failures, mean, rmse (in nats), zeros (estimates of exactly 0),
        intervals, positives (intervals above zero), positives_low, positives_high (95 % interval of their share, by
        Clopper-Pearson), verdict ("", "too many", or "within chance").
    """
    own = numbers[independent(numbers)]
    if own.empty:
        return pd.DataFrame(columns=[*PLACE, "estimator", *_COLUMNS])
    own = own.assign(zero=own["nats"] == 0, has=own["lower"].notna(), positive=own["lower"] > 0)
    everything = own.assign(family="all", task="all", true_mi=0.0)
    parts = [own] if own["task"].nunique() == 1 else [own, everything]
    return pd.concat([_counted(part) for part in parts], ignore_index=True)


_COLUMNS = (
    "replicates",
    "failures",
    "mean",
    "rmse",
    "zeros",
    "intervals",
    "positives",
    "positives_low",
    "positives_high",
    "verdict",
)


def _counted(own: pd.DataFrame) -> pd.DataFrame:
    keys = [*PLACE, "estimator"]
    counts = own.groupby(keys, sort=False).agg(zeros=("zero", "sum"), intervals=("has", "sum"), positives=("positive", "sum"))
    table = summarise(own)[[*keys, "replicates", "failures", "mean", "rmse"]].join(counts, on=keys)
    tests = [_judged(int(positives), int(of)) for positives, of in zip(table["positives"], table["intervals"], strict=True)]
    found = pd.DataFrame(tests, columns=["positives_low", "positives_high", "verdict"])
    return pd.concat([table, found], axis=1)[[*keys, *_COLUMNS]]


def _judged(positives: int, intervals: int) -> tuple[float, float, str]:
    """The 95 % interval of the share, and the verdict of the test."""
    if intervals == 0:
        return float("nan"), float("nan"), ""
    share = stats.binomtest(positives, intervals).proportion_ci(0.95, method="exact")
    too_many = stats.binomtest(positives, intervals, NOMINAL, alternative="greater").pvalue < LEVEL
    return float(share.low), float(share.high), "too many" if too_many else "within chance"
