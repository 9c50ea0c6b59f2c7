"""Information against epoch, a column an estimator: I(X;L) and I(L;Y) of every layer over loss, accuracy and gradients.

Test part, where there is one; bars of one standard error. Dashed: H(Y), which I(L;Y) cannot exceed. The last line holds
training and test loss, and accuracy; beside it the signal-to-noise ratio of the gradients of every layer's weights.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes

from infoplane.benchmarks.analysis.plane_summary import information, label_entropy
from infoplane.benchmarks.figures.style import COLOURS, DASHES, MARKERS, PAGE, epoch_axis, plain_log_ticks, save, use_style

_SIX = (*COLOURS, "0.55")
_SNR = "gradient SNR"


def draw(frame: pd.DataFrame, name: str, folder: Path) -> list[Path]:
    """Draw the figure; return the files written."""
    use_style()
    points = information(frame)
    part = "test" if "test" in set(points["part"]) else points["part"].iloc[0]
    points = points[points["part"] == part]
    estimators = list(dict.fromkeys(points["estimator"]))
    figure, axes = plt.subplots(
        3, max(2, len(estimators)), figsize=(PAGE, 5.4), sharex=True, squeeze=False, layout="constrained"
    )
    entropy = label_entropy(frame, part)
    for column, estimator in enumerate(estimators):
        own = points[points["estimator"] == estimator]
        for line, axis_name, label in ((0, "x", "I(X;L) (nats)"), (1, "y", "I(L;Y) (nats)")):
            _curves(axes[line, column], own, axis_name)
            axes[line, 0].set_ylabel(label)
        if entropy == entropy:
            axes[1, column].axhline(entropy, color="0.5", linestyle="--", linewidth=0.8, label="H(Y)", zorder=1)
        axes[0, column].set_title(f"{estimator}, {part} part")
    for line in axes[:2]:
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
    written = save(figure, folder / f"plane-{name}-epochs")
    plt.close(figure)
    return written


def _curves(axis: Axes, points: pd.DataFrame, which: str) -> None:
    for index, (layer, own) in enumerate(points.groupby("layer", sort=False)):
        axis.errorbar(
            own["epoch"],
            own[which],
            yerr=own[f"{which}_se"].fillna(0),
            label=layer,
            color=_SIX[index % len(_SIX)],
            marker=MARKERS[index % len(MARKERS)],
            linestyle=DASHES[index % len(DASHES)],
            markersize=2.5,
            linewidth=0.9,
            elinewidth=0.5,
        )
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
    own = frame[frame["quantity"] == _SNR]
    for index, (_, layer) in enumerate(own.groupby("layer", sort=False)):
        axis.plot(
            layer["epoch"],
            layer["value"],
            color=_SIX[index % len(_SIX)],
            marker=MARKERS[index % len(MARKERS)],
            linestyle=DASHES[index % len(DASHES)],
            markersize=2.5,
            linewidth=0.9,
        )
    axis.set_yscale("log")
    plain_log_ticks(axis.yaxis)
    axis.set_ylabel("gradient SNR")
