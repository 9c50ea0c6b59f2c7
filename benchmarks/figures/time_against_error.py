"""Time against error: the root mean square error (RMSE) of an estimator against its computing time.

The RMSE is taken over the tasks of a family, or over all tasks of a suite with many families. The time is the seconds of one
estimate on one core (median over replicates, mean over tasks). Larger points have a larger sample size. Bars are one standard
error (SE). With RMSE_t and SE_t of the T tasks:

    RMSE^2 = mean of RMSE_t^2 over the tasks,    SE = sqrt(sum of (RMSE_t SE_t)^2) / (T RMSE).

Only the tasks count for which every estimator of that sample size gave an estimate. The title names the estimators that did not
for the other tasks.
"""

from pathlib import Path
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from infoplane.planes.figures.axes import plain_log_ticks

from .curves import caption
from .style import CEILING, COLUMN, PAGE, curve_style, has_curve, house_style, legend_below, new_figure, save, title

_ESTIMATORS = 4  # that make a comparison
_FAMILIES = 5  # with one panel each; more families share one panel
_POINTS = (2.5, 5.0)  # sizes of points, at the smallest and the largest n


def fits(summary: pd.DataFrame) -> bool:
    """Whether several estimators gave estimates on the same tasks."""
    return all(_shared(panel)["estimator"].nunique() >= _ESTIMATORS for _, panel in _panels(summary))


@house_style()
def draw(summary: pd.DataFrame, output: Path) -> list[Path]:
    """Draw one panel for each family of the summary, or one panel for all tasks. Return the files."""
    panels = _panels(summary)
    width = COLUMN if len(panels) == 1 else PAGE
    figure, axes = new_figure(1, len(panels), width, 2.6, sharey=True)
    for axis, (name, data) in zip(axes.flat, panels, strict=True):
        _panel(axis, data)
        axis.set_title(name, fontsize=7.5)
        axis.set_xscale("log")
        plain_log_ticks(axis.xaxis)
    axes[0, 0].set_yscale("log")
    plain_log_ticks(axes[0, 0].yaxis)
    axes[0, 0].set_ylabel("RMSE (nats)")
    figure.supxlabel("seconds for one estimate", fontsize=8)
    several = summary["n"].nunique() > 1
    sizes = f"n = {summary['n'].min():,}" + (f" to {summary['n'].max():,}, larger points for larger n" if several else "")
    caption(figure, f"{sizes}; bars: one standard error", summary)
    legend_below(figure, 3 if width == COLUMN else 5)
    return save(figure, output)


def _panels(summary: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Title and lines of every panel."""
    families = summary.groupby("family", sort=False)
    if len(families) <= _FAMILIES:
        return [(title(str(family)), own) for family, own in families]
    taken, tasks = _shared(summary)["task"].nunique(), summary["task"].nunique()
    refusers = summary.loc[summary["replicates"] == 0, "estimator"].unique()
    others = f" of {tasks}; no estimate for others by {', '.join(refusers)}" if taken < tasks else ""
    return [(fill(f"{taken} tasks{others}", 56), summary)]


def _shared(data: pd.DataFrame) -> pd.DataFrame:
    """The lines of the tasks for which every estimator of that sample size has an estimate."""
    finished = data[data["replicates"] > 0]
    estimators = finished.groupby(["task", "n"])["estimator"].transform("nunique")
    return finished[estimators == finished["n"].map(data.groupby("n")["estimator"].nunique())]


def _panel(axis: Axes, data: pd.DataFrame) -> None:
    sizes = sorted(data["n"].unique())
    points = dict(zip(sizes, np.linspace(_POINTS[1] if len(sizes) == 1 else _POINTS[0], _POINTS[1], len(sizes)), strict=True))
    shared = _shared(data)
    for estimator, own in shared[shared["estimator"].map(has_curve)].groupby("estimator", sort=False):
        style, at = curve_style(str(estimator)), own.groupby("n").apply(_pooled, include_groups=False)
        axis.plot(at["seconds"], at["rmse"], color=style["color"], linestyle=style["linestyle"], zorder=1)
        for n, point in at.iterrows():
            axis.errorbar(point["seconds"], point["rmse"], yerr=point["se"], ms=points[n], capsize=1.5, elinewidth=0.7, **style)
        beyond = at[at["beyond"]]
        if len(beyond):
            axis.plot(
                beyond["seconds"], beyond["rmse"], "o", ms=8, mfc="none", mec="0.35", mew=0.6, linestyle="", label=CEILING
            )


def _pooled(own: pd.DataFrame) -> pd.Series:
    """Seconds, RMSE, its standard error, and whether a true MI exceeds the ceiling, of one estimator and size over tasks."""
    rmse = np.sqrt((own["rmse"] ** 2).mean())
    return pd.Series(
        {
            "seconds": own["seconds"].mean(),
            "rmse": rmse,
            "se": np.sqrt(((own["rmse"] * own["rmse_se"]) ** 2).sum()) / (len(own) * rmse),
            "beyond": bool((own["true_mi"] > own["ceiling"]).any()),
        }
    )
