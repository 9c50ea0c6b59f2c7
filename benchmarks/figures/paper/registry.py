"""The figures by their letters: which families a figure shows, and what draws it."""

from pathlib import Path

import pandas as pd

from infoplane.benchmarks.figures.sweeps import dimension_sweep

from . import estimates

_PIXELS = "KSG on pixels: the maximum norm sees only the pixel that differs most"
_FAMILIES = {
    "A": (("normal-4x4", "normal-10x4", "uniform-4x4", "uniform-10x4"), ""),
    "B": (("labels",), ""),
    "C": (("bumps-16x16",), _PIXELS),
    "D": (("rectangles-32x32",), _PIXELS),
    "E": (("correlated-bumps-32x32",), _PIXELS),
    "F": (("bumps-16x16", "rectangles-32x32"), ""),
    "G": (("anti-pca",), ""),
}
LETTERS = tuple(_FAMILIES)


def draw(letter: str, summary: pd.DataFrame, folder: Path) -> list[Path]:
    """Draw one figure from the summary of its rows. Return the files.

    Parameters
    ----------
    letter : str
        One of A to G.
    summary : DataFrame
        Of the rows of that figure, or of the whole suite.
    folder : Path
    """
    families, note = _FAMILIES[letter]
    written = estimates.draw(summary, families, folder / f"paper-{letter}", note)
    if letter == "A" and dimension_sweep.fits(summary):
        written += dimension_sweep.draw(summary, folder / "paper-A-dimension")
    return written
