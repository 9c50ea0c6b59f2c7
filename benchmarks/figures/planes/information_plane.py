"""Information planes, one panel for each layer: I(L;Y) against I(X;L), from early epochs (pale) to late ones (dark).

Bars are one standard error. The line is a smoothed trajectory (Savitzky-Golay over the evaluations). Dashed: the IB curve
min(I(X;L), H(Y)), an upper limit of the true values. Dotted: ln n, if it is near. A cross marks an estimate that no true value
can have: its I(L;Y) exceeds that of the layer before by more than two standard errors.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import SymLogNorm
from scipy.signal import savgol_filter

from infoplane.benchmarks.analysis.planes.summary import information, label_entropy, violations
from infoplane.benchmarks.figures.axes import epoch_ticks
from infoplane.benchmarks.figures.style import PAGE, house_style, new_figure, save
from infoplane.planes import ib_curve, input_cap

_COLUMNS = 3
_WINDOW, _ORDER = 9, 2  # of the smoothing, in evaluations
_COLOURS = colormaps["cividis_r"]


@house_style()
def draw(frame: pd.DataFrame, name: str, folder: Path) -> list[Path]:
    """Draw one figure for each estimator, of the test part if there is one. Return the files."""
    points = information(frame)
    part = "test" if "test" in set(points["part"]) else points["part"].iloc[0]
    points = points[points["part"] == part]
    caps = label_entropy(frame, part), input_cap(int(frame.loc[frame["part"] == part, "n"].iloc[0]))
    written = []
    for estimator, own in points.groupby("estimator", sort=False):
        title = f"{name}, {part} part, {estimator}"
        stem = folder / f"plane-{name}-{str(estimator).lower()}"
        written += _figure(own.assign(violates=violations(own)), caps, title, stem)
    return written


def _figure(points: pd.DataFrame, caps: tuple[float, float], title: str, stem: Path) -> list[Path]:
    layers = list(dict.fromkeys(points["layer"]))
    lines = -(-len(layers) // _COLUMNS)
    figure, axes = new_figure(lines, _COLUMNS, PAGE, 2.0 * lines + 0.3, sharex=True, sharey=True)
    norm = SymLogNorm(1, vmin=0, vmax=max(1, points["epoch"].max()))
    for axis, layer in zip(axes.flat, layers, strict=False):
        _panel(axis, points[points["layer"] == layer], caps, norm)
        axis.set_title(layer)
    for axis in axes.flat[len(layers) :]:
        axis.set_visible(False)
    figure.supxlabel("I(X;L) (nats)", fontsize=8)
    figure.supylabel("I(L;Y) (nats)", fontsize=8)
    figure.suptitle(title, fontsize=8)
    bar = figure.colorbar(ScalarMappable(norm, _COLOURS), ax=axes, label="epoch", aspect=30, pad=0.01)
    ticks = epoch_ticks(points["epoch"].max())
    bar.set_ticks(ticks, labels=[f"{tick:,}" for tick in ticks])
    bar.ax.minorticks_off()
    return save(figure, stem)


def _panel(axis: Axes, points: pd.DataFrame, caps: tuple[float, float], norm: SymLogNorm) -> None:
    colours = _COLOURS(norm(points["epoch"]))
    x, y = points["x"].to_numpy(), points["y"].to_numpy()
    bars = {"fmt": "none", "ecolor": colours, "elinewidth": 0.6, "alpha": 0.45, "zorder": 2}
    axis.errorbar(x, y, xerr=points["x_se"].fillna(0), yerr=points["y_se"].fillna(0), **bars)
    kept = ~points["violates"].to_numpy()
    for chosen, marker in ((kept, "o"), (~kept, "x")):
        axis.scatter(x[chosen], y[chosen], c=colours[chosen], marker=marker, s=9, linewidths=0.9, zorder=3)
    if len(points) >= _WINDOW:
        smooth = [savgol_filter(values, _WINDOW, _ORDER) for values in (x, y)]
        axis.plot(*smooth, color="0.25", linewidth=0.8, zorder=4)
    entropy, most = caps
    low, high = min(0.0, float(np.nanmin(x))), float(np.nanmax(x))
    if np.isfinite(entropy):
        rates = [0.0, entropy, most]
        axis.plot(rates, ib_curve(rates, entropy), color="0.5", linestyle="--", linewidth=0.7, zorder=1)
    if high > 0.8 * most:
        axis.axvline(most, color="0.5", linestyle=":", linewidth=0.7, zorder=1)
    if low < 0:
        axis.axvline(0, color="0.75", linewidth=0.6, zorder=1)
