"""What the commands `list` and `truths` print."""

import pandas as pd
from rich.console import Console

from . import tables
from .errors import UserError
from .names import matches
from .protocol import Suite
from .suites import SUITES
from .truths import catalogue, truth_rows


def list_suites(console: Console) -> None:
    """Print every suite with its size."""
    lines = []
    for suite in SUITES.values():
        cells = sum(len(g.tasks) * len(g.estimators) * len(g.sizes) * g.replicates for g in suite.grids)
        lines.append([suite.name, str(len(suite.tasks)), f"{cells:,}", suite.description])
    tables.show(console, "Suites", ["suite", "tasks", "cells", "what it is"], lines, wrap=True)


def list_tasks(console: Console, suite: Suite) -> None:
    """Print the tasks of a suite and its estimators."""
    lines = [
        [task.id, tables.shape(task.law.x_shape), tables.shape(task.law.y_shape), f"{task.truth:.4g}"] for task in suite.tasks
    ]
    tables.show(console, suite.name, ["task", "x", "y", "true MI (nats)"], lines)
    for grid in suite.grids:
        families = ", ".join(dict.fromkeys(task.family or task.id for task in grid.tasks))
        console.print(
            f"{families}: {', '.join(grid.estimators)}; n = {', '.join(map(str, grid.sizes))}; {grid.replicates} replicates",
            highlight=False,
        )


def print_truths(console: Console, pattern: str, samples: int, form: str) -> None:
    """Print the truth of every task whose id matches, once."""
    tasks = tuple(task for suite in catalogue().values() for task in suite if matches(task.id, pattern))
    if not tasks:
        raise UserError(f"No task is like {pattern!r}; `infoplane list` names the suites.")
    rows = list(truth_rows(tasks, samples))
    if form == "csv":
        console.out(pd.DataFrame(rows).to_csv(index=False), end="", highlight=False)
        return
    header, lines = tables.truths(rows)
    if form == "markdown":
        console.out(tables.markdown(header, lines), end="", highlight=False)
    else:
        tables.show(console, f"True mutual information of {len(rows)} tasks, in nats", header, lines)
    if samples:
        checked = [row for row in rows if row.pointwise is not None]
        far = [row.id for row in checked if not row.near_samples]
        console.print(f"{len(checked)} of {len(rows)} truths checked with {samples:,} samples each; far off: {far or 'none'}.")
    disagreeing = [row.id for row in rows if row.agrees is False]
    console.print(f"Published values beyond their digits or 4 standard errors: {disagreeing or 'none'}.")
