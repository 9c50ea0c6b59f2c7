"""One network read under noise of several sizes: I(X;L) of every layer against the epoch.

Each row is one activation. Each column is one reading: noise of one size, or bins. The columns of a row read the same
network. Bars are one standard error. Thin lines are the other seeds. Hollow circles are the default recipe, which knows nothing
of the network. Dashed: H(X) = ln 4096, the upper limit of I(X;L).
"""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes

from infoplane.benchmarks.analysis.planes.falls import curves, in_order
from infoplane.benchmarks.figures.style import PAGE, house_style, new_figure, save
from infoplane.planes import input_cap
from infoplane.planes.figures.colours import layer_style
from infoplane.planes.rows.row import is_bounds

_CAP = input_cap(4096)
_NAMES = {"relu": "ReLU"}


@house_style()
def draw(frames: Mapping[str, pd.DataFrame], folder: Path) -> list[Path]:
    """Draw the figure from the frames ``twelve-bits-ACTIVATION-SEED``. Return the files."""
    points = curves(frames)
    activations, found, layers = in_order(points)
    estimators = [name for name in found if not is_bounds(name)]
    height = 1.75 * len(activations) + 0.6
    figure, axes = new_figure(len(activations), len(estimators), PAGE, height, sharex=True, sharey=True)
    for line, activation in zip(axes, activations, strict=True):
        for axis, estimator in zip(line, estimators, strict=True):
            own = points[points["activation"] == activation]
            noise = estimator.partition(", ")[2]
            beside = own[own["estimator"].map(is_bounds) & own["estimator"].str.endswith(noise)] if noise else own[:0]
            _panel(axis, own[own["estimator"] == estimator], layers)
            _bounds(axis, beside, layers)
            if activation == activations[0]:
                axis.set_title(estimator + (" (circles: bounds)" if len(beside) else ""))
        line[0].set_ylabel(f"{_NAMES.get(activation, activation)}: I(X;L) (nats)")
    for axis in axes[-1]:
        axis.set_xlabel("epoch")
    last = points["epoch"].max()
    for axis in axes[0]:
        axis.set_xscale("symlog", linthresh=1)
        axis.set_xlim(-0.1, 1.3 * last)
        ticks = [0, *(10**power for power in range(6) if 10**power <= last)]
        axis.set_xticks(ticks, ["0", *(f"$10^{power}$" for power in range(len(ticks) - 1))])
        axis.minorticks_off()
        axis.set_ylim(0, 1.06 * _CAP)
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncol=7, frameon=False)
    return save(figure, folder / "noise_sweep")


def _bounds(axis: Axes, points: pd.DataFrame, layers: list[str]) -> None:
    own = points[points["seed"] == points["seed"].min()]
    for index, layer in enumerate(layers):
        marks = {
            "marker": "o",
            "markerfacecolor": "none",
            "markersize": 6,
            "linestyle": "none",
            "color": layer_style(index)["color"],
        }
        chosen = own[own["layer"] == layer]
        axis.plot(chosen["epoch"], chosen["x"], **marks, markeredgewidth=0.6, zorder=4)


def _panel(axis: Axes, points: pd.DataFrame, layers: list[str]) -> None:
    axis.axhline(_CAP, color="0.4", linestyle="--", linewidth=0.8, label="H(X)", zorder=1)
    first = points["seed"].min()
    for index, layer in enumerate(layers):
        style = layer_style(index)
        for seed, own in points[points["layer"] == layer].groupby("seed"):
            if seed != first:
                axis.plot(own["epoch"], own["x"], color=style["color"], linewidth=0.5, alpha=0.5, zorder=2)
                continue
            bars = own["x_se"].fillna(0)  # none where the value is exact or binned
            axis.errorbar(own["epoch"], own["x"], yerr=bars, label=layer, elinewidth=0.6, zorder=3, **style)
