"""Time against error: what an estimate costs, and what it is worth.

Root mean square error over the truths of a family, or over the tasks of a suite of many families, against the seconds of
a cell on one core (median over replicates, mean over tasks); larger points for larger sizes, bars of one standard error:

    RMSE^2 = mean of RMSE_t^2 over the T tasks,    SE = sqrt(sum of (RMSE_t SE_t)^2) / (T RMSE).

It takes the tasks for which every estimator of that size gave a number, and says who did not for others.
"""

from pathlib import Path
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from .curves import caption
from .style import CEILING, COLUMN, PAGE, has_look, legend_below, look, plain_log_ticks, save, title, use_style

_ESTIMATORS = 4  # that make a comparison
_FAMILIES = 5  # with a panel each; more are taken together
_POINTS = (2.5, 5.0)  # sizes of points, least and largest n


def fits(summary: pd.DataFrame) -> bool:
    """Whether several estimators gave numbers on the same tasks."""
    return all(_shared(panel)["estimator"].nunique() >= _ESTIMATORS for _, panel in _panels(summary))


def draw(summary: pd.DataFrame, output: Path) -> list[Path]:
    """Draw the families of the summary, or all its tasks in one; return the files written."""
    use_style()
    panels = _panels(summary)
    width = COLUMN if len(panels) == 1 else PAGE
    figure, axes = plt.subplots(1, len(panels), figsize=(width, 2.6), sharey=True, squeeze=False, layout="constrained")
    for axis, (name, data) in zip(axes.flat, panels, strict=True):
        _panel(axis, data)
        axis.set_title(name, fontsize=7.5)
        axis.set_xscale("log")
        plain_log_ticks(axis.xaxis)
    axes[0, 0].set_yscale("log")
    plain_log_ticks(axes[0, 0].yaxis)
    axes[0, 0].set_ylabel("RMSE (nats)")
    figure.supxlabel("seconds an estimate", fontsize=8)
    several = summary["n"].nunique() > 1
    sizes = f"n = {summary['n'].min():,}" + (f" to {summary['n'].max():,}, larger points for more" if several else "")
    caption(figure, f"{sizes}; bars: one standard error", summary)
    legend_below(figure, 3 if width == COLUMN else 5)
    written = save(figure, output)
    plt.close(figure)
    return written


def _panels(summary: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Title and lines of every panel."""
    families = summary.groupby("family", sort=False)
    if len(families) <= _FAMILIES:
        return [(title(str(family)), own) for family, own in families]
    taken, tasks = _shared(summary)["task"].nunique(), summary["task"].nunique()
    refusers = summary.loc[summary["replicates"] == 0, "estimator"].unique()
    others = f" of {tasks}; others refused by {', '.join(refusers)}" if taken < tasks else ""
    return [(fill(f"{taken} tasks{others}", 56), summary)]


def _shared(data: pd.DataFrame) -> pd.DataFrame:
    """The lines of tasks for which every estimator of that size has a number."""
    finished = data[data["replicates"] > 0]
    takers = finished.groupby(["task", "n"])["estimator"].transform("nunique")
    return finished[takers == finished["n"].map(data.groupby("n")["estimator"].nunique())]


def _panel(axis: Axes, data: pd.DataFrame) -> None:
    sizes = sorted(data["n"].unique())
    points = dict(zip(sizes, np.linspace(_POINTS[1] if len(sizes) == 1 else _POINTS[0], _POINTS[1], len(sizes)), strict=True))
    shared = _shared(data)
    for estimator, own in shared[shared["estimator"].map(has_look)].groupby("estimator", sort=False):
        style, at = look(str(estimator)), own.groupby("n").apply(_pooled, include_groups=False)
        axis.plot(at["seconds"], at["rmse"], color=style["color"], linestyle=style["linestyle"], zorder=1)
        for n, point in at.iterrows():
            axis.errorbar(point["seconds"], point["rmse"], yerr=point["se"], ms=points[n], capsize=1.5, elinewidth=0.7, **style)
        beyond = at[at["beyond"]]
        if len(beyond):
            axis.plot(
                beyond["seconds"], beyond["rmse"], "o", ms=8, mfc="none", mec="0.35", mew=0.6, linestyle="", label=CEILING
            )


def _pooled(own: pd.DataFrame) -> pd.Series:
    """Error over tasks of one estimator and size, its standard error, its seconds, and whether a truth is above its ceiling."""
    rmse = np.sqrt((own["rmse"] ** 2).mean())
    return pd.Series(
        {
            "seconds": own["seconds"].mean(),
            "rmse": rmse,
            "se": np.sqrt(((own["rmse"] * own["rmse_se"]) ** 2).sum()) / (len(own) * rmse),
            "beyond": bool((own["true_mi"] > own["ceiling"]).any()),
        }
    )
