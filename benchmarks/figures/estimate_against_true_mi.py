"""Estimate against true MI on images: one panel for each family and estimator, and the identity line.

Bars are one standard deviation over the replicates (column `sd` of the summary). The curves of a panel are the estimator on the
parameters, on autoencoder codes, on PCA codes, and on the raw images. A dotted line marks the estimator's ceiling, if a true MI
exceeds it: no estimate can.
"""

from pathlib import Path
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from infoplane.benchmarks import words
from infoplane.planes.figures.colours import COLOURS, DASHES, MARKERS

from .look import look
from .style import PAGE, house_style, legend_below, new_figure, save, title

INPUTS = ("parameters", "autoencoder codes", "PCA codes", "raw images")
COLUMNS = ("KDE", "KSG", "KL", "WKL", "G+WKL", "MINE")
_TRUE_MI, _CEILING = "true MI", "ceiling"
_PREFIXES = {
    "paper AE+": "codes of the paper's autoencoder",
    "AE+": "autoencoder codes",
    "PCA+": "PCA codes",
    "raw ": "raw images",
}


def place(family: str, estimator: str) -> tuple[str, str, str]:
    """The family of images, the estimator and its input, from the family and the label of a row."""
    if family.endswith("-parameters"):
        return family.removesuffix("-parameters"), estimator, "parameters"
    for prefix, source in _PREFIXES.items():
        if estimator.startswith(prefix):
            return family, estimator.removeprefix(prefix), source
    return family, estimator, "raw images"


def fits(summary: pd.DataFrame) -> bool:
    """Whether the summary has a family of images and the family of their parameters."""
    families = set(summary["family"])
    return any(f"{family}-parameters" in families for family in families)


@house_style()
def draw(summary: pd.DataFrame, output: Path) -> list[Path]:
    """Draw the largest sample size of every image family in the summary. Return the files."""
    placed = [place(row.family, row.estimator) for row in summary.itertuples()]
    data = summary.assign(
        images=[images for images, _, _ in placed],
        column=[column for _, column, _ in placed],
        source=[source for _, _, source in placed],
    )
    data = data[data["column"].isin(COLUMNS) & (data["n"] == data["n"].max())]
    families = list(dict.fromkeys(sorted(data["images"])))
    height = 1.65 * len(families) + 0.45
    figure, axes = new_figure(len(families), len(COLUMNS), PAGE, height, layout=None, sharex=True, sharey=True)
    for line, family in zip(axes, families, strict=True):
        for axis, column in zip(line, COLUMNS, strict=True):
            _panel(axis, data[(data["images"] == family) & (data["column"] == column)])
        line[0].set_ylabel(f"{title(family, 16)}\nestimate (nats)")
    for axis, column in zip(axes[0], COLUMNS, strict=True):
        axis.set_title(fill(words.estimator(column), look().fitting(17)), fontsize=7)
    for axis in axes[-1]:
        axis.set_xlabel("true MI (nats)")
    legend_below(figure, 6, (*INPUTS, _TRUE_MI, _CEILING))
    figure.suptitle(f"n = {int(data['n'].max()):,}; bars: one standard deviation over replicates", y=0.97, fontsize=8)
    figure.tight_layout(w_pad=0.4, h_pad=0.6)
    return save(figure, output)


def _panel(axis: Axes, data: pd.DataFrame) -> None:
    limits = np.array([0.0, 10.0])
    axis.plot(limits, limits, color="0.6", linewidth=0.8, label=_TRUE_MI, zorder=1)
    for index, source in enumerate(INPUTS):
        curve = data[data["source"] == source].sort_values("true_mi")
        if len(curve):
            axis.errorbar(
                curve["true_mi"],
                curve["mean"],
                yerr=curve["sd"],
                label=source,
                color=COLOURS[index],
                marker=MARKERS[index],
                linestyle=DASHES[index],
                markerfacecolor="white" if index % 2 else None,
                capsize=1.5,
                elinewidth=0.7,
                zorder=2 + index,
            )
    if (data["true_mi"] > data["ceiling"]).any():
        axis.axhline(data["ceiling"].min(), color="0.3", linewidth=0.8, linestyle=":", label=_CEILING, zorder=1)
    axis.set_xticks([0, 2.5, 5, 7.5, 10], ["0", "2.5", "5", "7.5", "10"])
