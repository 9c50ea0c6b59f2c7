"""Bias against the dimension of x and y at a fixed true MI: one panel for each distribution, one curve for each estimator.

Bars are one standard error of the bias. A panel names the estimators that refuse a dimension.
"""

from pathlib import Path

import pandas as pd

from infoplane.benchmarks.figures.curves import BIAS, bias_scale, caption, curves
from infoplane.benchmarks.figures.style import PAGE, house_style, legend_below, new_figure, save, title

_DIMENSIONS = 4  # that make a curve
_FAMILY = r"^(?P<distribution>.+)-(?P<dimension>\d+)x(?P=dimension)$"


def fits(summary: pd.DataFrame) -> bool:
    """Whether the summary has distributions of one true MI in several dimensions."""
    return not _swept(summary).empty


@house_style()
def draw(summary: pd.DataFrame, output: Path) -> list[Path]:
    """Draw every distribution in several dimensions. Return the files."""
    data = _swept(summary)
    panels = data.drop_duplicates(["distribution", "level"])
    figure, axes = new_figure(1, len(panels), PAGE, 2.7, sharey=True)
    for axis, panel in zip(axes.flat, panels.itertuples(), strict=True):
        own = data[(data["distribution"] == panel.distribution) & (data["level"] == panel.level)]
        curves(axis, own, "dimension", "bias")
        axis.set_title(f"{title(panel.distribution, 60)}, {panel.level:g} nats")
    dimensions = sorted(data["dimension"].unique())
    bias_scale(list(axes.flat))
    for axis in axes.flat:
        axis.set_xticks(dimensions, [f"{dimension:g}" for dimension in dimensions])
    axes[0, 0].set_ylabel(BIAS)
    figure.supxlabel("dimensions of x, and of y", fontsize=8)
    caption(figure, f"n = {int(data['n'].max()):,}; bars: one standard error", data)
    legend_below(figure, 6)
    return save(figure, output)


def _swept(summary: pd.DataFrame) -> pd.DataFrame:
    """Lines of the largest sample size with distribution, dimension and level: the true MI, rounded, for some are numeric."""
    data = summary[summary["n"] == summary["n"].max()]
    parts = data["family"].str.extract(_FAMILY)
    data = data.assign(
        distribution=parts["distribution"], dimension=parts["dimension"].astype(float), level=data["true_mi"].round(6)
    )
    data = data.dropna(subset=["dimension"])
    return data[data.groupby(["distribution", "level"])["dimension"].transform("nunique") >= _DIMENSIONS]
