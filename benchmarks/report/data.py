"""What the report shows of one suite: tables of text, and numbers for the figures.

Tasks are of one kind if the suite runs the same estimators on them at the same sizes. Each kind has its own leaderboard,
since ranks are fair only over the same tasks. The interval of a mean over r replicates is Student's,

    mean -+ t(0.975, r - 1) SD / sqrt(r).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import t as student

from infoplane.benchmarks.analysis import columns
from infoplane.benchmarks.analysis.leaderboard import leaderboard
from infoplane.benchmarks.analysis.summary import summarise
from infoplane.benchmarks.analysis.tables import Lines
from infoplane.benchmarks.suites.protocol import Cell, Suite
from infoplane.benchmarks.units import Units, in_units

from .points import figures

LIMITS = ("estimator", "n", "failed cells", "how", "under-trained cells", "true MI above the ceiling", "least ceiling")
MESSAGES = ("estimator", "n", "cells", "status", "message", "tasks")
_MESSAGE = 160  # characters of a failure's message


class Origin(NamedTuple):
    """The machine and the software versions that rows were made with."""

    machine: str
    versions: str


@dataclass(frozen=True)
class Leaderboard:
    """The leaderboard of tasks of one kind."""

    title: str
    header: list[str]
    lines: Lines


@dataclass(frozen=True)
class Section:
    """A suite's part of the report; `figures` holds the numbers that the page's scripts draw."""

    name: str
    description: str
    tasks: int
    cells: int
    rows: int
    failed: int
    sizes: list[int]
    estimators: int
    leaderboards: list[Leaderboard]
    limits: Lines
    messages: Lines
    made: Counter[Origin]
    figures: Mapping[str, Any]


def section(suite: Suite, cells: Mapping[str, Cell], rows: pd.DataFrame, units: Units = Units.nats) -> Section:
    """Everything that the report shows of a suite.

    Parameters
    ----------
    suite : Suite
    cells : mapping of str to Cell
        The suite's cells by their keys, also those without a row.
    rows : DataFrame
        The rows that exist, as `committed.of_cells` gives them.
    units : Units
        The units of information on the page.
    """
    summary = summarise(in_units(columns.of_frame(rows, cells), units))
    ok = summary["replicates"].where(summary["replicates"] > 1)
    summary["half"] = student.ppf(0.975, ok - 1) * summary["sd"] / np.sqrt(ok)
    kinds = _kinds(cells, summary)
    leaderboards = [Leaderboard(title, *leaderboard(part)) for title, part in kinds.items()]
    return Section(
        name=suite.name,
        description=suite.description,
        tasks=summary["task"].nunique(),
        cells=len(cells),
        rows=len(rows),
        failed=int(summary["failures"].sum()),
        sizes=sorted(map(int, summary["n"].unique())),
        estimators=summary["estimator"].nunique(),
        leaderboards=leaderboards,
        limits=limits_of(rows, summary),
        messages=messages_of(rows),
        made=made_of(rows),
        figures=figures(summary, kinds),
    )


def _kinds(cells: Mapping[str, Cell], summary: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The summary by kind of task; the title of a kind names its families."""
    runs: dict[str, set[tuple[str, int]]] = {}
    families: dict[str, str] = {}
    for cell in cells.values():
        runs.setdefault(cell.task.id, set()).add((cell.label, cell.n))
        families[cell.task.id] = cell.task.family or cell.task.id
    kinds: dict[frozenset[tuple[str, int]], list[str]] = {}
    for task, pairs in runs.items():
        kinds.setdefault(frozenset(pairs), []).append(task)
    found: dict[str, pd.DataFrame] = {}
    for tasks in kinds.values():
        part = summary[summary["task"].isin(tasks)]
        if part.empty:
            continue
        names = list(dict.fromkeys(families[task] for task in tasks))
        title = ", ".join(names[:2]) + (f" and {len(names) - 2} more families" if len(names) > 2 else "")
        title = "all tasks" if len(kinds) == 1 else title
        found[f"{title}, kind {len(found) + 1}" if title in found else title] = part
    return found


def limits_of(rows: pd.DataFrame, summary: pd.DataFrame) -> Lines:
    """Lines under `LIMITS`: estimators and sizes with failures, under-trained cells, or too low a ceiling for a task."""
    lines = []
    for (estimator, n), part in summary.groupby(["estimator", "n"], sort=False):
        above = part["true_mi"] > part["ceiling"]
        failures, undertrained = int(part["failures"].sum()), int(part["undertrained"].sum())
        if not (failures or undertrained or above.any()):
            continue
        own = rows[(rows["estimator"] == estimator) & (rows["n"] == n)]
        statuses = own.loc[own["status"] != "ok", "status"].value_counts().sort_index()
        lines.append(
            [
                str(estimator),
                f"{n:,}",
                f"{failures:,} of {len(own):,}",
                ", ".join(f"{status} {count:,}" for status, count in statuses.items()) or "-",
                f"{undertrained:,} of {len(own):,}",
                f"{above.sum():,} of {len(part):,}",
                f"{part['ceiling'].min():.3g}" if above.any() else "-",
            ]
        )
    return lines


def messages_of(rows: pd.DataFrame) -> Lines:
    """The messages of failures under `MESSAGES`, the most frequent first."""
    failed = rows[rows["status"] != "ok"]
    failed = failed.assign(message=failed["message"].fillna("").astype(str).str.slice(0, _MESSAGE))
    groups = failed.groupby(["estimator", "n", "status", "message"], sort=False)["task"].agg(["size", "unique"]).reset_index()
    return [
        [
            line.estimator,
            f"{line.n:,}",
            f"{line.size:,}",
            line.status,
            line.message,
            ", ".join(line.unique[:2]) + (f" and {len(line.unique) - 2} more" if len(line.unique) > 2 else ""),
        ]
        for line in groups.sort_values("size", ascending=False, kind="stable").itertuples(index=False)
    ]


def made_of(rows: pd.DataFrame) -> Counter[Origin]:
    """How many rows were made on which machine with which versions."""
    return Counter(map(Origin._make, rows[list(Origin._fields)].itertuples(index=False)))
