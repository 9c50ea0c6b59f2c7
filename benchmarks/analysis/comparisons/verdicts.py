"""A candidate against all baselines of a task and size together: one verdict, and the baseline that decides it.

    worse     if the interval against at least one baseline lies above zero;
    fails     if it is not worse, and failed in a replicate in which any of them did not;
    better    if the interval against every baseline lies below zero;
    equal     if it is better than, or equal within 0.02 nats to, every baseline, and not better than all;
    no significant difference    otherwise; or too few, or baseline fails, where no baseline shares two replicates with it.

The intervals are those of `differences`, so a verdict never contradicts the interval against a single baseline. Baselines with
fewer than two common replicates are counted as not judged: they give no interval, and enter no verdict.

The deciding baseline is the one that the verdict is owed to. For worse it is the baseline whose interval begins highest. For
other verdicts it is, among the baselines with that verdict, the one whose interval ends highest: the hardest to beat.
"""

import pandas as pd

from .differences import BASELINE_FAILS, BETTER, EQUAL, FAILS, PLACE, TOO_FEW, UNDECIDED, WORSE


def verdicts(pairs: pd.DataFrame) -> pd.DataFrame:
    """The candidate against all baselines of a task and size together.

    Parameters
    ----------
    pairs : DataFrame
        As `differences` gives them.

    Returns
    -------
    DataFrame
        Columns family, task, true_mi, n, baselines (their number), judged, better, equal, worse (than how many of them),
        deciding (the baseline that decides), difference, difference_low, difference_high (to the deciding baseline), verdict.
    """
    lines = []
    for place, part in pairs.groupby(PLACE, sort=False):
        verdict = _together(part)
        deciding = _deciding(part, verdict)
        counts = {name: int((part["verdict"] == each).sum()) for name, each in _COUNTED.items()}
        numbers = {name: deciding[name] for name in ("difference", "difference_low", "difference_high")}
        lines.append(
            {
                **dict(zip(PLACE, place, strict=True)),
                "baselines": len(part),
                "judged": int(part["judged"].iloc[0]),
                **counts,
                "deciding": str(deciding["estimator"]),
                **numbers,
                "verdict": verdict,
            }
        )
    columns = ["baselines", "judged", *_COUNTED, "deciding", "difference", "difference_low", "difference_high", "verdict"]
    return pd.DataFrame(lines, columns=[*PLACE, *columns])


_COUNTED = {"better": BETTER, "equal": EQUAL, "worse": WORSE}


def _together(part: pd.DataFrame) -> str:
    found = part["verdict"]
    if (found == WORSE).any():
        return WORSE
    if part["fails"].any():
        return FAILS
    judged = set(found) - {BASELINE_FAILS, TOO_FEW}
    if not judged:
        return TOO_FEW if (found == TOO_FEW).any() else BASELINE_FAILS
    if judged == {BETTER}:
        return BETTER
    return EQUAL if judged <= {BETTER, EQUAL} else UNDECIDED


def _deciding(part: pd.DataFrame, verdict: str) -> pd.Series:
    own = part[part["fails"]] if verdict == FAILS else part[part["verdict"] == verdict]
    end = own["difference_low" if verdict == WORSE else "difference_high"]
    return own.iloc[0] if end.isna().all() else own.loc[end.idxmax()]
