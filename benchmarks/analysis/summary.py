"""Rows -> table, a pure function: bias, standard deviation and RMSE, each with its standard error.

Over r replicates with errors e = estimate - truth of one task, estimator and size:

    bias = mean e,         SE = sqrt(s^2 / r + SE(truth)^2),
    SD   = s,              SE = s / sqrt(2 (r - 1)),
    RMSE = sqrt(mean e^2), SE = sd(e^2) / sqrt(r) / (2 RMSE).

Coverage is the share of 95 % intervals (estimate -+ 1.96 stderr) that hold the truth. Failed cells are counted beside
the replicates that did not fail, never dropped in silence. `undertrained` counts the estimates whose training was cut short;
`ceiling` is the least of the replicates: where the truth is above it, the estimate tells nothing more (see `columns`).
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from .columns import WORDS

KEYS = ["family", "task", "true_mi", "n", "estimator"]
_Z95 = 1.959963984540054


def summarise(numbers: pd.DataFrame) -> pd.DataFrame:
    """One line per task, estimator and size; see the module for the columns' definitions.

    Parameters
    ----------
    numbers : DataFrame
        As `columns.of_store` gives them.

    Returns
    -------
    DataFrame
        Columns family, task, truth, n, estimator, replicates, failures, mean, bias, bias_se, sd, sd_se, mae, rmse, rmse_se,
        coverage, coverage_se, seconds, peak_mb, undertrained, ceiling; NaN where fewer than two replicates leave a value
        undefined.
    """
    error, stderr, ok = numbers["nats"] - numbers["true_mi"], numbers["stderr"], numbers["nats"].notna()
    table = numbers.assign(
        error=error,
        absolute=error.abs(),
        square=error**2,
        fourth=error**4,
        covered=(error.abs() <= _Z95 * stderr).astype(float).where(ok & stderr.notna()),
        seconds=numbers["seconds"].where(ok),
        peak_mb=numbers["peak_mb"].where(ok),
    )
    groups = table.groupby(KEYS, sort=False, dropna=False, observed=True)
    result = groups.agg(
        replicates=("nats", "count"),
        cells=("nats", "size"),
        mean=("nats", "mean"),
        bias=("error", "mean"),
        mae=("absolute", "mean"),
        sd=("error", "std"),
        square=("square", "mean"),
        fourth=("fourth", "mean"),
        true_mi_stderr=("true_mi_stderr", "first"),
        coverage=("covered", "mean"),
        intervals=("covered", "count"),
        seconds=("seconds", "median"),
        peak_mb=("peak_mb", "max"),
        undertrained=("undertrained", "sum"),
        ceiling=("ceiling", "min"),
    ).reset_index()
    result = result.astype(dict.fromkeys(WORDS, str))
    r = result["replicates"].where(result["replicates"] > 1).astype(float)
    result["failures"] = result["cells"] - result["replicates"]
    result["bias_se"] = np.sqrt(result["sd"] ** 2 / r + result["true_mi_stderr"] ** 2)
    result["sd_se"] = result["sd"] / np.sqrt(2 * (r - 1))
    result["rmse"] = np.sqrt(result["square"])
    spread = ((result["fourth"] - result["square"] ** 2).clip(lower=0) * r / (r - 1)) ** 0.5
    result["rmse_se"] = (spread / np.sqrt(r) / (2 * result["rmse"])).where(result["rmse"] > 0)
    result["coverage_se"] = np.sqrt(
        result["coverage"] * (1 - result["coverage"]) / result["intervals"].where(result["intervals"] > 0)
    )
    order = ["replicates", "failures", "mean", "bias", "bias_se", "sd", "sd_se", "mae", "rmse", "rmse_se"]
    return result[[*KEYS, *order, "coverage", "coverage_se", "seconds", "peak_mb", "undertrained", "ceiling"]]


def shared_tasks(summary: pd.DataFrame, per: Sequence[str] = ("n",)) -> pd.DataFrame:
    """The lines of a summary whose task every estimator of that size finished: what means over tasks may be ranked by."""
    estimators = summary.groupby([*per])["estimator"].transform("nunique")
    finished = summary[summary["replicates"] > 0]
    takers = finished.groupby([*per, "task"])["estimator"].transform("nunique")
    return finished[takers == estimators[finished.index]]


def standings(summary: pd.DataFrame, per: Sequence[str] = ("n",)) -> pd.DataFrame:
    """One line per size and estimator, by size and then by root mean square error over the shared tasks.

    Failures are counted beside: an estimator that refuses hard tasks does not rank higher for it.

    Parameters
    ----------
    summary : DataFrame
        As `summarise` gives it.
    per : sequence of str
        Columns that tell one ranking from another, such as ("family", "n").

    Returns
    -------
    DataFrame
        Columns of `per`, estimator; over shared tasks: tasks (their number), bias (mean |bias|), sd (mean), rmse (root mean
        square); over every task the estimator took itself: mae, coverage, seconds (means), cells, failures (sums).
    """
    keys = [*per, "estimator"]
    shared = shared_tasks(summary, per)
    means = (
        shared.assign(bias=shared["bias"].abs(), square=shared["rmse"] ** 2)
        .groupby(keys, sort=False)
        .agg(tasks=("task", "size"), bias=("bias", "mean"), sd=("sd", "mean"), square=("square", "mean"))
    )
    own = (
        summary.assign(cells=summary["replicates"] + summary["failures"])
        .groupby(keys, sort=False)
        .agg(
            mae=("mae", "mean"),
            coverage=("coverage", "mean"),
            seconds=("seconds", "mean"),
            cells=("cells", "sum"),
            failures=("failures", "sum"),
        )
    )
    table = own.join(means).reset_index()
    table = table.assign(rmse=np.sqrt(table["square"]), tasks=table["tasks"].fillna(0).astype(int))
    return table.drop(columns="square").sort_values([*per, "rmse"], kind="stable", ignore_index=True)
