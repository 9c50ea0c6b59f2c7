"""The committed rows that ship with the package: what tables, figures and comparisons use before anything is run."""

import warnings
from importlib.resources import files

import pandas as pd

from .rows import Row


def shipped_rows(suite: str) -> pd.DataFrame:
    """The committed rows of a suite; none if the suite has none."""
    for compression, ending in ((None, "csv"), ("gzip", "csv.gz")):
        source = files("infoplane.results") / f"{suite}.{ending}"
        if source.is_file():
            with source.open("rb") as file:
                return pd.read_csv(
                    file, compression=compression, keep_default_na=False, na_values={name: [""] for name in _NUMBERS}
                )
    return pd.DataFrame(columns=list(Row._fields))


_NUMBERS = [name for name, kind in Row.__annotations__.items() if kind is not str]


def combined(stored: pd.DataFrame, suite: str) -> pd.DataFrame:
    """Rows of the store, then committed rows of cells that the store does not have."""
    shipped = shipped_rows(suite)
    missing = shipped[~shipped["cell"].isin(stored["cell"])]
    if stored.empty or missing.empty:
        return missing if stored.empty else stored
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # all-empty columns keep their dtype, which is what is wanted
        return pd.concat([stored, missing], ignore_index=True)
