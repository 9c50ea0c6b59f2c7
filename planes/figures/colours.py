"""Colours, markers and dashes that are visible in grey and to the colour-blind."""

from collections.abc import Sequence
from typing import Any

# Okabe and Ito's palette, dark to light, so that the order is visible in grey.
COLOURS = ("#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7")
MARKERS = ("o", "s", "^", "D", "v")
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))
_MOST = 6  # layers that the palette tells apart


def layer_style(index: int, count: int = _MOST) -> dict[str, Any]:
    """Colour, marker and dash of the curve of a layer, as arguments of matplotlib.

    Parameters
    ----------
    index : int
        Place of the layer.
    count : int
        Number of layers. More than six run from dark to light, so that no two have the same colour.
    """
    cycles: dict[str, Sequence[Any]] = {"color": (*COLOURS, "0.55"), "marker": (*MARKERS, "x"), "linestyle": DASHES}
    own: dict[str, Any] = {name: values[index % len(values)] for name, values in cycles.items()}
    if count > _MOST:
        from matplotlib import colormaps

        own["color"] = colormaps["viridis"](0.95 * index / (count - 1))
    return {**own, "markersize": 2.5, "linewidth": 0.9}
