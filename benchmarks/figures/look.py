"""How large a figure is and how large its text: for a paper, for a talk, or as a journal asks.

Figures are laid out for a page 7 inches wide with text of 8 points. Within the block `looking`, `new_figure` makes them wider,
and `save` enlarges their text, lines and markers. The default changes nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from matplotlib.axis import Tick
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.text import Text

COLUMN, PAGE = 3.4, 7.0  # widths in inches of a journal's column and page
FONT = 8.0  # points


class Style(StrEnum):
    """What a figure is for."""

    paper = "paper"
    talk = "talk"


@dataclass(frozen=True)
class Look:
    """Inches that a page is wide, and points of the text.

    Parameters
    ----------
    width, font_size : float
    """

    width: float = PAGE
    font_size: float = FONT

    @property
    def wider(self) -> float:
        """The width as a multiple of the page that figures are laid out for."""
        return self.width / PAGE

    @property
    def larger(self) -> float:
        """The size of text as a multiple of that which figures are laid out for."""
        return self.font_size / FONT

    def size(self, width: float, height: float) -> tuple[float, float]:
        """Width and height in inches of a figure that is laid out with these; larger text makes it higher."""
        return width * self.wider, height * max(self.wider, self.larger)

    def fitting(self, characters: float) -> int:
        """How many characters stand where the layout has this many."""
        return max(int(characters * self.wider / self.larger), 1)


LOOKS = {Style.paper: Look(), Style.talk: Look(width=12.0, font_size=16.0)}
_CURRENT: ContextVar[Look] = ContextVar("look", default=LOOKS[Style.paper])


def look() -> Look:
    """The look of the block that this is called in."""
    return _CURRENT.get()


@contextmanager
def looking(style: Style | str = Style.paper, width: float | None = None, font_size: float | None = None) -> Iterator[None]:
    """Draw the figures of the block in a style; `width` (inches of a page) and `font_size` (points) overrule it.

    >>> with looking("talk", width=10.0):
    ...     look()
    Look(width=10.0, font_size=16.0)
    >>> look()
    Look(width=7.0, font_size=8.0)
    """
    base = LOOKS[Style(style)]
    token = _CURRENT.set(Look(width or base.width, font_size or base.font_size))
    try:
        yield
    finally:
        _CURRENT.reset(token)


def enlarge(figure: Figure, factor: float) -> None:
    """Make text, lines and markers of a finished figure larger, and lay it out anew."""
    if factor == 1:
        return
    axes = [axis for panel in figure.axes for axis in (panel.xaxis, panel.yaxis)]
    for axis in axes:
        axis.get_ticklabels()  # makes the ticks
    on_ticks = {id(part) for tick in figure.findobj(Tick) for part in tick.get_children()}
    for axis in axes:
        if major := axis.get_major_ticks():
            axis.set_tick_params("major", labelsize=factor * _points(major[0].label1))
        if minor := axis.get_minor_ticks():
            axis.set_tick_params("minor", labelsize=factor * _points(minor[0].label1))
    for text in figure.findobj(Text):
        if id(text) not in on_ticks:
            text.set_fontsize(factor * _points(text))
    for line in figure.findobj(Line2D):
        if id(line) not in on_ticks:
            line.set_linewidth(factor * line.get_linewidth())
            line.set_markersize(factor * line.get_markersize())
    for bars in figure.findobj(LineCollection):
        bars.set_linewidth((factor * np.atleast_1d(bars.get_linewidth())).tolist())
    if not isinstance(figure.get_layout_engine(), ConstrainedLayoutEngine):
        figure.tight_layout(w_pad=0.4, h_pad=0.6)


def _points(text: Text) -> float:
    return text.get_fontproperties().get_size_in_points()
