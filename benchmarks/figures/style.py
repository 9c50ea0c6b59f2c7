"""One style for every figure: readable in grey, at column width, and by the colour-blind.

Curves differ in marker and dash as well as in colour.
"""

from pathlib import Path

import matplotlib as mpl
import seaborn as sns
from matplotlib.figure import Figure

COLUMN, PAGE = 3.4, 7.0  # widths in inches of a journal's column and page

# Okabe and Ito's palette, dark to light so that the order survives grey.
COLOURS = ("#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7")
MARKERS = ("o", "s", "^", "D", "v")
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))


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


def save(figure: Figure, stem: Path) -> list[Path]:
    """Write PDF and PNG beside each other; without dates, so that equal rows give equal files."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    written = []
    for suffix, metadata in ((".pdf", {"CreationDate": None}), (".png", {"Software": None})):
        path = stem.with_suffix(suffix)
        figure.savefig(path, bbox_inches="tight", metadata=metadata)
        written.append(path)
    return written
