"""Rows of an information plane as a data frame, a table of its last evaluation, and remarks on impossible estimates."""

from collections.abc import Sequence
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from infoplane.benchmarks.storage.atomic import writing
from infoplane.benchmarks.units import Units
from infoplane.planes import PlaneRow
from infoplane.planes.recording.rows import EXACT, INPUT, LABEL

QUANTITIES = (INPUT, LABEL)
_NUMBERS, _TEXTS = ("value", "stderr", "seconds"), ("layer", "estimator", "message")
_ERRORS = 2.0  # standard errors beyond a limit, from which on an estimate counts as impossible


def frame_of(rows: Sequence[PlaneRow]) -> pd.DataFrame:
    """Rows as a data frame with the columns of `PlaneRow`."""
    frame = pd.DataFrame(list(rows), columns=list(PlaneRow._fields))
    return frame.astype(dict.fromkeys(_NUMBERS, float))


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
            with source.open("rb") as file:
                frame = pd.read_csv(file, dtype=dict.fromkeys(_TEXTS, str))
            found[source.name.removesuffix(".csv")] = frame.fillna(dict.fromkeys(_TEXTS, ""))
    return found


def rows_in_units(frame: pd.DataFrame, units: Units) -> pd.DataFrame:
    """The rows with information in other units; rows of metrics do not change."""
    information = frame["quantity"].isin((*QUANTITIES, "H(Y)"))
    return frame.assign(
        **{name: frame[name].where(~information, frame[name] * units.per_nat) for name in ("value", "stderr")},
    )


def information(frame: pd.DataFrame) -> pd.DataFrame:
    """The points of the plane: one line for each part, estimator, layer and epoch, from the finished estimates.

    Returns
    -------
    DataFrame
        Columns part, estimator, layer, epoch, x and x_se (I(X;L) and its standard error), y and y_se (I(L;Y)), in nats. The
        layers have the order of the network.
    """
    found = frame[frame["quantity"].isin(QUANTITIES) & (frame["status"] == "ok")]
    wide = found.pivot(index=["part", "estimator", "layer", "epoch"], columns="quantity", values=["value", "stderr"])
    wide.columns = [
        f"{'x' if quantity == INPUT else 'y'}{'_se' if kind == 'stderr' else ''}" for kind, quantity in wide.columns
    ]
    order = {layer: place for place, layer in enumerate(frame["layer"].drop_duplicates())}
    return wide.reset_index().sort_values(
        ["part", "estimator", "layer", "epoch"], key=lambda column: column.map(order) if column.name == "layer" else column
    )


def label_entropy(frame: pd.DataFrame, part: str) -> float:
    """H(Y) of a part in nats; NaN for a regression, which has no such row."""
    found = frame.loc[(frame["quantity"] == "H(Y)") & (frame["part"] == part), "value"]
    return float(found.iloc[0]) if len(found) else float("nan")


def last_evaluation(frame: pd.DataFrame, units: Units) -> tuple[list[str], list[list[str]]]:
    """Header and lines of the last evaluation: a line for each part and layer, a column for each estimator and quantity."""
    points = information(rows_in_units(frame, units))
    points = points[points["epoch"] == points["epoch"].max()]
    estimators = list(dict.fromkeys(points["estimator"]))
    header = ["part", "layer", *(f"{axis} {name} ({units})" for name in estimators for axis in QUANTITIES)]
    lines = []
    for (part, layer), own in points.groupby(["part", "layer"], sort=False):
        by_estimator = own.set_index("estimator")
        line = [str(part), str(layer)]
        for name in estimators:
            for axis in ("x", "y"):
                line.append(_entry(by_estimator.loc[name], axis) if name in by_estimator.index else "-")
        lines.append(line)
    return header, lines


def remarks(frame: pd.DataFrame, units: Units) -> list[str]:
    """Sentences that count the estimates that no true MI can have, over all evaluations, and the estimates that failed."""
    said = []
    points = information(frame)
    for (part, estimator), own in points.groupby(["part", "estimator"], sort=False):
        if estimator == EXACT:
            continue
        entropy = label_entropy(frame, str(part))
        above = int((own["y"] - _ERRORS * own["y_se"].fillna(0) > entropy).sum())
        negative = int((own["x"] + _ERRORS * own["x_se"].fillna(0) < 0).sum())
        said.append(
            f"{part}, {estimator}, {len(own):,} evaluations of layers: I(L;Y) exceeds H(Y) = {entropy * units.per_nat:.3f} "
            f"{units} in {above:,}, and I(L;Y) of the layer before in {int(violations(own).sum()):,}; I(X;L) is below 0 in "
            f"{negative:,}. Only differences of more than {_ERRORS:g} standard errors count."
        )
    failed = frame[frame["status"] != "ok"]
    if len(failed):
        said.append(f"{len(failed):,} estimates failed; the first: {failed['message'].iloc[0]}")
    return said


def violations(points: pd.DataFrame) -> pd.Series:
    """Which points have an I(L;Y) that exceeds I(L;Y) of the layer before by over two standard errors of the difference.

    A true I(L;Y) cannot: by the data-processing inequality it never grows from layer to layer.

    Parameters
    ----------
    points : DataFrame
        As `information` gives them.

    Returns
    -------
    Series of bool
        With the index of the points.
    """
    order = list(dict.fromkeys(points["layer"]))
    before = points.assign(layer=points["layer"].map(dict(pairwise(order))).astype(object))  # none follows the last
    keys = ["part", "estimator", "layer", "epoch"]
    both = points.merge(before[[*keys, "y", "y_se"]], on=keys, how="left", suffixes=("", "_before"))
    excess = both["y"] - both["y_before"]
    impossible = excess > _ERRORS * np.hypot(both["y_se"].fillna(0), both["y_se_before"].fillna(0))
    return pd.Series(impossible.to_numpy(), index=points.index)


def _entry(row: pd.Series, axis: str) -> str:
    error = row[f"{axis}_se"]
    return f"{row[axis]:.2f}" if pd.isna(error) else f"{row[axis]:.2f} ±{error:.2f}"
