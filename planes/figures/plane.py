"""An information plane, one panel for each layer: I(L;Y) against I(X;L), from early epochs (pale) to late ones (dark).

Circles are the first part of the data (train), triangles the second (test). Thick bars are one standard error. A thin
horizontal bar goes to the certified upper end of I(X;L). A hollow marker is a lower bound without any upper end but ln n. A
cross is a value that no true value can have. Lines join the values; those of estimates without ends are smoothed
(Savitzky-Golay over the evaluations). Dashed: min(I(X;L), H(Y)), an upper limit of the true values. Dotted: ln n, if it is
near. Several runs are shown by their mean.
"""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import SymLogNorm
from matplotlib.figure import Figure
from scipy.signal import savgol_filter

from infoplane.planes.exact.ib_curve import ib_curve, input_cap
from infoplane.planes.rows.frame import label_entropy, parts_of, points
from infoplane.planes.rows.row import INPUT, is_exact

from .axes import epoch_ticks

_WINDOW, _ORDER = 9, 2  # of the smoothing, in evaluations
_COLOURS = colormaps["cividis_r"]
_MARKS = {"o": "circles", "^": "triangles", "s": "squares", "D": "diamonds"}  # of the parts
_NEAR = 0.05  # nats below ln n from which on an upper end says no more than ln n


