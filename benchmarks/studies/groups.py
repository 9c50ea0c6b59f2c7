"""The rows of a study, made in groups that are kept in the store: a study that was interrupted makes what is missing."""

import time
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from infoplane.benchmarks.storage.atomic import writing

Progress: TypeAlias = Callable[[int, int, float], None]


def rows_of(
    make: Callable[..., pd.DataFrame], groups: Mapping[str, tuple[Any, ...]], folder: Path, report: Progress
) -> pd.DataFrame:
    """Make the groups of rows that the folder does not have.

    Parameters
    ----------
    make : callable
        Makes the rows of a group from its arguments.
    groups : mapping of str to tuple
        The arguments, by the key of the group: the name of its file.
    folder : Path
    report : callable
        Called with the number of finished groups, the number of all, and the estimated seconds that remain.

    Returns
    -------
    DataFrame
        The rows of all groups, in their order.
    """
    places = {key: folder / f"{key}.csv" for key in groups}
    missing = [key for key, path in places.items() if not path.exists()]
    begun = time.monotonic()
    for made, key in enumerate(missing, start=1):
        places[key].parent.mkdir(parents=True, exist_ok=True)
        write(make(*groups[key]), places[key])
        left = len(missing) - made
        report(len(groups) - left, len(groups), left * (time.monotonic() - begun) / made)
    return pd.concat(map(pd.read_csv, places.values()), ignore_index=True)


def write(rows: pd.DataFrame, path: Path) -> Path:
    """Write rows as CSV, six digits of each value."""
    with writing(path) as file:
        rows.to_csv(file, index=False, float_format="%.6g", lineterminator="\n")
    return path


def shipped(file: Path) -> pd.DataFrame:
    """The committed rows in a file of the folder of results."""
    with files("infoplane.results").joinpath(*file.parts).open("rb") as opened:
        return pd.read_csv(opened)
