"""A candidate against each baseline on each task, paired by replicate.

Both ran on the same samples in every replicate, so the difference of their errors has less variance than either error. Over the
r replicates in which both gave an estimate, and with the m baselines of that task and size that share two replicates or more,

    d_r = |e_candidate,r| - |e_baseline,r|,
    interval = mean d -+ t_{r-1}(1 - 0.05 / (2 m)) sd(d) / sqrt(r).

That is the two-sided paired t-test at level 5 %, with Bonferroni's correction for m baselines: on a task and size on which the
candidate differs from no baseline, some interval excludes zero with a probability of at most 5 %. These are the only intervals:
every verdict, table and figure uses them. Candidates, tasks and sizes are not corrected for each other. The verdict is

    worse             the interval lies above zero;
    fails             the candidate failed in a replicate in which the baseline did not, and it is not worse;
    baseline fails    no pair is left, because the baseline failed in every replicate;
    too few           there is one pair, so there is no interval;
    better            the interval lies below zero;
    equal             the interval contains zero and lies within 0.02 nats of it (equivalence, by the same interval);
    no significant difference    the interval contains zero and reaches further: the samples do not decide.

The first that applies is given. The test assumes that the mean difference is about normal. On replays of committed errors it
keeps its level with ten replicates (tests/benchmarks/analysis/comparisons/test_size.py). With three it does not where the
difference has nearly always the same size and a random sign.

References: O. J. Dunn, Multiple comparisons among means, J. Am. Stat. Assoc. 56 (1961), doi:10.1080/01621459.1961.10482090;
D. J. Schuirmann, J. Pharmacokinetics and Biopharmaceutics 15 (1987), doi:10.1007/BF01068419, for equivalence.
"""

import numpy as np
import pandas as pd
from scipy.special import stdtrit

PLACE = ["family", "task", "true_mi", "n"]
MARGIN = 0.02  # nats: smaller differences are called equal
LEVEL = 0.05  # of all baselines of a task and size together
FEW = 5  # replicates; with fewer, the test rests on normality alone
BETTER, WORSE, FAILS, BASELINE_FAILS, TOO_FEW = "better", "worse", "fails", "baseline fails", "too few"
EQUAL, UNDECIDED = f"equal within {MARGIN:.2f} nats".replace("0.", "."), "no significant difference"
VERDICTS = (BETTER, EQUAL, UNDECIDED, WORSE, FAILS, BASELINE_FAILS, TOO_FEW)


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
        Columns family, task, true_mi, n, estimator (the baseline), pairs, judged (baselines with an interval, on this task and
        size), difference, difference_se, difference_low, difference_high (the adjusted interval) in nats, fails (whether the
        candidate failed in a replicate in which the baseline did not), verdict.
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
    several = result["pairs"].where(result["pairs"] > 1).astype(float)
    result["judged"] = several.notna().groupby([result[name] for name in PLACE], sort=False).transform("sum").astype(int)
    result["difference_se"] = result["sd"] / np.sqrt(several)
    tail = LEVEL / 2 / result["judged"].where(result["judged"] > 0).astype(float)
    half = stdtrit(several - 1, 1 - tail) * result["difference_se"]
    result["difference_low"], result["difference_high"] = result["difference"] - half, result["difference"] + half
    result["verdict"] = np.select(
        [
            result["difference_low"] > 0,
            result["fails"],
            result["pairs"] == 0,
            several.isna(),
            result["difference_high"] < 0,
            (result["difference_low"] >= -MARGIN) & (result["difference_high"] <= MARGIN),
        ],
        [WORSE, FAILS, BASELINE_FAILS, TOO_FEW, BETTER, EQUAL],
        UNDECIDED,
    )
    order = ["pairs", "judged", "difference", "difference_se", "difference_low", "difference_high", "fails", "verdict"]
    return result[[*PLACE, "estimator", *order]]
