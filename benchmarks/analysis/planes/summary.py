"""Committed planes, rows in other units, and a table of the last evaluation."""

from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import pandas as pd

from infoplane.benchmarks.storage.atomic import writing
from infoplane.benchmarks.units import Units
from infoplane.planes.rows.files import read_rows
from infoplane.planes.rows.frame import NUMBERS, QUANTITIES, SEEN, frame_of
from infoplane.planes.rows.row import ENTROPY, INPUT

_NEAR = 0.05  # nats below ln n from which on an upper end says no more than ln n


def write(frame: pd.DataFrame, path: Path) -> Path:
    """Write the rows as CSV, without the column of seconds: equal numbers give equal files."""
    with writing(path) as file:
        frame.drop(columns="seconds").to_csv(file, index=False)
    return path


def shipped() -> dict[str, pd.DataFrame]:
    """The committed planes, by name."""
    folder = files("infoplane.results") / "planes"
    found = {}
    for source in sorted(folder.iterdir(), key=lambda source: source.name) if folder.is_dir() else ():
        if source.name.endswith(".csv"):
            with as_file(source) as path:
                found[source.name.removesuffix(".csv")] = frame_of(read_rows(path))
    return found


def rows_in_units(frame: pd.DataFrame, units: Units) -> pd.DataFrame:
    """The rows with information in other units; rows of metrics do not change."""
    information = frame["quantity"].isin((*QUANTITIES, ENTROPY))
    return frame.assign(
        **{name: frame[name].where(~information, frame[name] * units.per_nat) for name in NUMBERS if name != "seconds"},
    )


def last_evaluation(frame: pd.DataFrame, units: Units) -> tuple[list[str], list[list[str]]]:
    """Header and lines of the last evaluation: a line for each part and layer, a column for each estimator and quantity.

    One run: the value, its standard error, and the upper end where one below ln n is known. Several runs: mean and range.
    """
    rows = frame[frame["quantity"].isin(QUANTITIES) & (frame["epoch"] == frame["epoch"].max())]
    columns = [(name, axis) for name in dict.fromkeys(rows["estimator"]) for axis in QUANTITIES]
    header = ["part", "layer", *(f"{axis} {name} ({units})" for name, axis in columns)]
    cells = dict(_cells(rows, units))
    places = list(dict.fromkeys(zip(rows["part"], rows["layer"], strict=True)))
    return header, [[*place, *(cells.get((*place, *column), "-") for column in columns)] for place in places]


def _cells(rows: pd.DataFrame, units: Units) -> Iterator[tuple[tuple[str, ...], str]]:
    for keys, own in rows.groupby(["part", "layer", "estimator", "quantity"], sort=False):
        seen = own[own["status"].isin(SEEN)]
        if seen.empty:
            yield keys, "infinite" if (own["status"] == "infinite").any() else "-"
        elif len(seen) > 1:
            low, mean, high = (getattr(seen["value"], name)() * units.per_nat for name in ("min", "mean", "max"))
            yield keys, f"{mean:.2f} ({low:.2f} to {high:.2f})"
        else:
            yield keys, _entry(seen.iloc[0], units)


def _entry(row: pd.Series, units: Units) -> str:
    said = f"{row['value'] * units.per_nat:.2f}"
    if not pd.isna(row["stderr"]):
        said += f" ±{row['stderr'] * units.per_nat:.2f}"
    if row["quantity"] == INPUT and row["upper"] < np.log(row["n"]) - _NEAR:
        said += f" ≤ {row['upper'] * units.per_nat:.2f}"
    return said
