"""Bias against truth: one panel a family of distributions, one curve an estimator, bars of one standard error.

The bias is linear within 0.1 nats of zero and logarithmic beyond. It shows the largest size of a suite and the families
of at least three truths. A suite of many families gets a figure for each dimension.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.ticker import MaxNLocator

from .curves import bias_scale, caption, curves
from .style import PAGE, legend_below, save, title, use_style

_TRUTHS = 3  # that make a curve
_PANELS = 16  # that fill a page
_DIMENSIONS = r"-(\d+x\d+)(?:-each)?$"


def fits(summary: pd.DataFrame) -> bool:
    """Whether the summary has families of several truths."""
    return not _graded(summary).empty


def draw(summary: pd.DataFrame, output: Path) -> list[Path]:
    """Draw every graded family; return the files written, which carry the dimension where there are several."""
    use_style()
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
    return data[data.groupby("family")["true_mi"].transform("nunique") >= _TRUTHS]


def _page(data: pd.DataFrame, output: Path) -> list[Path]:
    families = list(dict.fromkeys(data["family"]))
    columns = 3 if len(families) in (3, 5, 6) else min(4, len(families))
    lines = -(-len(families) // columns)
    figure, axes = plt.subplots(
        lines, columns, figsize=(PAGE, 1.65 * lines + 0.6), sharex=True, sharey=True, squeeze=False, layout="constrained"
    )
    for axis, family in zip(axes.flat, families, strict=False):
        curves(axis, data[data["family"] == family], "true_mi", "bias")
        axis.set_title(title(family), fontsize=7.5)
        axis.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    for axis in axes.flat[len(families) :]:
        axis.set_visible(False)
    bias_scale(list(axes.flat[: len(families)]))
    for axis in axes.flat[max(0, len(families) - columns) : len(families)]:
        axis.tick_params(labelbottom=True)  # also where the panel below is none
    figure.supxlabel("true MI (nats)", fontsize=8)
    figure.supylabel("bias (nats)", fontsize=8)
    caption(figure, f"n = {int(data['n'].max()):,}; bars: one standard error", data)
    legend_below(figure, 5)
    written = save(figure, output)
    plt.close(figure)
    return written
