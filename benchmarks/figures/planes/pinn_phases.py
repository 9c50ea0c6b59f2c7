"""A physics-informed network over training: information on the left, error and gradient signal-to-noise ratio on the right.

Left: I(X;L) and I(L;Y) against the step, by the default recipe, with bars of one standard error; Y is the solution of the
equation, a number. Thin lines: an estimate without ends, where the rows have one. Right: mean squared residual and relative L2
error; below them the gradient's signal-to-noise ratio (SNR) of every layer.

The grey line marks the steepest fall of the SNR (`analysis.planes.phases`). Every layer is read with its own noise, so a
deeper layer may have a larger I(X;L) than the layer before it.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from infoplane.benchmarks.analysis.planes.phases import boundary
from infoplane.benchmarks.figures.style import PAGE, house_style, new_figure, save
from infoplane.planes.figures.axes import epoch_axis, plain_log_ticks
from infoplane.planes.figures.colours import COLOURS, DASHES, layer_style
from infoplane.planes.rows.frame import points as points_of
from infoplane.planes.rows.row import SNR, is_bounds

LOSS, ERROR = "loss", "relative L2 error"


@house_style()
def draw(frame: pd.DataFrame, folder: Path) -> list[Path]:
    """Draw the figure. Return the files."""
    points = points_of(frame)
    estimators = sorted(set(points["estimator"]), key=lambda name: (not is_bounds(name), name != "WKL", name))
    figure, axes = new_figure(2, 2, PAGE, 3.8, sharex=True)
    for axis, which, label in ((axes[0, 0], "x", "I(X;L) (nats)"), (axes[1, 0], "y", "I(L;Y) (nats)")):
        for index, (layer, both) in enumerate(points.groupby("layer", sort=False)):
            own, *beside = (both[both["estimator"] == name] for name in estimators[:2])
            bars = own[f"{which}_se"].fillna(0)
            axis.errorbar(own["epoch"], own[which], bars, label=layer, elinewidth=0.5, **layer_style(index))
            for other in beside:
                axis.plot(other["epoch"], other[which], color=layer_style(index)["color"], linewidth=0.6, alpha=0.6, zorder=1)
        axis.set_ylabel(label)
    axes[0, 0].set_title(" (thin: ".join(estimators[:2]) + ")" * (len(estimators) > 1))
    for index, name in enumerate((LOSS, ERROR)):
        own = frame[frame["quantity"] == name]
        axes[0, 1].plot(own["epoch"], own["value"], label=name, color=COLOURS[index], linestyle=DASHES[index])
    axes[0, 1].legend(frameon=False)
    for index, (_, own) in enumerate(frame[frame["quantity"] == SNR].groupby("layer", sort=False)):
        axes[1, 1].plot(own["epoch"], own["value"], **layer_style(index))
    axes[1, 1].set_ylabel(SNR)
    for axis in axes[:, 1]:
        axis.set_yscale("log")
        plain_log_ticks(axis.yaxis)
    step = boundary(frame)
    for axis in axes.flat:
        epoch_axis(axis, int(frame["epoch"].max()))
        axis.set_xlabel("step" if axis in axes[1] else "")
        if not np.isnan(step):
            axis.axvline(step, color="0.6", linewidth=0.9, zorder=1)
    if not np.isnan(step):
        axes[1, 1].text(step * 0.9, 0.03, "steepest fall", ha="right", fontsize=7, transform=axes[1, 1].get_xaxis_transform())
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncol=5, frameon=False)
    return save(figure, folder / "pinn_phases")
