"""The numbers that the scripts of the report draw, as lists without names, which keep the page small."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from infoplane.benchmarks.analysis.leaderboard import standings

# The columns of a point, which is one estimator on one task at one size, and of an average over a selection of tasks.
POINT = [
    *("task", "true_mi", "n", "estimator", "replicates", "failures", "mean", "half", "bias", "bias_se", "sd", "sd_se"),
    *("rmse", "rmse_se", "coverage", "seconds", "undertrained", "ceiling"),
]
AVERAGE = ["n", "estimator", "tasks", "bias", "sd", "rmse", "seconds"]


def figures(summary: pd.DataFrame, kinds: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """The numbers of the figures: tasks, selections of tasks that the page offers, points, averages over a selection."""
    tasks = list(dict.fromkeys(summary["task"]))
    estimators = list(dict.fromkeys(summary["estimator"]))
    task_numbers = {task: index for index, task in enumerate(tasks)}
    numbers = {estimator: index for index, estimator in enumerate(estimators)}
    families = list(dict.fromkeys(summary["family"]))
    kind_of = {task: title for title, part in kinds.items() for task in part["task"]}
    selections = []
    for names, parts, is_kind in (
        ([title for title in kinds if title not in families], summary.assign(selection=summary["task"].map(kind_of)), True),
        (families, summary.assign(selection=summary["family"]), False),
    ):
        ranked = standings(parts, ("selection", "n"))
        ranked["estimator"] = ranked["estimator"].map(numbers)
        own_tasks = parts.groupby("selection")["task"].unique()
        averages = dict(list(ranked.groupby("selection")[AVERAGE]))
        selections += [
            {
                "name": name,
                "kind": is_kind,
                "tasks": sorted(task_numbers[task] for task in own_tasks[name]),
                "averages": _plain(averages[name]),
            }
            for name in names
        ]
    return {
        "tasks": tasks,
        "estimators": estimators,
        "columns": POINT,
        "points": _plain(
            summary[POINT].assign(task=summary["task"].map(task_numbers), estimator=summary["estimator"].map(numbers))
        ),
        "averages": AVERAGE,
        "selections": selections,
    }


def _plain(frame: pd.DataFrame) -> list[list[float | int | None]]:
    """Numbers with five significant digits; None where there is no number."""
    return [
        [None if pd.isna(value) else int(value) if float(value).is_integer() else float(f"{value:.5g}") for value in line]
        for line in frame.itertuples(index=False)
    ]
