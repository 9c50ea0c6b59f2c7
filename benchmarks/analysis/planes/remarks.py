"""All that is said about the rows of a plane, in sentences: for the command and for the report page."""

from collections.abc import Sequence

import pandas as pd

from infoplane.benchmarks.units import Units
from infoplane.planes import PlaneRow
from infoplane.planes.rows.cost import cost_remarks
from infoplane.planes.rows.limits import remarks

from . import compressions, gaps, shown_falls


def remarks_of(rows: Sequence[PlaneRow], frame: pd.DataFrame, units: Units) -> list[str]:
    """Flags, which layers fell, which shown falls were real, gaps to exact values, and the cost of an evaluation.

    Parameters
    ----------
    rows : sequence of PlaneRow
    frame : DataFrame
        The same rows.
    units : Units
    """
    return [
        *remarks(rows),
        *compressions.remarks_of(rows),
        *shown_falls.remarks_of(rows, units),
        *gaps.gap_remarks(frame, units),
        *cost_remarks(rows),
    ]
