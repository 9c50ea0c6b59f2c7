"""The information planes of the report: for each plane its figures, its last evaluation, and what to know of it."""

import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from infoplane.benchmarks.analysis.planes import summary
from infoplane.benchmarks.analysis.planes.remarks import remarks_of
from infoplane.benchmarks.analysis.tables import Lines
from infoplane.benchmarks.figures.style import house_style
from infoplane.benchmarks.units import Units
from infoplane.planes import PlaneRow
from infoplane.planes.figures.plane import draw_plane, shape_of
from infoplane.planes.rows.row import BOUNDS, is_exact

_SWEEP = "twelve-bits"  # has a figure and a table of its own in results/


@dataclass(frozen=True)
class PlaneSection:
    """A plane as the page shows it.

    Parameters
    ----------
    name : str
    figures : dict of str to str
        A figure for the default recipe, for exact values, and for one estimate, where they are: data URIs by estimator.
    header, lines : list of str, Lines
        The table of the last evaluation.
    epoch : int
        Of that evaluation.
    sentences : list of str
        Flags, whether layers compressed, and gaps to exact values.
    """

    name: str
    figures: dict[str, str]
    header: list[str]
    lines: Lines
    epoch: int
    sentences: list[str]


def plane_sections(frames: Mapping[str, pd.DataFrame], units: Units) -> list[PlaneSection]:
    """One section for each plane that has rows of the default recipe, by name."""
    return [
        _section(name, frame, units)
        for name, frame in frames.items()
        if BOUNDS in set(frame["estimator"]) and not name.startswith(_SWEEP)
    ]


def _section(name: str, frame: pd.DataFrame, units: Units) -> PlaneSection:
    empty = frame.astype(object).where(frame.notna(), None)
    rows = [PlaneRow(*line) for line in empty.itertuples(index=False, name=None)]
    header, lines = summary.last_evaluation(frame, units)
    figures = {estimator: _picture(frame, estimator) for estimator in _shown(list(dict.fromkeys(frame["estimator"])))}
    return PlaneSection(name, figures, header, lines, int(frame["epoch"].max()), remarks_of(rows, frame, units))


def _shown(estimators: Sequence[str]) -> list[str]:
    others = [name for name in estimators if name and name != BOUNDS and not is_exact(name)]
    return [BOUNDS, *(name for name in estimators if is_exact(name)), *others[:1]]


@house_style()
def _picture(frame: pd.DataFrame, estimator: str) -> str:
    layers = frame.loc[frame["estimator"] == estimator, "layer"].nunique()
    figure = Figure(figsize=(7.0, 2.0 * shape_of(layers)[0] + 0.4), layout="constrained")
    draw_plane(figure, frame, estimator)
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=110, metadata={"Software": None})  # equal rows give equal pages
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
