"""Neighbour sets through depth: similarity of every two layers at the last epoch, and similarity and persistence by epoch.

The first panel has a square for every two layers: 1 where all nearest neighbours are common, 0 at the level of chance. The
second shows the similarity of each layer to the one before it, the third the persistence from the first layer to it. Bars are
one standard error; with several runs, lines are their mean.
"""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from infoplane.planes.rows.frame import parts_of
from infoplane.planes.rows.row import PERSISTENCE, similarity_to

from .axes import epoch_axis
from .colours import layer_style

_PREFIX = similarity_to("")


def draw_neighbours(figure: Figure, frame: pd.DataFrame) -> Figure:
    """Draw the rows of neighbour sets of the first part on an empty figure.

    Raises
    ------
    ValueError
        If there are none.
    """
    own = frame[frame["quantity"].str.startswith(_PREFIX) | (frame["quantity"] == PERSISTENCE)]
    if own.empty:
        raise ValueError("There are no neighbour sets to draw: record the plane with similarity=True.")
    own = own[own["part"] == next(iter(parts_of(frame)), own["part"].iloc[0])]
    layers = _layers(own)
    squares, similar, kept = figure.subplots(1, 3, width_ratios=[1.1, 1, 1])
    _squares(figure, squares, own[own["epoch"] == own["epoch"].max()], layers)
    before = dict(zip(layers[1:], layers, strict=False))
    wanted = own["layer"].map(lambda layer: similarity_to(before.get(layer, "")))
    _curves(similar, own[own["quantity"] == wanted], layers)
    _curves(kept, own[own["quantity"] == PERSISTENCE], layers)
    similar.set_title("similarity to the layer before")
    kept.set_title(f"persistence from {layers[0]}")
    similar.set_ylabel("share beyond chance")
    kept.set_ylabel("share of neighbours")
    handles, labels = kept.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncol=min(7, len(labels)), frameon=False)
    return figure


def _layers(rows: pd.DataFrame) -> list[str]:
    """The layers in their order: the first one has no rows of its own, but others are compared with it."""
    compared = rows.loc[rows["quantity"].str.startswith(_PREFIX), "quantity"].str.removeprefix(_PREFIX)
    own = list(dict.fromkeys(rows["layer"]))
    return [*(name for name in dict.fromkeys(compared) if name not in own), *own]


def _squares(figure: Figure, axis: Axes, rows: pd.DataFrame, layers: list[str]) -> None:
    table = np.eye(len(layers))
    means = rows.groupby(["layer", "quantity"])["value"].mean()
    for (layer, quantity), value in means.items():
        if quantity.startswith(_PREFIX):
            one, other = layers.index(layer), layers.index(quantity.removeprefix(_PREFIX))
            table[one, other] = table[other, one] = value
    image = axis.imshow(table, vmin=0, vmax=1, cmap="viridis")
    axis.set_xticks(range(len(layers)), layers, rotation=60, ha="right")
    axis.set_yticks(range(len(layers)), layers)
    axis.grid(False)
    axis.set_title(f"similarity at epoch {int(rows['epoch'].max())}")
    figure.colorbar(image, ax=axis, shrink=0.8)


def _curves(axis: Axes, rows: pd.DataFrame, layers: list[str]) -> None:
    for index, layer in enumerate(layers[1:]):
        own = rows[rows["layer"] == layer].groupby("epoch")[["value", "stderr"]].mean()
        style = {**layer_style(index, len(layers) - 1), "label": layer}
        axis.errorbar(own.index, own["value"], yerr=own["stderr"].fillna(0), elinewidth=0.5, **style)
    axis.set_ylim(top=1.02)
    epoch_axis(axis, max(1, int(rows["epoch"].max())))
