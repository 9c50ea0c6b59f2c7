"""The audit as a table: a line for each estimator, the smallest RMSE first."""

import pandas as pd

from infoplane.benchmarks.analysis.tables import Lines, number, with_error

from .audit import Audit
from .verdict import needed, ranked


def table(plan: Audit, summary: pd.DataFrame, precision: float) -> tuple[list[str], Lines]:
    """Header and lines.

    Parameters
    ----------
    plan : Audit
    summary : DataFrame
        As `Audit.summary` gives it.
    precision : float
        The RMSE in nats to which the samples needed refer.
    """
    samples = needed(summary, precision)
    rmse = summary.set_index(["estimator", "n"])["rmse"]
    header = [
        *("estimator", "your data", "bias", "SD", f"RMSE, n = {plan.n:,}"),
        *(f"n = {size:,}" for size in plan.sizes if size != plan.n),
        *(f"samples for ±{precision:g}", "failed", "seconds"),
    ]
    lines = [
        [
            row.estimator,
            _on_data(row.data, row.deviation),
            with_error(row.bias, row.bias_se, sign=True, digits=3),
            number(row.sd),
            with_error(row.rmse, row.rmse_se, digits=3),
            *(number(rmse.get((row.estimator, size), float("nan"))) for size in plan.sizes if size != plan.n),
            str(samples[row.estimator]),
            f"{row.failures} of {row.failures + row.replicates}",
            number(row.seconds, 2),
        ]
        for row in ranked(summary, plan.n).itertuples(index=False)
    ]
    return header, lines


def explanation(precision: float) -> str:
    """What the columns mean."""
    return (
        "Your data: the estimate from your data, and in brackets its distance from the mean on the twin in SD; beyond 3, the "
        "twin differs from your data in what this estimator sees. "
        f"Samples for ±{precision:g}: the size from which on the RMSE is at most {precision:g} nats, of those that were run. "
        "'About' is extrapolated from the largest: SD falls as 1 / sqrt(n), the bias stays. 'Not known': that bias is larger."
    )


def _on_data(nats: float, deviation: float) -> str:
    return number(nats) if pd.isna(deviation) else f"{number(nats)} ({deviation:+.1f})"
