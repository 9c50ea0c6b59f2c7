"""A physics-informed network over training: its plane on the left, and what shows its phases on the right.

Left: I(X;L) and I(L;Y) against the step, then against each other, by the default recipe; Y is the solution of the equation, a
number. Right: mean squared residual and relative L2 error; the gradient's signal-to-noise ratio (SNR) of every layer; the
homogeneity of the residuals. Lines are means over runs, bands their range. Grey is diffusion, between fitting and total
diffusion (`analysis.planes.phases`).

Every layer is read with its own noise, so a deeper layer may have a larger I(X;L) than the layer before it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from infoplane.benchmarks.analysis.planes.phases import HOMOGENEITY, LOSS, NAMES, phases
from infoplane.benchmarks.figures.style import PAGE, house_style, new_figure, save
from infoplane.planes.figures.axes import epoch_axis, plain_log_ticks
from infoplane.planes.figures.colours import COLOURS, DASHES, layer_style
from infoplane.planes.rows.frame import points as points_of
from infoplane.planes.rows.row import INPUT, LABEL, SNR, is_bounds

ERROR = "relative L2 error"


@house_style()
def draw(frame: pd.DataFrame, folder: Path) -> list[Path]:
    """Draw the figure. Return the files."""
    points = points_of(frame)
    points = points[points["estimator"].map(is_bounds)]
    figure, axes = new_figure(3, 2, PAGE, 5.4)
    for axis, which, label in ((axes[0, 0], "x", INPUT), (axes[1, 0], "y", LABEL)):
        for style, own in _layers(points):
            _line(axis, own, which, style)
        axis.set_ylabel(f"{label} (nats)")
    for style, own in _layers(points):
        path = own.groupby("epoch")[["x", "y"]].mean()
        axes[2, 0].plot(path["x"], path["y"], **style)
    axes[2, 0].set(xlabel=f"{INPUT} (nats)", ylabel=f"{LABEL} (nats)")
    for index, name in enumerate((LOSS, ERROR)):
        style = {"label": name, "color": COLOURS[index], "linestyle": DASHES[index]}
        _line(axes[0, 1], frame[frame["quantity"] == name], "value", style)
    axes[0, 1].legend(frameon=False)
    for style, own in _layers(frame[frame["quantity"] == SNR]):
        _line(axes[1, 1], own, "value", style)
    axes[1, 1].set_ylabel(SNR)
    _line(axes[2, 1], frame[frame["quantity"] == HOMOGENEITY], "value", {"color": COLOURS[0]})
    axes[2, 1].set_ylabel("homogeneity")
    for axis in axes[:2, 1]:
        axis.set_yscale("log")
        plain_log_ticks(axis.yaxis)
    against_step = [axis for axis in axes.flat if axis is not axes[2, 0]]
    last = int(frame["epoch"].max())
    for axis in against_step:
        epoch_axis(axis, last)
        axis.set_xlabel("step" if axis in (axes[1, 0], axes[2, 1]) else "")
    _mark_phases(against_step, axes[1, 1], frame, last)
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncol=5, frameon=False)
    return save(figure, folder / "pinn_phases")


def _layers(rows: pd.DataFrame) -> Iterator[tuple[dict[str, Any], pd.DataFrame]]:
    for index, (layer, own) in enumerate(rows.groupby("layer", sort=False)):
        yield {"label": layer, **layer_style(index)}, own


def _line(axis: Axes, rows: pd.DataFrame, column: str, style: dict[str, Any]) -> None:
    """The mean over runs, and their range as a band."""
    by_step = rows.groupby("epoch")[column].agg(["min", "mean", "max"])
    axis.plot(by_step.index, by_step["mean"], **style)
    axis.fill_between(by_step.index, by_step["min"], by_step["max"], color=style["color"], alpha=0.15, linewidth=0)


def _mark_phases(axes: list[Axes], named: Axes, frame: pd.DataFrame, last: int) -> None:
    """Grey from the begin of diffusion to that of total diffusion; the names of the phases in one panel."""
    found = phases(frame)
    if np.isnan(found.diffusion):
        return
    end = last if np.isnan(found.total_diffusion) else found.total_diffusion
    for axis in axes:
        axis.axvspan(found.diffusion, end, color="0.9", linewidth=0, zorder=0)
    starts = (found.diffusion, found.diffusion, end)
    for at, name, side in list(zip(starts, NAMES, ("right", "left", "left"), strict=True))[: 3 if end < last else 2]:
        named.text(at, 0.03, f" {name} ", ha=side, fontsize=7, transform=named.get_xaxis_transform())
