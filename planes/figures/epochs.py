"""Information against the epoch: I(X;L) and I(L;Y) of every layer, a column for each part and estimator; below, the metrics.

One run: bars are one standard error, and a band goes from the lower to the certified upper end, where there is one. Several
runs: the line is their mean, and the band their range. Dashed: H(Y), the upper limit of I(L;Y). Dotted: ln n, the upper limit
of I(X;L). The last row shows loss and accuracy of every part, and the signal-to-noise ratio of the gradient of every layer's
weights, where they were recorded.
"""

from itertools import product

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from infoplane.planes.exact.ib_curve import input_cap
from infoplane.planes.rows.frame import QUANTITIES, label_entropy, over_runs, parts_of
from infoplane.planes.rows.row import BOUNDS, INPUT, LABEL, SNR

from .axes import epoch_axis, plain_log_ticks
from .colours import COLOURS, layer_style

_NEAR = 0.05  # nats below ln n from which on an upper end says no more than ln n
_NAMED = ("loss", "accuracy")


def columns_of(frame: pd.DataFrame) -> int:
    """The number of columns of the figure: every estimator in every part."""
    rows = frame[frame["quantity"].isin(QUANTITIES) & (frame["layer"] != "")]
    return rows["estimator"].nunique() * len(parts_of(frame))


def draw_epochs(figure: Figure, frame: pd.DataFrame) -> Figure:
    """Draw information and metrics against the epoch on an empty figure; `frame` holds the rows of a plane."""
    rows = frame[frame["quantity"].isin(QUANTITIES) & (frame["layer"] != "")]
    parts = parts_of(frame)
    estimators = sorted(dict.fromkeys(rows["estimator"]), key=lambda name: name != BOUNDS)
    layers = list(dict.fromkeys(rows["layer"]))
    columns = list(product(estimators, parts))
    metrics = [draw for draw in (_metrics, _gradients) if draw(None, frame)]
    axes = figure.subplots(2 + bool(metrics), max(len(columns), len(metrics), 1), squeeze=False, sharex=True)
    for column, (estimator, part) in enumerate(columns):
        own = rows[(rows["estimator"] == estimator) & (rows["part"] == part)]
        for line, quantity in enumerate((INPUT, LABEL)):
            _curves(axes[line, column], own[own["quantity"] == quantity], layers)
        entropy = label_entropy(frame, part)
        if not np.isnan(entropy):
            axes[1, column].axhline(entropy, color="0.5", linestyle="--", linewidth=0.8, label="H(Y)", zorder=1)
        inputs = own.loc[own["quantity"] == INPUT, "n"]
        if len(inputs) and own["value"].max() > 0.8 * input_cap(int(inputs.max())):
            axes[0, column].axhline(input_cap(int(inputs.max())), color="0.5", linestyle=":", linewidth=0.9, zorder=1)
        axes[0, column].set_title(f"{estimator}, {part}")
    for line, quantity in zip(axes[:2], (INPUT, LABEL), strict=True):
        line[0].set_ylabel(f"{quantity} (nats)")
        _share_limits(line[: len(columns)])
    for place, draw in enumerate(metrics):
        draw(axes[2, place], frame)
    for axis in (*axes[:2, len(columns) :].flat, *axes[2:, len(metrics) :].flat):
        axis.set_visible(False)
    for column in range(axes.shape[1]):
        shown = [axis for axis in axes[:, column] if axis.get_visible()]
        if shown:
            epoch_axis(shown[-1], max(1, int(frame["epoch"].max())))
            shown[-1].tick_params(labelbottom=True)
    handles = {label: handle for axis in axes[:2].flat for handle, label in zip(*axis.get_legend_handles_labels(), strict=True)}
    if handles:
        figure.legend(handles.values(), handles, loc="outside lower center", ncol=min(7, len(handles)), frameon=False)
    return figure


def _curves(axis: Axes, rows: pd.DataFrame, layers: list[str]) -> None:
    runs = rows["seed"].nunique()
    for index, layer in enumerate(layers):
        own = rows[(rows["layer"] == layer) & rows["value"].notna()].sort_values("epoch")
        if own.empty:
            continue
        style = {**layer_style(index, len(layers)), "label": layer}
        if runs > 1:
            table = over_runs(own)
            axis.plot(table["epoch"], table["mean"], **style)
            axis.fill_between(table["epoch"], table["low"], table["high"], color=style["color"], alpha=0.15, linewidth=0)
            continue
        axis.errorbar(own["epoch"], own["value"], yerr=own["stderr"].fillna(0), elinewidth=0.5, **style)
        known = own["upper"] < (np.log(own["n"]) - _NEAR if own["quantity"].iloc[0] == INPUT else -np.inf)
        upper = own["upper"].where(known)
        axis.fill_between(own["epoch"], own["lower"], upper, color=style["color"], alpha=0.2, linewidth=0)
    if not len(rows) or rows["value"].isna().all():
        said = "I(X;L) is infinite" if (rows["status"] == "infinite").any() else "no reading"
        axis.text(0.5, 0.5, said, ha="center", va="center", transform=axis.transAxes, fontsize="small", color="0.4")
    if (rows["value"] < 0).any():
        axis.axhline(0, color="0.75", linewidth=0.6, zorder=1)


def _share_limits(axes: np.ndarray) -> None:
    if len(axes):
        bottom, top = min(axis.get_ylim()[0] for axis in axes), max(axis.get_ylim()[1] for axis in axes)
        for axis in axes:
            axis.set_ylim(bottom, top)


def _metrics(axis: Axes | None, frame: pd.DataFrame) -> bool:
    """Draw loss and accuracy; without an axis, say whether there are any."""
    own = frame[frame["quantity"].isin(_NAMED) & (frame["layer"] == "")]
    if axis is None:
        return len(own) > 0
    twin = axis.twinx() if "accuracy" in set(own["quantity"]) else None
    parts = sorted(dict.fromkeys(own["part"]), key=lambda part: part != "train")
    for index, part in enumerate(parts):
        for name, place, dash in (("loss", axis, "-"), ("accuracy", twin, ":")):
            if place is not None:
                mean = own[(own["part"] == part) & (own["quantity"] == name)].groupby("epoch")["value"].mean()
                place.plot(mean.index, mean, color=COLOURS[index % len(COLOURS)], linestyle=dash, label=f"{name}, {part}")
    axis.set_ylabel("loss (nats), solid")
    if twin is not None:
        twin.grid(False)
        twin.set_ylabel("accuracy, dotted")
    axis.legend(parts, loc="center left", frameon=False)
    return True


def _gradients(axis: Axes | None, frame: pd.DataFrame) -> bool:
    """Draw the signal-to-noise ratio of the gradients; without an axis, say whether there is one."""
    own = frame[frame["quantity"] == SNR]
    if axis is None:
        return len(own) > 0
    layers = list(dict.fromkeys(own["layer"]))
    for index, layer in enumerate(layers):
        mean = own[own["layer"] == layer].groupby("epoch")["value"].mean()
        axis.plot(mean.index, mean, **layer_style(index, len(layers)))
    axis.set_yscale("log")
    plain_log_ticks(axis.yaxis)
    axis.set_ylabel(SNR)
    return True
