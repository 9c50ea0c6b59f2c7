"""Bias, standard deviation and RMSE of each estimator on each task, each with its standard error.

Over r replicates with errors e = estimate - true MI of one task, estimator and size, where s is the standard deviation of e:

    bias = mean e,         SE = sqrt(s^2 / r + SE(true MI)^2),
    SD   = s,              SE = s / sqrt(2 (r - 1)),
    RMSE = sqrt(mean e^2), SE = sd(e^2) / sqrt(r) / (2 RMSE).

Coverage is the share of 95 % intervals that contain the true MI; `columns` says what their ends are. Failed cells are counted
in their own column and enter no mean. `undertrained` counts the estimates whose training stopped at its limit while it was
still improving, `flagged` those from codes that are too short or too long. `ceiling` is the smallest of the replicates: the
estimator cannot give a true MI above it.
"""

import numpy as np
import pandas as pd

from .columns import TEXT

KEYS = ["family", "task", "true_mi", "n", "estimator"]


def covered(numbers: pd.DataFrame) -> pd.Series:
    """1 where the interval contains the true MI, 0 where it does not, NaN where there is no interval."""
    inside = (numbers["lower"] <= numbers["true_mi"]) & (numbers["true_mi"] <= numbers["upper"])
    return inside.astype(float).where(numbers["lower"].notna())


def summarise(numbers: pd.DataFrame) -> pd.DataFrame:
    """Summarise the replicates: one line for each task, estimator and size. The module defines the columns.

    Parameters
    ----------
    numbers : DataFrame
        One line for each cell, with the columns of `columns.of_store`.

    Returns
    -------
    DataFrame
        Columns family, task, true_mi, n, estimator, replicates, failures, mean, bias, bias_se, sd, sd_se, mae, rmse, rmse_se,
        coverage, coverage_se, seconds (median), peak_mb (maximum), undertrained, flagged, ceiling. A value that needs two
        replicates is NaN where there is one.
    """
    error, ok = numbers["nats"] - numbers["true_mi"], numbers["nats"].notna()
    table = numbers.assign(
        error=error,
        absolute=error.abs(),
        square=error**2,
        fourth=error**4,
        covered=covered(numbers),
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
        flagged=("flagged", "sum"),
        ceiling=("ceiling", "min"),
    ).reset_index()
    result = result.astype(dict.fromkeys(TEXT, str))
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
    return result[[*KEYS, *order, "coverage", "coverage_se", "seconds", "peak_mb", "undertrained", "flagged", "ceiling"]]
