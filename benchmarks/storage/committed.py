"""The committed rows that ship with the package, which tables, figures and comparisons use before anything is run."""

from collections.abc import Mapping, Sequence
from importlib.resources import files

import pandas as pd

from infoplane.benchmarks.suites.protocol import Cell
from infoplane.benchmarks.suites.registry import SUITES

from .exchange import read_csv
from .row import Row

_ENDINGS = (".csv", ".csv.gz")


def shipped_rows(suite: str, columns: Sequence[str] = Row._fields) -> pd.DataFrame:
    """These columns of the committed rows of a suite; an empty frame if it has none."""
    for ending in _ENDINGS:
        source = files("infoplane.results") / f"{suite}{ending}"
        if source.is_file():
            with source.open("rb") as file:
                return read_csv(file, "gzip" if ending == ".csv.gz" else None, columns)
    return pd.DataFrame(columns=list(columns))


def shipped_suites() -> list[str]:
    """The suites that have committed rows, those of a seed last."""
    stems = {
        file.name.removesuffix(ending)
        for ending in _ENDINGS
        for file in files("infoplane.results").iterdir()
        if file.name.endswith(ending)
    }
    return [*(name for name in SUITES if name in stems), *sorted(name for name in stems - {*SUITES} if name in SUITES)]


def shipped_seconds(suite: str) -> dict[tuple[str, int], float]:
    """Mean seconds of a cell by (estimator, n), from the committed rows of a suite."""
    rows = shipped_rows(suite, ("estimator", "n", "seconds"))
    return rows.groupby(["estimator", "n"])["seconds"].mean().dropna().to_dict()


def combined(stored: pd.DataFrame, suite: str) -> pd.DataFrame:
    """Rows of the store, then committed rows of cells that the store does not have."""
    shipped = shipped_rows(suite)
    missing = shipped[~shipped["cell"].isin(stored["cell"])]
    if stored.empty or missing.empty:
        return missing if stored.empty else stored
    return pd.concat([stored.astype(missing.dtypes.to_dict()), missing], ignore_index=True)


def of_cells(rows: pd.DataFrame, cells: Mapping[str, Cell]) -> pd.DataFrame:
    """The rows of these cells, with each cell's own label and its task's family, in the order of the cells."""
    places = pd.DataFrame(
        [(key, cell.label, cell.task.family or cell.task.id) for key, cell in cells.items()],
        columns=["cell", "estimator", "family"],
    )
    return places.merge(rows.drop(columns=["estimator", "family"], errors="ignore"), on="cell", how="inner")
