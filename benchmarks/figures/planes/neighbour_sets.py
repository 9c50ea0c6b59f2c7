"""Neighbour sets through depth, as PDF and PNG (`infoplane.planes.figures.neighbours`)."""

from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from infoplane.benchmarks.figures.style import PAGE, house_style, save
from infoplane.planes.figures.neighbours import draw_neighbours


@house_style()
def draw(frame: pd.DataFrame, name: str, folder: Path) -> list[Path]:
    """Draw the figure. Return the files."""
    return save(draw_neighbours(Figure(figsize=(PAGE, 3.2), layout="constrained"), frame), folder / f"neighbours-{name}")
