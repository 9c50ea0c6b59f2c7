"""Bias against the dimension of either side, the mutual information held: a panel a distribution, one curve an estimator.

Bars are one standard error. Where an estimator refuses a dimension, the panel says so.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

from .curves import bias_scale, caption, curves
from .style import PAGE, legend_below, save, title, use_style

_DIMENSIONS = 4  # that make a curve
_SIDES = r"^(?P<distribution>.+)-(?P<dimension>\d+)x(?P=dimension)$"


def fits(summary: pd.DataFrame) -> bool:
    """Whether the summary has distributions of one truth in several dimensions."""
    return not _swept(summary).empty


def draw(summary: pd.DataFrame, output: Path) -> list[Path]:
    """Draw every distribution in several dimensions; return the files written."""
    use_style()
    data = _swept(summary)
    panels = data.drop_duplicates(["distribution", "level"])
    figure, axes = plt.subplots(1, len(panels), figsize=(PAGE, 2.7), sharey=True, squeeze=False, layout="constrained")
    for axis, panel in zip(axes.flat, panels.itertuples(), strict=True):
        own = data[(data["distribution"] == panel.distribution) & (data["level"] == panel.level)]
        curves(axis, own, "dimension", "bias")
        axis.set_title(f"{title(panel.distribution)}, {panel.level:g} nats")
    dimensions = sorted(data["dimension"].unique())
    bias_scale(list(axes.flat))
    for axis in axes.flat:
        axis.set_xticks(dimensions, [f"{dimension:g}" for dimension in dimensions])
    axes[0, 0].set_ylabel("bias (nats)")
    figure.supxlabel("dimensions of x, and of y", fontsize=8)
    caption(figure, f"n = {int(data['n'].max()):,}; bars: one standard error", data)
    legend_below(figure, 6)
    written = save(figure, output)
    plt.close(figure)
    return written


def _swept(summary: pd.DataFrame) -> pd.DataFrame:
    """Lines of the largest size with their distribution, dimension, and truth rounded (some are solved for)."""
    data = summary[summary["n"] == summary["n"].max()]
    sides = data["family"].str.extract(_SIDES)
    data = data.assign(
        distribution=sides["distribution"], dimension=sides["dimension"].astype(float), level=data["true_mi"].round(6)
    )
    data = data.dropna(subset=["dimension"])
    return data[data.groupby(["distribution", "level"])["dimension"].transform("nunique") >= _DIMENSIONS]
