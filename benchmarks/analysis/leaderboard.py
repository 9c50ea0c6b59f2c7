"""The leaderboard: estimators over all tasks of a suite, the one with the smallest RMSE first.

Means over tasks are fair only over the same tasks. So ranks use *shared tasks*: those that every estimator of that size
finished. Failures have their own column: an estimator that fails on hard tasks does not get a better rank.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from .tables import Lines, number, percent


def shared_tasks(summary: pd.DataFrame, per: Sequence[str] = ("n",)) -> pd.DataFrame:
    """The lines of a summary whose task every estimator finished, within each group of `per`."""
    estimators = summary.groupby([*per])["estimator"].transform("nunique")
    finished = summary[summary["replicates"] > 0]
    finishers = finished.groupby([*per, "task"])["estimator"].transform("nunique")
    return finished[finishers == estimators[finished.index]]


def standings(summary: pd.DataFrame, per: Sequence[str] = ("n",)) -> pd.DataFrame:
    """One line for each group and estimator, by group and then by RMSE over the shared tasks.

    Parameters
    ----------
    summary : DataFrame
        As `summary.summarise` gives it.
    per : sequence of str
        Columns that define the groups; each group has its own ranking; such as ("family", "n").

    Returns
    -------
    DataFrame
        Columns of `per`, estimator; over the shared tasks: tasks (their number), bias (mean |bias|), sd (mean), rmse (root
        mean square); over every task that the estimator ran: mae, coverage, seconds (means), cells, failures (sums).
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


def leaderboard(summary: pd.DataFrame) -> tuple[list[str], Lines]:
    """The standings as a table: its header, and a line for each estimator and size.

    RMSE and mean |bias| are over the shared tasks; mean |error|, coverage, failed cells and seconds over all that the estimator
    ran. Information is in the units of the summary.
    """
    header = ["estimator", "n", "RMSE", "mean |bias|", "mean |error|", "coverage", "failed cells", "seconds"]
    lines = [
        [
            row.estimator,
            f"{row.n:,}",
            *map(number, (row.rmse, row.bias, row.mae)),
            percent(row.coverage),
            f"{row.failures:,} of {row.cells:,}",
            number(row.seconds),
        ]
        for row in standings(summary).itertuples(index=False)
    ]
    return header, lines
