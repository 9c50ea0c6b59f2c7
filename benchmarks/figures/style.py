"""The style of all figures: readable in grey, at column width, and by the colour-blind.

Curves differ in marker and dash as well as in colour. `house_style` sets matplotlib's parameters inside one function only, and
`new_figure` makes a figure that needs no backend: the user's own settings, backend and open figures do not change.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from textwrap import fill
from typing import Any

import numpy as np
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.style import context
from numpy.typing import NDArray

from infoplane.benchmarks import words
from infoplane.benchmarks.storage.atomic import replacing

from .look import COLUMN, PAGE, enlarge, look

__all__ = ["COLUMN", "PAGE"]

# Colour, marker and dash of each estimator, the same in all figures. Other estimators are only in the tables.
_STYLES: dict[str, tuple[str, str, Any]] = {
    "auto": ("#882255", "*", "-"),
    "auto, fast": ("#AA4499", "H", (0, (3, 1))),
    "G+WKL": ("#000000", "o", "-"),
    "bounds": ("#882255", "*", "-"),  # the default recipe of information planes
    "WKL": ("#0072B2", "s", "--"),
    "KL": ("#D55E00", "^", "-."),
    "KSG": ("#009E73", "D", ":"),
    "KDE": ("#CC79A7", "v", (0, (5, 1, 1, 1, 1, 1))),
    "MINE": ("#56B4E9", "P", "-"),
    "InfoNCE": ("#E69F00", "X", "--"),
    "NWJ": ("0.55", "p", ":"),
    "LNC": ("#999933", "X", "--"),
    "Gaussian": ("0.55", "<", "--"),
    "Gaussian copula": ("#E69F00", ">", "-."),
    "Histogram": ("#56B4E9", "h", "-"),
    "Mixed KSG": ("#000000", "d", ":"),
    "Ross": ("#E69F00", "p", "-"),
    "Plug-in": ("#0072B2", "P", "-"),
    "Plug-in, uncorrected": ("#D55E00", "X", "--"),
    "Chao-Shen": ("#009E73", "v", "-."),
    "NSB": ("#CC79A7", "^", "-"),
    "Dirichlet mixture": ("#E69F00", "D", "-"),
}
_HOLLOW = {"raw KSG": "KSG", "PCA+KDE": "KDE"}  # drawn as the estimator on the right, with white markers
CEILING = "true MI above ceiling"
_TIE = "\N{NO-BREAK SPACE}"
_INCHES, _HANDLE = 0.062, 0.55  # of a letter in a legend, and of the sample of a line beside it

_PARAMETERS = {
    "font.size": 8,
    "axes.labelsize": 8,
    "axes.titlesize": 8,
    "legend.fontsize": 8,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "lines.linewidth": 1.1,
    "lines.markersize": 3.5,
    "axes.grid": True,
    "grid.color": "0.92",
    "grid.linewidth": 0.6,
    "figure.dpi": 100,
    "savefig.dpi": 220,
    "pdf.fonttype": 42,
}


@contextmanager
def house_style() -> Iterator[None]:
    """Matplotlib's parameters for our figures, inside the context or the decorated function only.

    The parameters start from matplotlib's defaults, so equal rows give equal files whatever the user has set.
    """
    with context(["default", sns.axes_style("ticks"), sns.plotting_context("paper"), _PARAMETERS]):
        yield


def new_figure(
    lines: int, columns: int, width: float, height: float, layout: Any = "constrained", **shared: Any
) -> tuple[Figure, NDArray]:
    """A figure of this size in inches, and its axes, an array (lines, columns). `shared` is sharex and sharey of `subplots`.

    The size is that of the layout; `look` may make the figure larger.
    """
    figure = Figure(figsize=look().size(width, height), layout=layout)
    return figure, figure.subplots(lines, columns, squeeze=False, **shared)


def shown(estimator: str) -> str:
    """The name in the legend. "AE+" is left out: estimators behind an autoencoder have their own panels."""
    return estimator.removeprefix("AE+")


def has_curve(estimator: str) -> bool:
    """Whether figures show this estimator."""
    return shown(estimator) in _STYLES or estimator in _HOLLOW


def curve_style(estimator: str) -> dict[str, Any]:
    """Label in words, colour, marker and dash of an estimator's curve, as arguments of matplotlib."""
    name = shown(estimator)
    colour, marker, dash = _STYLES[_HOLLOW.get(name, name)]
    face = "white" if name in _HOLLOW else colour
    return {"label": words.estimator(name), "color": colour, "marker": marker, "linestyle": dash, "markerfacecolor": face}


def title(name: str, characters: int = 26) -> str:
    """The name of a family or distribution in words, as the title of a panel, in lines of so many characters."""
    whole = re.sub(r" (?=\+ \d|\d+ dimensions|dimensions|× \d|\d+ pixels|pixels)", _TIE, words.family(name))
    return fill(whole, look().fitting(characters), break_long_words=False).replace(_TIE, " ")


def legend_below(figure: Figure, columns: int, order: Sequence[str] = (*_STYLES, *_HOLLOW)) -> None:
    """One legend for all panels, below them, of at most so many columns: first the names in `order`, then the others."""
    found = [axis.get_legend_handles_labels() for axis in figure.axes]
    handles = {label: handle for pair in found for handle, label in zip(*pair, strict=True)}
    order = [words.estimator(name) for name in order]
    names = [*(name for name in order if name in handles), *(name for name in handles if name not in order)]
    figure.legend(
        [handles[name] for name in names],
        names,
        loc="upper center",
        ncol=_columns(names, columns, figure.get_figwidth()),
        frameon=False,
        bbox_to_anchor=(0.5, 0.0),
    )


def _columns(names: Sequence[str], most: int, inches: float) -> int:
    """The largest number of columns whose longest names stand side by side in so many inches."""
    lengths = list(map(len, names))
    for count in range(min(most, len(names)), 1, -1):
        widths = [look().larger * (_INCHES * max(part) + _HANDLE) for part in np.array_split(lengths, count)]
        if sum(widths) <= inches:
            return count
    return 1


def save(figure: Figure, stem: Path) -> list[Path]:
    """Write a PDF and a PNG, without dates: equal figures give equal files. Return both paths."""
    enlarge(figure, look().larger)
    written = []
    for suffix, metadata in ((".pdf", {"CreationDate": None}), (".png", {"Software": None})):
        path = stem.with_name(f"{stem.name}{suffix}")
        with replacing(path) as temporary:
            figure.savefig(temporary, bbox_inches="tight", metadata=metadata)
        written.append(path)
    return written
