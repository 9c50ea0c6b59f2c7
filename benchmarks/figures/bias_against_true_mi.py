"""Bias against true MI: one panel for each family of distributions, one curve for each estimator.

    bias = mean of the estimates - true MI,    bar: one standard error of the bias.

The scale of the bias is linear within 0.1 nats of zero and logarithmic beyond. The figure shows the largest sample size of the
suite, and the families with at least three values of the true MI. A suite of many families gets a figure for each dimension.
"""

from pathlib import Path

import pandas as pd
from matplotlib.ticker import MaxNLocator

from .curves import BIAS, bias_scale, caption, curves
from .style import PAGE, house_style, legend_below, new_figure, save, title

_VALUES = 3  # of the true MI, that make a curve
_PANELS = 16  # that fill a page
_DIMENSIONS = r"-(\d+x\d+)(?:-each)?$"


def fits(summary: pd.DataFrame) -> bool:
    """Whether the summary has families with several values of the true MI."""
    return not _graded(summary).empty


@house_style()
def draw(summary: pd.DataFrame, output: Path) -> list[Path]:
    """Draw all such families. Return the files; their names carry the dimension where there are several figures."""
    data = _graded(summary)
    if data["family"].nunique() <= _PANELS:
        return _page(data, output)
    dimensions = data["family"].str.extract(_DIMENSIONS, expand=False).fillna("other")
    return [
        path
        for name, part in data.groupby(dimensions, sort=False)
        for path in _page(part, output.with_name(f"{output.name}-{name}"))
    ]


def _graded(summary: pd.DataFrame) -> pd.DataFrame:
    data = summary[summary["n"] == summary["n"].max()]
    return data[data.groupby("family")["true_mi"].transform("nunique") >= _VALUES]


def _page(data: pd.DataFrame, output: Path) -> list[Path]:
    families = list(dict.fromkeys(data["family"]))
    columns = 3 if len(families) in (3, 5, 6) else min(4, len(families))
    lines = -(-len(families) // columns)
    figure, axes = new_figure(lines, columns, PAGE, 1.65 * lines + 0.6, sharex=True, sharey=True)
    for axis, family in zip(axes.flat, families, strict=False):
        curves(axis, data[data["family"] == family], "true_mi", "bias")
        axis.set_title(title(family), fontsize=7.5)
        axis.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    for axis in axes.flat[len(families) :]:
        axis.set_visible(False)
    bias_scale(list(axes.flat[: len(families)]))
    for axis in axes.flat[max(0, len(families) - columns) : len(families)]:
        axis.tick_params(labelbottom=True)  # also above an empty place
    figure.supxlabel("true MI (nats)", fontsize=8)
    figure.supylabel(BIAS, fontsize=8, multialignment="center")
    caption(figure, f"n = {int(data['n'].max()):,}; bars: one standard error", data)
    legend_below(figure, 5)
    return save(figure, output)
