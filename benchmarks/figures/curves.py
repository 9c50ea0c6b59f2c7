"""The panel that the figures of suites share: one curve for each estimator over one column of the summary.

A point is a value of a summary column, such as `bias`. A line joins neighbouring points, and is broken where an estimator gave
no estimate between them. The bar of a point reaches one standard error up and down: the column `bias_se`
(`infoplane.benchmarks.analysis.summary` computes both). A ring marks a true MI above the estimator's ceiling. A note in the
panel names the estimators that gave no estimate.
"""

from collections.abc import Sequence
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from infoplane.benchmarks import words

from .look import look
from .style import CEILING, curve_style, has_curve, shown

_LINE = 26  # characters in a line of a note
_PER_INCH = 17  # characters of a caption
_NEAR = 0.1  # nats, where the scale of a bias turns logarithmic
_ROOM = 1.2  # free space beyond the longest bars, as a factor
_TICKS = (-100, -10, -1, -0.1, 0, 0.1, 1, 10, 100)


def curves(axis: Axes, data: pd.DataFrame, x: str, value: str) -> None:
    """Draw the column `value` over the column `x`, with bars from the column `value`_se: one curve for each estimator.

    Parameters
    ----------
    axis : Axes
    data : DataFrame
        Lines of a summary: one task, or one family.
    x, value : str
        Columns of it.
    """
    for estimator, own in data.groupby("estimator", sort=False):
        own = own.sort_values(x)
        values = own[value].where((own["replicates"] > 0) & np.isfinite(own[value]))  # a line ends where there is no estimate
        if values.notna().any() and has_curve(str(estimator)):
            bars = own[f"{value}_se"].fillna(0.0)  # no standard error from a single replicate
            axis.errorbar(own[x], values, yerr=bars, capsize=1.5, elinewidth=0.7, **curve_style(str(estimator)))
    out_of_reach = data[(data["true_mi"] > data["ceiling"]) & data["estimator"].map(has_curve)]
    if len(out_of_reach):
        axis.plot(out_of_reach[x], out_of_reach[value], "o", ms=7, mfc="none", mec="0.35", mew=0.6, linestyle="", label=CEILING)
    note = gaps(data[data["estimator"].map(has_curve)], x)
    if note:
        # In the emptier corner on the left. A note is narrower than half a panel.
        left = data[data[x] <= data[x].max() / 2][value]
        at, anchor = (0.97, "top") if -left.min() > left.max() else (0.03, "bottom")
        axis.text(0.03, at, note, transform=axis.transAxes, va=anchor, fontsize=6, color="0.25", linespacing=1.1)


BIAS = f"bias (nats)\nlinear within ±{_NEAR:g}, logarithmic beyond"  # the label of an axis with `bias_scale`


def bias_scale(axes: Sequence[Axes]) -> None:
    """Give the panels one vertical scale for biases, linear near zero and logarithmic beyond, and a line at zero."""
    low, high = (_ROOM * limit for limit in axes[0].get_ylim())
    ticks = [tick for tick in _TICKS if low <= tick <= high]
    for axis in axes:
        axis.axhline(0.0, color="0.6", linewidth=0.8, zorder=1)
        axis.set_yscale("symlog", linthresh=_NEAR)
        axis.set_yticks(ticks, [f"{tick:g}".replace("-", "−") for tick in ticks])
        axis.minorticks_off()
        axis.set_ylim(low, high)
        _clear(axis)


def _clear(axis: Axes) -> None:
    """Move a note to the middle of the largest vertical gap between the points in the left half of the panel."""
    points = np.concatenate([line.get_xydata() for line in axis.lines])
    left = points[points[:, 0] <= np.nanmax(points[:, 0]) / 2]
    heights = axis.transAxes.inverted().transform(axis.transData.transform(left))[:, 1]
    edges = np.sort([0.0, 1.0, *heights[np.isfinite(heights)].clip(0, 1)])
    widest = np.diff(edges).argmax()
    for note in axis.texts:
        note.set(y=edges[widest : widest + 2].mean(), va="center")


def gaps(data: pd.DataFrame, x: str) -> str:
    """A note on missing estimates: one line for each set of places `x`, with the estimators that failed there."""
    by_gap: dict[str, list[str]] = {}
    for estimator, own in data[data["failures"] > 0].groupby("estimator", sort=False):
        everywhere = len(own) == (data["estimator"] == estimator).sum()
        where = "" if everywhere else " at " + ", ".join(f"{at:.3g}" for at in np.unique(own[x]))
        by_gap.setdefault(where, []).append(words.note(shown(str(estimator))))
    return "\n".join(fill(f"no estimate{where}: {', '.join(names)}", _LINE) for where, names in by_gap.items())


def caption(figure: Figure, text: str, data: pd.DataFrame) -> None:
    """The caption above the panels: `text`, a note on compression, and the estimators that have no curve."""
    lines = [text]
    names = [str(name) for name in data["estimator"].unique()]
    if any(name.startswith("AE+") for name in names):
        others = [words.note(name) for name in ("MINE", "raw KSG", "PCA+KDE") if name in names]
        lines.append("images are compressed by an autoencoder" + (f", except for {' and '.join(others)}" if others else ""))
    hidden = [name for name in names if not has_curve(name)]
    if hidden:
        lines.append(f"in the tables only: {', '.join(hidden)}")
    figure.suptitle("\n".join(fill(line, int(_PER_INCH * figure.get_figwidth() / look().larger)) for line in lines), fontsize=8)
