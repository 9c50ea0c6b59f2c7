"""The committed rows that ship with the package: what tables, figures and comparisons use before anything is run."""

import warnings
from importlib.resources import files

import pandas as pd

from infoplane.benchmarks.suites.registry import SUITES

from .exchange import read_csv
from .row import Row

_ENDINGS = (".csv", ".csv.gz")


def shipped_rows(suite: str) -> pd.DataFrame:
    """The committed rows of a suite; none if the suite has none."""
    for ending in _ENDINGS:
        source = files("infoplane.results") / f"{suite}{ending}"
        if source.is_file():
            with source.open("rb") as file:
                return read_csv(file, "gzip" if ending == ".csv.gz" else None)
    return pd.DataFrame(columns=list(Row._fields))


def shipped_suites() -> list[str]:
    """The suites that have committed rows."""
    return [name for name in SUITES if any((files("infoplane.results") / f"{name}{ending}").is_file() for ending in _ENDINGS)]


def shipped_seconds(suite: str) -> dict[tuple[str, int], float]:
    """Mean seconds of a cell by (estimator, n), from the committed rows of a suite."""
    return shipped_rows(suite).groupby(["estimator", "n"])["seconds"].mean().dropna().to_dict()


def combined(stored: pd.DataFrame, suite: str) -> pd.DataFrame:
    """Rows of the store, then committed rows of cells that the store does not have."""
    shipped = shipped_rows(suite)
    missing = shipped[~shipped["cell"].isin(stored["cell"])]
    if stored.empty or missing.empty:
        return missing if stored.empty else stored
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # all-empty columns keep their dtype, which is what is wanted
        return pd.concat([stored, missing], ignore_index=True)
