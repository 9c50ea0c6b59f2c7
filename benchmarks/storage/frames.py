"""Rows in full as a data frame, and back: for files, for the report, for whoever asks for every column."""

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from infoplane.benchmarks.suites.protocol import Cell

from .row import Row


def frame_of(rows: Iterable[Row]) -> pd.DataFrame:
    """Rows as a data frame with the columns of `Row`."""
    return pd.DataFrame(list(rows), columns=list(Row._fields))


def rows_of(frame: pd.DataFrame) -> Iterator[Row]:
    """Such a data frame's rows, with None where it has NaN; other columns are left."""
    plain = frame[list(Row._fields)].astype(object)
    return map(Row._make, plain.where(plain.notna(), None).itertuples(index=False))


def of_cells(rows: pd.DataFrame, cells: Mapping[str, Cell]) -> pd.DataFrame:
    """The rows of these cells, with each cell's own label and its task's family, in the order of the cells."""
    places = pd.DataFrame(
        [(key, cell.label, cell.task.family or cell.task.id) for key, cell in cells.items()],
        columns=["cell", "estimator", "family"],
    )
    return places.merge(rows.drop(columns=["estimator", "family"], errors="ignore"), on="cell", how="inner")
