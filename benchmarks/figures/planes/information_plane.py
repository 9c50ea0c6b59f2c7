"""Information planes as PDF and PNG, one for each estimator: `infoplane.planes.figures.plane` says what they show."""

from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from infoplane.benchmarks import words
from infoplane.benchmarks.figures.look import look
from infoplane.benchmarks.figures.style import PAGE, house_style, save
from infoplane.planes.figures.plane import draw_plane, shape_of


@house_style()
def draw(frame: pd.DataFrame, name: str, folder: Path) -> list[Path]:
    """Draw one figure for each estimator. Return the files."""
    written = []
    rows = frame[(frame["layer"] != "") & (frame["estimator"] != "")]
    for estimator, own in rows.groupby("estimator", sort=False):
        height = 2.0 * shape_of(own["layer"].nunique())[0] + 0.4
        in_words = words.estimator(str(estimator))
        named = frame.assign(estimator=frame["estimator"].replace({estimator: in_words}))
        figure = Figure(figsize=look().size(PAGE, height), layout="constrained")
        draw_plane(figure, named, in_words, words.study(name))
        written += save(figure, folder / f"plane-{name}-{str(estimator).lower().replace(' ', '-')}")
    return written
