"""Information planes as PDF and PNG, one for each estimator: `infoplane.planes.figures.plane` says what they show."""

from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from infoplane.benchmarks.figures.style import PAGE, house_style, save
from infoplane.planes.figures.plane import draw_plane, shape_of


@house_style()
def draw(frame: pd.DataFrame, name: str, folder: Path) -> list[Path]:
    """Draw one figure for each estimator. Return the files."""
    written = []
    rows = frame[(frame["layer"] != "") & (frame["estimator"] != "")]
    for estimator, own in rows.groupby("estimator", sort=False):
        height = 2.0 * shape_of(own["layer"].nunique())[0] + 0.4
        figure = draw_plane(Figure(figsize=(PAGE, height), layout="constrained"), frame, str(estimator), name)
        written += save(figure, folder / f"plane-{name}-{str(estimator).lower().replace(' ', '-')}")
    return written
