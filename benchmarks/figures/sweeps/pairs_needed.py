"""How many pairs an error of 10 % takes, against the columns of x and of y: a row of panels for each true MI.

One column of panels for each distribution, one curve for each estimator. A white marker with an arrow up stands at the largest
size that was run, and means more than that; one with an arrow down means at most that, as smaller sizes were not run or failed.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from infoplane.benchmarks.analysis.needs.needed import needed, sweeps
from infoplane.benchmarks.figures.style import (
    PAGE,
    curve_style,
    has_curve,
    house_style,
    legend_below,
    new_figure,
    save,
    title,
)

_APART = 0.15  # of the markers of neighbouring estimators, in powers of two of the columns
_ARROW = 1.9  # the length of an arrow, as a factor
_MORE, _FEWER = "more than the largest size", "at most this"


def fits(summary: pd.DataFrame) -> bool:
    """Whether the summary varies sizes, columns and true MI."""
    return sweeps(summary)


@house_style()
def draw(summary: pd.DataFrame, output: Path) -> list[Path]:
    """Draw every distribution at every true MI. Return the files."""
    table = needed(summary)
    table = table[table["estimator"].map(has_curve)]
    distributions, levels = list(table["distribution"].unique()), sorted(table["true_mi"].unique())
    figure, axes = new_figure(len(levels), len(distributions), PAGE, 0.7 + 0.95 * len(levels), sharex=True, sharey=True)
    names = list(table["estimator"].unique())
    for row, level in zip(axes, levels, strict=True):
        for axis, distribution in zip(row, distributions, strict=True):
            part = table[(table["distribution"] == distribution) & (table["true_mi"] == level)]
            for estimator, own in part.groupby("estimator", sort=False):
                _curve(axis, str(estimator), own.sort_values("columns"), names.index(estimator) - (len(names) - 1) / 2)
        row[0].set_ylabel(f"{level:g} nat{'' if level == 1 else 's'}")
    for axis, distribution in zip(axes[0], distributions, strict=True):
        axis.set_title(title(distribution, 24))
    first = axes[0, 0]
    columns = sorted(table["columns"].unique())
    first.set_xscale("log", base=2)
    first.set_yscale("log", base=2)
    first.set_xticks(columns, [str(each) for each in columns])
    sizes = sorted(summary["n"].unique())[::2]
    first.set_yticks(sizes, [f"{size:,}" for size in sizes])
    first.set_ylim(summary["n"].min() / 2.5, summary["n"].max() * 2.5)
    for axis in axes.flat:
        axis.minorticks_off()
    figure.supxlabel("columns of x, and of y", fontsize=8)
    figure.supylabel("pairs for an error of 10 %", fontsize=8)
    legend_below(figure, 4)
    return save(figure, output)


def _curve(axis: Axes, estimator: str, own: pd.DataFrame, place: float) -> None:
    """A line through the numbers that are known, and a white marker with an arrow where only a limit is."""
    more, within = np.isinf(own["pairs"]), own["within"]
    at = own["columns"] * 2.0 ** (_APART * place)
    height = own["pairs"].where(~more, own["most"])
    style = curve_style(estimator)
    axis.plot(at, height.where(~more), **style)
    bare = style | {"markerfacecolor": "white", "linestyle": "", "label": None}
    for limited, factor, arrow, label in ((more, _ARROW, r"$\uparrow$", _MORE), (within, 1 / _ARROW, r"$\downarrow$", _FEWER)):
        if limited.any():
            axis.plot(at[limited], height[limited], zorder=5, **bare)
            for x, y in zip(at[limited], height[limited], strict=True):
                tip = {"arrowstyle": "->", "color": style["color"], "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0}
                axis.annotate("", (x, y * factor), (x, y), arrowprops=tip)
            axis.plot([], [], marker=arrow, color="0.2", markersize=6, linestyle="", label=label)
