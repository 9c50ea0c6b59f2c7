"""One network read under noise of several sizes: I(X;L) of every layer against epoch, a column a reading, a row an activation.

Bars are one standard error; thin lines are the other seeds. Dashed: H(X) = ln 4096, which no layer exceeds. Within a row the
network is the same: what differs from column to column is the noise that it is read with, or the bins.
"""

import math
from collections.abc import Mapping
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes

from infoplane.benchmarks.analysis.sweep_summary import curves, in_order
from infoplane.benchmarks.figures.style import COLOURS, DASHES, MARKERS, PAGE, save, use_style

_COLOURS, _MARKERS = (*COLOURS, "0.55"), (*MARKERS, "x")
_INPUTS = 4096
_NAMES = {"relu": "ReLU"}


def draw(frames: Mapping[str, pd.DataFrame], folder: Path) -> list[Path]:
    """Draw the figure from the frames called ``twelve-bits-ACTIVATION-SEED``; return the files written."""
    use_style()
    points = curves(frames)
    activations, estimators, layers = in_order(points)
    size = PAGE, 1.75 * len(activations) + 0.6
    figure, axes = plt.subplots(
        len(activations), len(estimators), figsize=size, sharex=True, sharey=True, squeeze=False, layout="constrained"
    )
    for line, activation in zip(axes, activations, strict=True):
        for axis, estimator in zip(line, estimators, strict=True):
            own = points[(points["activation"] == activation) & (points["estimator"] == estimator)]
            _panel(axis, own, layers)
        line[0].set_ylabel(f"{_NAMES.get(activation, activation)}: I(X;L) (nats)")
    for axis in axes[-1]:
        axis.set_xlabel("epoch")
    last = points["epoch"].max()
    for axis, estimator in zip(axes[0], estimators, strict=True):
        axis.set_title(estimator)
        axis.set_xscale("symlog", linthresh=1)
        axis.set_xlim(-0.1, 1.3 * last)
        ticks = [0, *(10**power for power in range(6) if 10**power <= last)]
        axis.set_xticks(ticks, ["0", *(f"$10^{power}$" for power in range(len(ticks) - 1))])
        axis.minorticks_off()
        axis.set_ylim(0, 1.06 * math.log(_INPUTS))
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncol=7, frameon=False)
    written = save(figure, folder / "noise_sweep")
    plt.close(figure)
    return written


def _panel(axis: Axes, points: pd.DataFrame, layers: list[str]) -> None:
    axis.axhline(math.log(_INPUTS), color="0.4", linestyle="--", linewidth=0.8, label="H(X)", zorder=1)
    first = points["seed"].min()
    for index, layer in enumerate(layers):
        colour = _COLOURS[index % len(_COLOURS)]
        for seed, own in points[points["layer"] == layer].groupby("seed"):
            if seed != first:
                axis.plot(own["epoch"], own["x"], color=colour, linewidth=0.5, alpha=0.5, zorder=2)
                continue
            axis.errorbar(
                own["epoch"],
                own["x"],
                yerr=own["x_se"].fillna(0),
                label=layer,
                color=colour,
                marker=_MARKERS[index % len(_MARKERS)],
                linestyle=DASHES[index % len(DASHES)],
                markersize=2.3,
                linewidth=0.9,
                elinewidth=0.6,
                zorder=3,
            )
