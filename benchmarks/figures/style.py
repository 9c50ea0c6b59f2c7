"""One style for every figure: readable in grey, at column width, and by the colour-blind.

Curves differ in marker and dash as well as in colour.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from infoplane.benchmarks.storage.atomic import replacing

COLUMN, PAGE = 3.4, 7.0  # widths in inches of a journal's column and page

# Okabe and Ito's palette, dark to light so that the order survives grey.
COLOURS = ("#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7")
MARKERS = ("o", "s", "^", "D", "v")
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))

# One look an estimator in all figures: colour, marker, dash. Estimators without one are left to the tables.
_LOOKS: dict[str, tuple[str, str, Any]] = {
    "G+WKL": ("#000000", "o", "-"),
    "WKL": ("#0072B2", "s", "--"),
    "KL": ("#D55E00", "^", "-."),
    "KSG": ("#009E73", "D", ":"),
    "KDE": ("#CC79A7", "v", (0, (5, 1, 1, 1, 1, 1))),
    "MINE": ("#56B4E9", "P", "-"),
    "InfoNCE": ("#E69F00", "X", "--"),
    "NWJ": ("0.55", "p", ":"),
    "LNC": ("#E69F00", "X", "--"),
    "Gaussian": ("0.55", "<", "--"),
    "Gaussian copula": ("#E69F00", ">", "-."),
    "Histogram": ("#56B4E9", "h", "-"),
    "Mixed KSG": ("#000000", "d", ":"),
    "Ross": ("#E69F00", "p", "-"),
    "Plug-in": ("#0072B2", "P", "-"),
    "Plug-in, uncorrected": ("#D55E00", "X", "--"),
}
_HOLLOW = {"raw KSG": "KSG", "PCA+KDE": "KDE"}
CEILING = "truth above ceiling"


def shown(estimator: str) -> str:
    """The name in the legend: behind an autoencoder an estimator keeps its own, for it has a panel of its own."""
    return estimator.removeprefix("AE+")


def has_look(estimator: str) -> bool:
    """Whether figures show this estimator."""
    return shown(estimator) in _LOOKS or estimator in _HOLLOW


def look(estimator: str) -> dict[str, Any]:
    """How the curve of an estimator is drawn, as matplotlib's arguments."""
    name = shown(estimator)
    colour, marker, dash = _LOOKS[_HOLLOW.get(name, name)]
    face = "white" if name in _HOLLOW else colour
    return {"label": name, "color": colour, "marker": marker, "linestyle": dash, "markerfacecolor": face}


def use_style() -> None:
    """Set the style for the figures made from here on."""
    mpl.use("Agg")
    sns.set_theme(
        context="paper",
        style="ticks",
        rc={
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
        },
    )


def title(name: str) -> str:
    """The name of a family or distribution as the title of a panel."""
    return name.replace("-parameters", "\nparameters").replace("-", " ")


def plain_log_ticks(axis: Axis) -> None:
    """Plain numbers on a logarithmic axis, 0.1 and not a power of ten; every second one within fewer than two decades."""
    low, high = axis.get_view_interval()
    axis.set_major_locator(LogLocator(subs=(1, 2, 5) if high < 60 * low else (1,), numticks=12))
    axis.set_major_formatter("{x:g}")
    axis.set_minor_formatter(NullFormatter())


def epoch_ticks(last: int) -> list[int]:
    """0 and the powers of ten up to the last epoch."""
    return [0, *(10**power for power in range(len(str(last))))]


def epoch_axis(axis: Axes, last: int) -> None:
    """Epochs from 0 on, evenly in their logarithm from 1 on."""
    axis.set_xlabel("epoch")
    axis.set_xscale("symlog", linthresh=1)
    axis.set_xlim(left=-0.1)
    axis.set_xticks(epoch_ticks(last), [f"{tick:,}" for tick in epoch_ticks(last)])
    axis.minorticks_off()


def legend_below(figure: Figure, columns: int, order: Sequence[str] = (*_LOOKS, *_HOLLOW)) -> None:
    """One legend of all panels, below them; the names of `order` first, the others as they come."""
    found = [axis.get_legend_handles_labels() for axis in figure.axes]
    handles = {label: handle for pair in found for handle, label in zip(*pair, strict=True)}
    names = [*(name for name in order if name in handles), *(name for name in handles if name not in order)]
    figure.legend(
        [handles[name] for name in names],
        names,
        loc="upper center",
        ncol=columns,
        frameon=False,
        bbox_to_anchor=(0.5, 0.0),
    )


def save(figure: Figure, stem: Path) -> list[Path]:
    """Write PDF and PNG beside each other; without dates, so that equal rows give equal files."""
    written = []
    for suffix, metadata in ((".pdf", {"CreationDate": None}), (".png", {"Software": None})):
        path = stem.with_suffix(suffix)
        with replacing(path) as temporary:
            figure.savefig(temporary, bbox_inches="tight", metadata=metadata)
        written.append(path)
    return written
