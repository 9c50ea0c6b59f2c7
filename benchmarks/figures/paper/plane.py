"""The information plane as arXiv 2305.08013 draws it: weighted KL on principal components, smoothed; and what bounds can
certify.

A panel for each layer: readings with their errors (pale, a cross where no true value can be), the smoothed trajectory of the
mean over runs (black), and below loss and accuracy. Dashed: H(Y), the upper limit of I(L;Y); dotted: ln n, that of I(X;L).
"""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import SymLogNorm

from infoplane.benchmarks import words
from infoplane.benchmarks.analysis.smoothing import smoothed
from infoplane.benchmarks.figures.style import PAGE, house_style, new_figure, save
from infoplane.planes.exact.ib_curve import input_cap
from infoplane.planes.rows.frame import label_entropy, points

_COLUMNS = 3
_PALE = colormaps["cividis_r"]


@house_style()
def draw(frame: pd.DataFrame, name: str, output: Path, part: str = "test", estimator: str = "WKL") -> list[Path]:
    """Draw one part of a recorded plane. Return the files; none without rows of the estimator.

    Parameters
    ----------
    frame : DataFrame
        Rows of a plane.
    name : str
        Of the study.
    output : Path
        Without its suffix.
    part : str
        The paper takes the test images.
    estimator : str
    """
    found = points(frame[frame["estimator"] == estimator])
    found = found[found["part"] == part]
    if found.empty:
        return []
    layers = list(dict.fromkeys(found["layer"]))
    lines = -(-len(layers) // _COLUMNS) + 1
    figure, axes = new_figure(lines, _COLUMNS, PAGE, 1.9 * lines + 0.3)
    most = input_cap(int(frame.loc[frame["part"] == part, "n"].max()))
    norm = SymLogNorm(1, vmin=0, vmax=max(1, int(frame["epoch"].max())))
    for axis, layer in zip(axes[:-1].flat, layers, strict=False):
        _trajectory(axis, found[found["layer"] == layer], norm)
        axis.axhline(label_entropy(frame, part), color="0.5", linestyle="--", linewidth=0.8)
        axis.axvline(most, color="0.5", linestyle=":", linewidth=0.8)
        axis.set_title(layer)
    for axis in axes[:-1].flat[len(layers) :]:
        axis.set_visible(False)
    figure.colorbar(ScalarMappable(norm, _PALE), ax=list(axes[:-1].flat), label="epoch", aspect=30, pad=0.01)
    for line in axes[:-1]:
        line[0].set_ylabel("I(L;Y) (nats)")
    for axis in axes[-2]:
        axis.set_xlabel("I(X;L) (nats)")
    _metrics(axes[-1], frame)
    figure.suptitle(f"{words.study(name)}, {words.PARTS.get(part, part)}: {words.estimator(estimator)}, smoothed", fontsize=8)
    return save(figure, output)


def _trajectory(axis: Axes, own: pd.DataFrame, norm: SymLogNorm) -> None:
    for impossible, marker in ((False, "o"), (True, "x")):
        part = own[own["impossible"].astype(bool) == impossible]
        colours = _PALE(norm(part["epoch"]))
        axis.errorbar(part["x"], part["y"], part["y_se"], part["x_se"], fmt="none", ecolor=colours, elinewidth=0.6, alpha=0.4)
        axis.scatter(part["x"], part["y"], c=colours, marker=marker, s=7, linewidths=0.7, alpha=0.8)
    mean = own.groupby("epoch")[["x", "y"]].mean()
    (_, x), (_, y) = (smoothed(mean.index.to_numpy(), mean[name].to_numpy()) for name in ("x", "y"))
    axis.plot(x, y, color="black", linewidth=0.9)


def _metrics(axes: np.ndarray, frame: pd.DataFrame) -> None:
    for axis, name in zip(axes, ("loss", "accuracy"), strict=False):
        own = frame[(frame["quantity"] == name) & (frame["layer"] == "")]
        for part, dash in (("train", "-"), ("test", "--")):
            mean = own[own["part"] == part].groupby("epoch")["value"].mean()
            axis.plot(mean.index, mean, linestyle=dash, color="black", label=words.PARTS.get(part, part))
        axis.set_xscale("symlog", linthresh=1)
        axis.set_xlabel("epoch")
        axis.set_ylabel(name)
    axes[0].legend(frameon=False)
    axes[-1].set_visible(False)
