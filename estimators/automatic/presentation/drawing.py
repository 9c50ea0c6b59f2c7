"""The figure of a measurement: a line for the value, for each method that was tried, and for shuffled pairs.

A filled marker is a method that the value rests on. An arrow is an interval without an upper limit. Colour is never the only
difference, so that the figure is readable in grey.
"""

import math
from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from infoplane.extras import needed_by

from .evidence import Alternative, Null

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_INK, _ACCENT, _GREY = "#1b1f24", "#0072B2", "#8a939e"
_LINE = 0.4  # inches of height for a line
_LONGEST = 36  # characters of a line of a method's name


def draw(
    nats: float,
    interval: tuple[float, float],
    alternatives: Sequence[Alternative],
    null: Null | None,
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw a measurement.

    Parameters
    ----------
    nats : float
    interval : tuple of float
        The 95 % interval.
    alternatives : sequence of Alternative
    null : Null, optional
    ax : matplotlib.axes.Axes, optional
        A new figure of pyplot by default.

    Raises
    ------
    MissingExtraError
        If matplotlib is not installed.
    """
    tried = [(one, one.nats) for one in alternatives if one.nats is not None and math.isfinite(one.nats)]
    names = ["value, 95 % interval", *(_name(one) for one, _ in tried), *(["shuffled pairs, ± 2 SD"] if null else [])]
    axis = _new_axes(len(names)) if ax is None else ax
    _draw_interval(axis, nats, interval, [value for _, value in tried])
    for line, (one, value) in enumerate(tried, start=1):
        axis.errorbar(
            [value],
            [line],
            xerr=None if one.stderr is None else [1.96 * one.stderr],
            fmt="o",
            color=_INK if one.taken else _GREY,
            markerfacecolor=_INK if one.taken else "white",
            markersize=5,
            elinewidth=1.2,
        )
    if null is not None:
        axis.errorbar([null.mean], [len(names) - 1], xerr=[2 * null.sd], fmt="|", color=_GREY, markersize=9, elinewidth=1.2)
    axis.axvline(0, color=_GREY, linewidth=0.8, linestyle=":", zorder=0)
    axis.set_yticks(range(len(names)), names)
    axis.set_ylim(len(names) - 0.4, -0.6)
    axis.set_xlabel("nats")
    axis.tick_params(axis="y", length=0)
    axis.spines[["top", "right", "left"]].set_visible(False)
    return axis


def _draw_interval(axis: "Axes", nats: float, interval: tuple[float, float], others: Sequence[float]) -> None:
    """The value with its interval; an arrow beyond all other values where there is no upper limit."""
    lower, upper = interval
    end = upper
    if math.isinf(upper):
        known = [value for value in (lower, nats, *others) if math.isfinite(value)]
        end = max(known) + max(0.3 * (max(known) - min(0.0, *known)), 0.1)
        axis.annotate("", (end, 0), (lower, 0), arrowprops={"arrowstyle": "-|>", "color": _ACCENT, "linewidth": 2})
    axis.plot([lower, end], [0, 0], color=_ACCENT, linewidth=0 if math.isinf(upper) else 3, solid_capstyle="butt")
    axis.axvspan(lower, end, color=_ACCENT, alpha=0.08, linewidth=0, zorder=0)
    if math.isfinite(nats):
        axis.plot([nats], [0], "D", color=_ACCENT, markeredgecolor="white", markersize=7)


def _new_axes(lines: int) -> "Axes":
    with needed_by("plot()"):
        from matplotlib import pyplot
    return pyplot.subplots(figsize=(6.0, 0.8 + _LINE * lines), layout="constrained")[1]


def _name(one: Alternative) -> str:
    """The name of a method in at most two lines, with the misfit of a twin."""
    lines = wrap(one.method, _LONGEST, max_lines=2, placeholder=" …")
    if one.misfit is not None:
        lines[-1] += f" (misfit {one.misfit:.1f} SD)"
    return "\n".join(lines)
