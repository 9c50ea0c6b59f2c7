"""Information, loss and gradients against the epoch, as PDF and PNG (`infoplane.planes.figures.epochs`)."""

from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from infoplane.benchmarks.figures.style import PAGE, house_style, save
from infoplane.planes.figures.epochs import columns_of, draw_epochs

_COLUMNS = 4  # on a page


@house_style()
def draw(frame: pd.DataFrame, name: str, folder: Path) -> list[Path]:
    """Draw the figure. Return the files."""
    width = PAGE * max(1.0, columns_of(frame) / _COLUMNS)
    return save(draw_epochs(Figure(figsize=(width, 5.4), layout="constrained"), frame), folder / f"plane-{name}-epochs")