def shape_of(layers: int) -> tuple[int, int]:
    """Lines and columns of panels for this number of layers."""
    columns = 3 if layers <= 9 else 4
    return -(-layers // columns), columns


def draw_plane(figure: Figure, frame: pd.DataFrame, estimator: str, title: str = "") -> Figure:
    """Draw the plane of one estimator on an empty figure.

    Parameters
    ----------
    figure : Figure
    frame : DataFrame
        Rows of a plane, as `frame_of` gives them.
    estimator : str
    title : str

    Raises
    ------
    ValueError
        If there are no rows of this estimator.
    """
    rows = frame[(frame["estimator"] == estimator) & (frame["layer"] != "")]
    layers, parts = list(dict.fromkeys(rows["layer"])), parts_of(rows)
    if not layers:
        known = ", ".join(map(repr, dict.fromkeys(name for name in frame["estimator"] if name)))
        raise ValueError(f"There are no rows of the estimator {estimator!r}; there are those of {known or 'none'}.")
    found = _means(points(rows))
    lines, columns = shape_of(len(layers))
    axes = figure.subplots(lines, min(columns, len(layers)), squeeze=False, sharex=True, sharey=True)
    last = max(1, int(frame["epoch"].max()))
    norm = SymLogNorm(1, vmin=0, vmax=last)
    for axis, layer in zip(axes.flat, layers, strict=False):
        axis.set_title(layer)
        drawn = 0
        for index, part in enumerate(parts):
            own = found[(found["layer"] == layer) & (found["part"] == part)].dropna(subset=["x", "y"])
            most = input_cap(_inputs(rows, part))
            drawn += len(own)
            if len(own):
                _trajectory(axis, own, most, norm, index)
        if not drawn:
            _say_why(axis, rows[rows["layer"] == layer])
    for part in parts:
        own = found[found["part"] == part]
        _limits(list(axes.flat)[: len(layers)], label_entropy(frame, part), input_cap(_inputs(rows, part)), own)
    for axis in axes.flat[len(layers) :]:
        axis.set_visible(False)
    for column in axes.T:  # the last panel of a column may be above a place that is empty
        [axis for axis in column if axis.get_visible()][-1].xaxis.set_tick_params(labelbottom=True)
    figure.supxlabel("I(X;L) (nats)", fontsize="medium")
    figure.supylabel("I(L;Y) (nats)", fontsize="medium")
    shown = ", ".join(
        f"{part} {mark}" for part, mark in zip(parts, ("(circles)", "(triangles)", "(squares)", ""), strict=False)
    )
    figure.suptitle(f"{title + ', ' if title else ''}{estimator}: {shown}", fontsize="medium")
    bar = figure.colorbar(ScalarMappable(norm, _COLOURS), ax=axes, label="epoch", aspect=30, pad=0.01)
    bar.set_ticks(epoch_ticks(last), labels=[f"{tick:,}" for tick in epoch_ticks(last)])
    bar.ax.minorticks_off()
    return figure


def _means(found: pd.DataFrame) -> pd.DataFrame:
    """Means over the runs; a mean is impossible if one of its values is."""
    keys = ["part", "estimator", "layer", "epoch"]
    numbers = [name for name in found if name not in (*keys, "seed", "impossible")]
    grouped = found.groupby(keys, sort=False)
    return grouped[numbers].mean().join(grouped["impossible"].any()).reset_index()


def _inputs(rows: pd.DataFrame, part: str) -> int:
    """The number of inputs that I(X;L) of a part comes from."""
    own = rows[rows["part"] == part]
    found = own.loc[own["quantity"] == INPUT, "n"]
    return int((found if len(found) else own["n"]).max())


def _trajectory(axis: Axes, own: pd.DataFrame, most: float, norm: SymLogNorm, part: int) -> None:
    colours = _COLOURS(norm(own["epoch"]))
    x, y = own["x"].to_numpy(), own["y"].to_numpy()
    bars = {"fmt": "none", "ecolor": colours, "zorder": 2}
    axis.errorbar(x, y, xerr=own["x_se"].fillna(0), yerr=own["y_se"].fillna(0), elinewidth=0.7, alpha=0.5, **bars)
    certified = (own["x_upper"] < most - _NEAR).to_numpy()
    reach = np.where(certified, np.maximum(own["x_upper"] - x, 0), 0.0)
    axis.errorbar(x, y, xerr=[np.zeros(len(x)), reach], elinewidth=0.4, **bars)
    hollow = (own["x_upper"].notna() & ~certified & (x < most - _NEAR)).to_numpy()
    crossed = own["impossible"].to_numpy(dtype=bool)
    for chosen, marker, face in (
        (~crossed & ~hollow, list(_MARKS)[part % len(_MARKS)], None),
        (~crossed & hollow, list(_MARKS)[part % len(_MARKS)], "white"),
        (crossed, "x", None),
    ):
        if face is None:
            axis.scatter(x[chosen], y[chosen], c=colours[chosen], marker=marker, s=9, linewidths=0.9, zorder=3)
        else:
            axis.scatter(x[chosen], y[chosen], edgecolors=colours[chosen], facecolors=face, marker=marker, s=9, zorder=3)
    style: dict[str, Any] = {"color": "0.25", "linestyle": ("-", "--", "-.", ":")[part % 4]}
    if own["x_lower"].notna().all() or is_exact(own["estimator"].iloc[0]):
        axis.plot(x, y, linewidth=0.4, zorder=2, **style)
    elif len(own) >= _WINDOW:
        smooth = [savgol_filter(values, _WINDOW, _ORDER) for values in (x, y)]
        axis.plot(*smooth, linewidth=0.7, zorder=4, **style)


def _limits(axes: list[Axes], entropy: float, most: float, found: pd.DataFrame) -> None:
    low, high = (float(value) if pd.notna(value) else 0.0 for value in (found["x"].min(), found["x"].max()))
    for axis in axes:
        if np.isfinite(entropy):
            rates = [0.0, entropy, most]
            axis.plot(rates, ib_curve(rates, entropy), color="0.5", linestyle="--", linewidth=0.7, zorder=1)
        if high > 0.8 * most:
            axis.axvline(most, color="0.5", linestyle=":", linewidth=0.7, zorder=1)
        if low < 0:
            axis.axvline(0, color="0.75", linewidth=0.6, zorder=1)


def _say_why(axis: Axes, rows: pd.DataFrame) -> None:
    said = "I(X;L) is infinite" if (rows["status"] == "infinite").any() else "no reading"
    axis.text(0.5, 0.5, said, ha="center", va="center", transform=axis.transAxes, fontsize="small", color="0.4")
