"""What the audit shows: which estimators to trust at this n, and how many samples an error of a given size needs.

Beyond the largest size that was run, only the standard deviation is taken to shrink, as 1 / sqrt(n); the bias stays:

    RMSE(n')^2 = bias^2 + SD^2 n / n' <= precision^2   if   n' >= n SD^2 / (precision^2 - bias^2).

The bias of most estimators shrinks too, but at a rate that depends on the distribution. So the number is an upper one.
"""

import math
from dataclasses import dataclass

import pandas as pd

PRECISION = 0.1  # nats
_ERRORS = 2  # standard errors, within which two RMSEs do not differ significantly


@dataclass(frozen=True)
class Needed:
    """The samples that an estimator needs for an RMSE of at most the precision.

    Parameters
    ----------
    samples : int, optional
        None if no number of samples is known to suffice.
    measured : bool
        Whether data sets of that size were run; else the number is extrapolated.
    """

    samples: int | None
    measured: bool

    def __str__(self) -> str:
        if self.samples is None:
            return "not known"
        return f"≤ {self.samples:,}" if self.measured else f"about {self.samples:,}"


def needed(summary: pd.DataFrame, precision: float = PRECISION) -> dict[str, Needed]:
    """The samples that each estimator needs.

    Parameters
    ----------
    summary : DataFrame
        Of one task at several sizes, as `summarise` gives it.
    precision : float
        The largest RMSE in nats.

    Examples
    --------
    >>> rows = [("KSG", 100, 0.05, 0.2, 0.21), ("KDE", 100, 0.3, 0.1, 0.32)]
    >>> summary = pd.DataFrame(rows, columns=["estimator", "n", "bias", "sd", "rmse"])
    >>> {name: str(samples) for name, samples in needed(summary).items()}
    {'KSG': 'about 534', 'KDE': 'not known'}
    """
    return {str(name): _needed(part.sort_values("n"), precision) for name, part in summary.groupby("estimator", sort=False)}


def _needed(part: pd.DataFrame, precision: float) -> Needed:
    run = part[part["rmse"].notna()]
    enough = run[~(run["rmse"] > precision)[::-1].cummax()[::-1]]  # from which size on every RMSE is small enough
    if not enough.empty:
        return Needed(int(enough["n"].iloc[0]), True)
    if run.empty:
        return Needed(None, False)
    last = run.iloc[-1]
    room = precision**2 - last["bias"] ** 2
    if room <= 0 or pd.isna(last["sd"]):
        return Needed(None, False)
    return Needed(_rounded(last["n"] * last["sd"] ** 2 / room), False)


def _rounded(samples: float) -> int:
    """A number with three digits, since it is extrapolated; never smaller than the number itself."""
    unit = 10 ** max(0, math.floor(math.log10(samples)) - 2)
    return math.ceil(samples / unit) * unit


def ranked(summary: pd.DataFrame, n: int) -> pd.DataFrame:
    """The lines at one size, the smallest RMSE first; estimators that failed on some data sets come last."""
    own = summary[summary["n"] == n]
    return own.assign(failed=own["failures"] > 0).sort_values(["failed", "rmse"], kind="stable").drop(columns="failed")


def advice(summary: pd.DataFrame, n: int) -> str:
    """Which estimators to trust on data like these, in sentences.

    Those whose RMSE is within two standard errors of the smallest one do not differ significantly from it.
    """
    lines = ranked(summary, n)
    lines = lines[(lines["failures"] == 0) & lines["rmse"].notna()]
    if lines.empty:
        return f"No estimator finished every data set of {n:,} rows, so none can be recommended."
    first = lines.iloc[0]
    spread = (lines["rmse_se"].fillna(0) ** 2 + (0 if pd.isna(first["rmse_se"]) else first["rmse_se"]) ** 2) ** 0.5
    equal = lines[lines["rmse"] - first["rmse"] <= _ERRORS * spread]["estimator"].tolist()[1:]
    text = f"On the twin at n = {n:,}, {first['estimator']} has the smallest RMSE, {first['rmse']:.3f} nats."
    if equal:
        names = equal[0] if len(equal) == 1 else f"{', '.join(equal[:-1])} and {equal[-1]}"
        text += f" {names} {'does' if len(equal) == 1 else 'do'} not differ significantly from it."
    return text
