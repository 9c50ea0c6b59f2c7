"""Time against error: the root mean square error (RMSE) of an estimator against its computing time.

The RMSE is taken over the tasks of a family, or over all tasks of a suite with many families. The time is the seconds of one
estimate on one core (median over replicates, mean over tasks). Larger points have a larger sample size. Bars are one standard
error (SE). With RMSE_t and SE_t of the T tasks:

    RMSE^2 = mean of RMSE_t^2 over the tasks,    SE = sqrt(sum of (RMSE_t SE_t)^2) / (T RMSE).

Where every estimator gave an estimate for every task, the axis is that RMSE. Where some refused tasks, no task is left out for
the others: each estimator is compared with one reference, on the tasks of both. The axis is then

    RMSE of the estimator / RMSE of the reference at its largest n, both over the tasks that both have,

and a number at the point gives these tasks, where they are not as many as for most estimators; the caption has that number. The
reference is the estimator with the most tasks;
of several, the one with the least RMSE.
"""

from pathlib import Path
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from infoplane.benchmarks import words
from infoplane.planes.figures.axes import plain_log_ticks

from .curves import caption
from .look import look
from .style import CEILING, COLUMN, PAGE, curve_style, has_curve, house_style, legend_below, new_figure, save, title

_ESTIMATORS = 4  # that make a comparison
_FAMILIES = 5  # with one panel each; more families share one panel
_POINTS = (2.5, 5.0)  # sizes of points, at the smallest and the largest n


def fits(summary: pd.DataFrame) -> bool:
    """Whether several estimators gave estimates on the same tasks."""
    return all(
        len({estimator for estimator, _ in _compared(panel, _reference(panel))}) >= _ESTIMATORS for _, panel in _panels(summary)
    )


@house_style()
def draw(summary: pd.DataFrame, output: Path) -> list[Path]:
    """Draw one panel for each family of the summary, or one panel for all tasks. Return the files."""
    panels = _panels(summary)
    relative = any(_refused(data) for _, data in panels)
    width, letters = COLUMN if len(panels) == 1 else PAGE, _letters(len(panels))
    figure, axes = new_figure(1, len(panels), width, 2.6, sharey=True)
    references = [_reference(data) if relative else "" for _, data in panels]
    tables = [_points(data, reference) for (_, data), reference in zip(panels, references, strict=True)]
    usual = int(pd.concat(tables)["tasks"].mode().max())
    for axis, (name, data), reference, table in zip(axes.flat, panels, references, tables, strict=True):
        _panel(axis, table, sorted(data["n"].unique()), usual if relative else None)
        told = f"{name}\nreference: {fill(words.estimator(reference), letters)}" if relative else name
        axis.set_title(told, fontsize=7.5)
        axis.set_xscale("log")
        axis.margins(0.1)  # room for numbers at points
        plain_log_ticks(axis.xaxis)
    axes[0, 0].set_yscale("log")
    plain_log_ticks(axes[0, 0].yaxis)
    axes[0, 0].set_ylabel("RMSE relative to the reference,\non the tasks of both" if relative else "RMSE (nats)")
    figure.supxlabel("seconds for one estimate", fontsize=8)
    several = summary["n"].nunique() > 1
    sizes = f"n = {summary['n'].min():,}" + (f" to {summary['n'].max():,}, larger points for larger n" if several else "")
    numbers = f"; {usual} tasks of both, or the number at the point" if relative else ""
    caption(figure, f"{sizes}; bars: one standard error{numbers}", summary)
    legend_below(figure, 3 if width == COLUMN else 5)
    return save(figure, output)


