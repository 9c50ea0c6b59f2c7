"""Information against epoch: I(X;L) and I(L;Y) of every layer, a column for each estimator, above loss and gradients.

The information is that of the test part, if there is one. Bars are one standard error. Dashed: H(Y), the upper limit of I(L;Y).
The last row shows loss and accuracy of both parts, and the signal-to-noise ratio of the gradient of every layer's weights.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from infoplane.benchmarks.analysis.planes.phases import SNR
from infoplane.benchmarks.analysis.planes.summary import information, label_entropy
from infoplane.benchmarks.figures.axes import epoch_axis, plain_log_ticks
from infoplane.benchmarks.figures.style import COLOURS, PAGE, house_style, layer_style, new_figure, save


@house_style()
def draw(frame: pd.DataFrame, name: str, folder: Path) -> list[Path]:
    """Draw the figure. Return the files."""
    points = information(frame)
    part = "test" if "test" in set(points["part"]) else points["part"].iloc[0]
    points = points[points["part"] == part]
    estimators = list(dict.fromkeys(points["estimator"]))
    figure, axes = new_figure(3, max(2, len(estimators)), PAGE, 5.4, sharex=True)
    entropy = label_entropy(frame, part)
    for column, estimator in enumerate(estimators):
        own = points[points["estimator"] == estimator]
        _curves(axes[0, column], own, "x")
        _curves(axes[1, column], own, "y")
        if not np.isnan(entropy):
            axes[1, column].axhline(entropy, color="0.5", linestyle="--", linewidth=0.8, label="H(Y)", zorder=1)
        axes[0, column].set_title(f"{estimator}, {part} part")
    for line, label in zip(axes[:2], ("I(X;L) (nats)", "I(L;Y) (nats)"), strict=True):
        line[0].set_ylabel(label)
        bottom, top = min(axis.get_ylim()[0] for axis in line), max(axis.get_ylim()[1] for axis in line)
        for axis in line:
            axis.set_ylim(bottom, top)
    for axis in axes[:2, len(estimators) :].flat:
        axis.set_visible(False)
    _metrics(axes[2, 0], frame)
    _gradients(axes[2, 1], frame)
    for axis in axes[2, 2:]:
        axis.set_visible(False)
    for axis in axes[2, :2]:
        epoch_axis(axis, frame["epoch"].max())
    figure.legend(*axes[1, 0].get_legend_handles_labels(), loc="outside lower center", ncol=7, frameon=False)
    return save(figure, folder / f"plane-{name}-epochs")


def _curves(axis: Axes, points: pd.DataFrame, which: str) -> None:
    for index, (layer, own) in enumerate(points.groupby("layer", sort=False)):
        bars = own[f"{which}_se"].fillna(0)
        axis.errorbar(own["epoch"], own[which], yerr=bars, label=layer, elinewidth=0.5, **layer_style(index))
    if (points[which] < 0).any():
        axis.axhline(0, color="0.75", linewidth=0.6, zorder=1)


def _metrics(axis: Axes, frame: pd.DataFrame) -> None:
    twin = axis.twinx()
    parts = sorted(set(frame["part"]), key=lambda part: part != "train")
    for index, part in enumerate(parts):
        for name, place, dash in (("loss", axis, "-"), ("accuracy", twin, ":")):
            own = frame[(frame["part"] == part) & (frame["quantity"] == name)]
            place.plot(own["epoch"], own["value"], color=COLOURS[index], linestyle=dash, label=f"{name}, {part}")
    twin.grid(False)
    axis.set_ylabel("loss (nats), solid")
    twin.set_ylabel("accuracy, dotted")
    axis.legend(parts, loc="center left", frameon=False)


def _gradients(axis: Axes, frame: pd.DataFrame) -> None:
    own = frame[frame["quantity"] == SNR]
    for index, (_, layer) in enumerate(own.groupby("layer", sort=False)):
        axis.plot(layer["epoch"], layer["value"], **layer_style(index))
    axis.set_yscale("log")
    plain_log_ticks(axis.yaxis)
    axis.set_ylabel(SNR)
