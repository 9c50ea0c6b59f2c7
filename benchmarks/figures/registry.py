"""The figures of a suite: every module here that fits its summary.

A figure is a module with `fits(summary)` and `draw(summary, output)`, whose file is named like it.
"""

from pathlib import Path

import pandas as pd

from . import bias_against_truth, dimension_sweep, error_against_size, estimate_against_truth, time_against_error

FIGURES = (estimate_against_truth, bias_against_truth, error_against_size, time_against_error, dimension_sweep)
# The suites a figure was made for; files of other suites carry the suite's name.
_HOMES = {estimate_against_truth: "images", error_against_size: "sample-size", dimension_sweep: "dimension"}


def draw_figures(suite: str, summary: pd.DataFrame, folder: Path) -> list[Path]:
    """Draw every figure that the summary of a suite has, into a folder.

    Returns
    -------
    list of Path
        The files written: a PDF and a PNG a figure; none where no figure fits.
    """
    written = []
    for figure in FIGURES:
        if figure.fits(summary):
            stem = figure.__name__.rpartition(".")[2]
            written += figure.draw(summary, folder / (stem if _HOMES.get(figure) == suite else f"{stem}-{suite}"))
    return written