def _panels(summary: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Title and lines of every panel."""
    families = summary.groupby("family", sort=False)
    if len(families) <= _FAMILIES:
        return [(title(str(family), _letters(len(families))), own) for family, own in families]
    return [(f"{summary['task'].nunique()} tasks", summary)]


def _letters(panels: int) -> int:
    """Characters in a line of the title of one of so many panels."""
    return look().fitting(min(40, 96 // panels))


def _refused(data: pd.DataFrame) -> bool:
    """Whether an estimator lacks a task that another one of that sample size has."""
    finished = data[data["replicates"] > 0]
    tasks = finished.groupby(["n", "estimator"])["task"].nunique()
    return bool((tasks < finished.groupby("n")["task"].nunique().reindex(tasks.index, level="n")).any())


def _reference(data: pd.DataFrame) -> str:
    """The estimator with the most tasks at the largest n; of several, the one with the least RMSE."""
    largest = data[(data["replicates"] > 0) & (data["n"] == data["n"].max())]
    by = largest.groupby("estimator", sort=False)["rmse"].agg(["size", lambda rmse: float((rmse**2).mean())])
    return str(by.sort_values(list(by), ascending=[False, True], kind="stable").index[0]) if len(by) else ""


def _compared(data: pd.DataFrame, reference: str) -> dict[tuple[str, int], tuple[pd.DataFrame, pd.DataFrame]]:
    """By estimator and n: its lines, and those of the reference at its largest n, both of the tasks that both have."""
    finished = data[data["replicates"] > 0]
    of_reference = finished[(finished["estimator"] == reference) & (finished["n"] == finished["n"].max())]
    pairs = {}
    for (estimator, n), own in finished.groupby(["estimator", "n"], sort=False):
        shared = own[own["task"].isin(of_reference["task"])]
        if len(shared):
            pairs[str(estimator), int(n)] = shared, of_reference[of_reference["task"].isin(shared["task"])]
    return pairs


def _points(data: pd.DataFrame, reference: str) -> pd.DataFrame:
    """A line for each estimator and n: seconds, RMSE and its SE (relative to the reference, if there is one), tasks."""
    found = []
    if not reference:
        finished = data[data["replicates"] > 0]
        pairs = {key: (own, None) for key, own in finished.groupby(["estimator", "n"], sort=False)}
    else:
        pairs = dict(_compared(data, reference))
    for (estimator, n), (own, other) in pairs.items():
        point = _pooled(own)
        if other is not None:
            base = _pooled(other)
            ratio = point["rmse"] / base["rmse"]
            error = ratio * np.hypot(point["se"] / point["rmse"], base["se"] / base["rmse"])
            itself = estimator == reference and n == data["n"].max()
            point |= {"rmse": ratio, "se": 0.0 if itself else error}
        found.append({"estimator": estimator, "n": n, "tasks": len(own), **point})
    return pd.DataFrame(found)


def _panel(axis: Axes, table: pd.DataFrame, sizes: list[int], usual: int | None) -> None:
    """Draw the points of one panel; with a number, those that are of another number of tasks show theirs."""
    points = dict(zip(sizes, np.linspace(_POINTS[1] if len(sizes) == 1 else _POINTS[0], _POINTS[1], len(sizes)), strict=True))
    for estimator, at in table[table["estimator"].map(has_curve)].groupby("estimator", sort=False):
        style, at = curve_style(str(estimator)), at.sort_values("n")
        axis.plot(at["seconds"], at["rmse"], color=style["color"], linestyle=style["linestyle"], zorder=1)
        ends = at.drop_duplicates("tasks", keep="last")["n"].tolist()  # one number where all sizes have the same tasks
        for point in at.itertuples():
            axis.errorbar(point.seconds, point.rmse, yerr=point.se, ms=points[point.n], capsize=1.5, elinewidth=0.7, **style)
            if usual is not None and point.tasks != usual and point.n in ends:
                at_point, aside = (point.seconds, point.rmse), (3.0, 3.0)
                axis.annotate(f"{point.tasks}", at_point, aside, textcoords="offset points", fontsize=5.5, color=style["color"])
        beyond = at[at["beyond"]]
        if len(beyond):
            axis.plot(
                beyond["seconds"], beyond["rmse"], "o", ms=8, mfc="none", mec="0.35", mew=0.6, linestyle="", label=CEILING
            )


def _pooled(own: pd.DataFrame) -> dict[str, float | bool]:
    """Seconds, RMSE, its standard error, and whether a true MI exceeds the ceiling, of one estimator and size over tasks."""
    rmse = float(np.sqrt((own["rmse"] ** 2).mean()))
    return {
        "seconds": float(own["seconds"].mean()),
        "rmse": rmse,
        "se": float(np.sqrt(((own["rmse"] * own["rmse_se"]) ** 2).sum())) / (len(own) * rmse),
        "beyond": bool((own["true_mi"] > own["ceiling"]).any()),
    }
