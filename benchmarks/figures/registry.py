"""The figures of a suite: every figure that fits the summary of its rows.

A figure is a module with `fits(summary)` and `draw(summary, output)`. Its files have the name of the module.
"""

from pathlib import Path

import pandas as pd

from . import bias_against_true_mi, estimate_against_true_mi, time_against_error
from .paper import registry as paper
from .style import has_curve
from .sweeps import (
    dimension_sweep,
    error_against_code_size,
    error_against_size,
    error_of_divergences,
    noise_bracket,
    pairs_needed,
)

FIGURES = (
    *(estimate_against_true_mi, bias_against_true_mi, error_against_size),
    *(time_against_error, dimension_sweep, error_against_code_size, error_of_divergences, noise_bracket),
)
# The suite that a figure was made for. The files of other suites carry the name of the suite too.
_HOMES = {
    estimate_against_true_mi: "images",
    error_against_size: "sample-size",
    dimension_sweep: "dimension",
    error_against_code_size: "code-size",
    error_of_divergences: "divergences",
    noise_bracket: "images-noisy",
}
_OWN_CURVES = (error_against_code_size, error_of_divergences)  # whose curves are not those of the baselines
_PAPER = "paper"  # has figures of its own
_NEEDS = "needs"


def draw_figures(suite: str, summary: pd.DataFrame, folder: Path) -> list[Path]:
    """Draw every figure that fits the summary of a suite.

    Parameters
    ----------
    suite : str
        Name of the suite.
    summary : DataFrame
        As `analysis.summary.summarise` gives it.
    folder : Path

    Returns
    -------
    list of Path
        A PDF and a PNG for each figure; empty where no figure fits.
    """
    if suite == _PAPER:
        return [path for letter in paper.LETTERS for path in paper.draw(letter, summary, folder)]
    if suite == _NEEDS:  # every other figure would have a panel for each of dozens of tasks
        return pairs_needed.draw(summary, folder / "pairs_needed")
    written = pairs_needed.draw(summary, folder / f"pairs_needed-{suite}") if pairs_needed.fits(summary) else []
    for figure in FIGURES:
        if figure.fits(summary) and (figure in _OWN_CURVES or summary["estimator"].map(has_curve).any()):
            stem = figure.__name__.rpartition(".")[2]
            written += figure.draw(summary, folder / (stem if _HOMES.get(figure) == suite else f"{stem}-{suite}"))
    return written
