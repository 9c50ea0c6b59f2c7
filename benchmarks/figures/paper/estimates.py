"""Estimate against true MI, as in the figures of arXiv 2305.08013: a panel for each family and estimator.

Colours are those of the paper: red is the identity, blue the estimate from the parameters, green that from the compressed
images. Grey is KSG on the pixels. A band is one standard deviation over the replicates, up and down. Curves differ in their
dashes too.
"""

from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from infoplane.benchmarks import words
from infoplane.benchmarks.figures.estimate_against_true_mi import place
from infoplane.benchmarks.figures.look import look
from infoplane.benchmarks.figures.style import PAGE, house_style, legend_below, new_figure, save, title

IDENTITY = "estimate = true MI"


class _Curve(NamedTuple):
    colour: str
    dashes: object
    text: str


CURVES = {
    "parameters": _Curve("#1f4fbf", "--", "parameters, no compression"),
    "autoencoder codes": _Curve("#1a7f37", "-", "codes of our autoencoder"),
    "codes of the paper's autoencoder": _Curve("#74c476", (0, (3, 1, 1, 1)), "codes of the paper's autoencoder"),
    "PCA codes": _Curve("#41ab5d", "-.", "principal components"),
    "raw images": _Curve("0.45", ":", "pixels"),
}


def placed(summary: pd.DataFrame) -> pd.DataFrame:
    """The summary with the columns `images` (the family), `column` (the estimator) and `source` (what it gets)."""
    places = [place(row.family, row.estimator) for row in summary.itertuples()]
    images, columns, sources = zip(*places, strict=True)
    data = summary.assign(images=images, column=columns, source=sources)
    # Vectors that are not compressed are their own parameters; those of images have a family of their own.
    plain = (data["source"] == "raw images") & ~(data["images"] + "-parameters").isin(summary["family"])
    data.loc[plain, "source"] = "parameters"
    return data


@house_style()
def draw(summary: pd.DataFrame, families: Sequence[str], output: Path, note: str = "") -> list[Path]:
    """Draw the families in this order, one line of panels for each; two lines for one family. Return the files.

    Parameters
    ----------
    summary : DataFrame
        As `analysis.summary.summarise` gives it.
    families : sequence of str
        Families of images or vectors, without "-parameters".
    output : Path
        Without its suffix.
    note : str
        Stands below the title.
    """
    data = placed(summary)
    data = data[data["images"].isin(families)]
    names = list(dict.fromkeys(data["column"]))
    wrapped = len(families) == 1 and len(names) > 4
    columns = -(-len(names) // 2) if wrapped else len(names)
    lines = 2 if wrapped else len(families)
    figure, axes = new_figure(lines, columns, PAGE, 1.75 * lines + 0.5, layout=None, sharex=True, sharey="row")
    cells = [(family, name) for family in families for name in names]
    for axis, (family, name) in zip(axes.flat, cells, strict=False):
        panel(axis, data[(data["images"] == family) & (data["column"] == name)])
        if wrapped or family == families[0]:
            axis.set_title(fill(words.estimator(name), look().fitting(96 // columns)), fontsize=7)
    for axis in axes.flat[len(cells) :]:
        axis.set_visible(False)
    for line, family in zip(axes, [*families] * (2 if wrapped else 1), strict=True):
        line[0].set_ylabel(f"{title(family, 18)}\nestimate (nats)" if not wrapped else "estimate (nats)")
        _limits(line)
    for column in axes.T:
        last = [axis for axis in column if axis.get_visible()][-1]
        last.set_xlabel("true MI (nats)")
        last.xaxis.set_tick_params(labelbottom=True)
    legend_below(figure, 3, (*(curve.text for curve in CURVES.values()), IDENTITY))
    replicates = f"{data['replicates'].min()} to {data['replicates'].max()}" if data["replicates"].nunique() > 1 else "5"
    heading = [f"{title(families[0], 60)}; " if wrapped else ""]
    heading.append(f"n = {int(data['n'].max()):,}, {replicates} replicates; bands: one standard deviation")
    figure.suptitle("".join(heading) + (f"\n{note}" if note else ""), fontsize=8)
    figure.tight_layout(w_pad=0.4, h_pad=0.7)
    return save(figure, output)


def panel(axis: Axes, data: pd.DataFrame) -> None:
    """The curves of one family and one estimator, and the identity."""
    limits = np.array([data["true_mi"].min(), data["true_mi"].max()]) if len(data) else np.array([0.0, 1.0])
    axis.plot(limits, limits, color="#d62728", linewidth=1.0, label=IDENTITY, zorder=1)
    for source, curve in CURVES.items():
        own = data[data["source"] == source].sort_values("true_mi")
        if own.empty:
            continue
        x, mean, spread = own["true_mi"], own["mean"], own["sd"].fillna(0)
        axis.fill_between(x, mean - spread, mean + spread, color=curve.colour, alpha=0.2, linewidth=0, zorder=2)
        axis.plot(x, mean, color=curve.colour, linestyle=curve.dashes, label=curve.text, zorder=3)


def _limits(axes: np.ndarray) -> None:
    """No estimate beyond twice the largest true MI makes the others unreadable: the axis ends there."""
    low, high = axes[0].get_ylim()
    most = max(line.get_xdata().max() for axis in axes for line in axis.lines)
    axes[0].set_ylim(max(low, -0.35 * most), min(high, 1.35 * most))
