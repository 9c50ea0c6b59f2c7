"""A candidate against each baseline on each task, paired by replicate, and a verdict.

Both ran on the same samples in every replicate, so the difference of their errors has less variance than either error:

    d_r = |e_candidate,r| - |e_baseline,r|,    difference = mean_r d_r -+ t_{r-1}(0.975) sd(d) / sqrt(r),

a 95 % interval over the r replicates in which both gave an estimate. Against one baseline the verdict is

    worse             the interval lies above zero;
    fails             the candidate failed in a replicate in which the baseline did not, and it is not worse;
    baseline fails    no pair is left, because the baseline failed in every replicate;
    too few           there is one pair, so there is no interval;
    better            the interval lies below zero;
    no difference     no significant difference: the interval contains zero. Equal estimates have the interval [0, 0].

Against all m baselines of a task together the verdict is

    worse    if the candidate is significantly worse than at least one of them. The interval is then wider, because there are m
             chances to find a difference (Bonferroni: t_{r-1}(1 - 0.025 / m));
    fails    if it failed in a replicate in which any of them did not;
    better   if it is better than each of them that did not fail. All intervals must agree, which needs no correction
             (intersection-union test);
    no difference, baseline fails, too few    otherwise.

The first verdict that applies is given. Each task has its own verdict. If a suite has many tasks without any difference,
about one in forty gets the verdict better than a given baseline by chance, and one in forty worse.
"""

import numpy as np
import pandas as pd
from scipy import stats

PLACE = ["family", "task", "true_mi", "n"]
VERDICTS = ("better", "no difference", "worse", "fails", "baseline fails", "too few")
_LEVEL = 0.95


def differences(numbers: pd.DataFrame, label: str) -> pd.DataFrame:
    """The candidate's absolute error minus that of each baseline, on each task and size.

    Parameters
    ----------
    numbers : DataFrame
        One line for each cell of the candidate and of the baselines, with the columns of `columns.of_store`.
    label : str
        The candidate's label.

    Returns
    -------
    DataFrame
        Columns family, task, true_mi, n, estimator (the baseline), pairs, difference, difference_se, difference_low,
        difference_high in nats, verdict, worse_of_all (whether the wider interval lies above zero too), and fails (whether
        the candidate failed in a replicate in which the baseline did not).
    """
    # A failed estimate is NaN here. A replicate is a pair only if both have a row of it.
    error = (numbers["nats"] - numbers["true_mi"]).abs()
    table = numbers[[*PLACE, "estimator", "replicate"]].assign(error=error)
    own = table[table["estimator"] == label].drop(columns="estimator")
    pairs = table[table["estimator"] != label].merge(own, on=[*PLACE, "replicate"], suffixes=("", "_own"))
    pairs["difference"] = pairs["error_own"] - pairs["error"]
    pairs["fails"] = pairs["error_own"].isna() & pairs["error"].notna()
    result = (
        pairs.groupby([*PLACE, "estimator"], sort=False)
        .agg(pairs=("difference", "count"), difference=("difference", "mean"), sd=("difference", "std"), fails=("fails", "any"))
        .reset_index()
    )
    several = result["pairs"].where(result["pairs"] > 1)
    rivals = result.groupby(PLACE, sort=False)["estimator"].transform("size")
    result["difference_se"] = result["sd"] / np.sqrt(several)
    half = stats.t.ppf(0.5 + _LEVEL / 2, several - 1) * result["difference_se"]
    wide = stats.t.ppf(1 - (1 - _LEVEL) / 2 / rivals, several - 1) * result["difference_se"]
    result["difference_low"], result["difference_high"] = result["difference"] - half, result["difference"] + half
    result["worse_of_all"] = result["difference"] > wide
    result["verdict"] = np.select(
        [
            result["difference_low"] > 0,
            result["fails"],
            result["pairs"] == 0,
            several.isna(),
            result["difference_high"] < 0,
        ],
        ["worse", "fails", "baseline fails", "too few", "better"],
        "no difference",
    )
    order = ["pairs", "difference", "difference_se", "difference_low", "difference_high", "verdict", "worse_of_all", "fails"]
    return result[[*PLACE, "estimator", *order]]


def verdicts(pairs: pd.DataFrame, summary: pd.DataFrame) -> pd.DataFrame:
    """The candidate against all baselines of a task together.

    Parameters
    ----------
    pairs : DataFrame
        As `differences` gives them.
    summary : DataFrame
        As `summary.summarise` gives it.

    Returns
    -------
    DataFrame
        Columns family, task, true_mi, n, baselines (their number), better, worse (than how many of them), closest (the
        baseline with the smallest RMSE; empty if all failed), verdict.
    """
    lines = []
    table = pairs.merge(summary[["task", "n", "estimator", "rmse"]], on=["task", "n", "estimator"])
    for place, part in table.groupby(PLACE, sort=False):
        found = part["verdict"]
        judged = part[found != "baseline fails"]
        if part["worse_of_all"].any():
            verdict = "worse"
        elif part["fails"].any():
            verdict = "fails"
        elif judged.empty:
            verdict = "baseline fails"
        elif (judged["verdict"] == "better").all():
            verdict = "better"
        else:
            verdict = "too few" if (judged["verdict"] == "too few").all() else "no difference"
        closest = "" if part["rmse"].isna().all() else str(part.loc[part["rmse"].idxmin(), "estimator"])
        counts = {name: int((found == name).sum()) for name in ("better", "worse")}
        lines.append(
            {**dict(zip(PLACE, place, strict=True)), "baselines": len(part), **counts, "closest": closest, "verdict": verdict}
        )
    return pd.DataFrame(lines, columns=[*PLACE, "baselines", "better", "worse", "closest", "verdict"])
