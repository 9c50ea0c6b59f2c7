"""The rows of a plane as data frames: all of them, the points of the plane, and what several runs have in common."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from .row import ENTROPY, INPUT, LABEL, PlaneRow

QUANTITIES = (INPUT, LABEL)
NUMBERS = ("value", "stderr", "seconds", "lower", "upper")
SEEN = ("ok", "impossible")  # the statuses of rows that have a value
_KEYS = ["part", "estimator", "layer", "epoch", "seed"]
_COLUMNS = {"value": "", "stderr": "_se", "lower": "_lower", "upper": "_upper"}


def frame_of(rows: Iterable[PlaneRow]) -> pd.DataFrame:
    """Rows as a data frame with the columns of `PlaneRow`."""
    frame = pd.DataFrame(list(rows), columns=list(PlaneRow._fields))
    return frame.astype(dict.fromkeys(NUMBERS, float))


def points(frame: pd.DataFrame) -> pd.DataFrame:
    """The points of the plane: one line for each part, estimator, layer, epoch and run, from the rows that have a value.

    Returns
    -------
    DataFrame
        Columns part, estimator, layer, epoch, seed; x, x_se, x_lower, x_upper (I(X;L), its standard error and its ends); y,
        y_se, y_lower, y_upper (I(L;Y)); impossible (whether one of the two is), in nats. What is not known is NaN. The layers
        have the order of the network.
    """
    found = frame[frame["quantity"].isin(QUANTITIES) & frame["status"].isin(SEEN)]
    wide = found.pivot(index=_KEYS, columns="quantity", values=list(_COLUMNS))
    wide.columns = [f"{'x' if quantity == INPUT else 'y'}{_COLUMNS[kind]}" for kind, quantity in wide.columns]
    wide = wide.reindex(columns=[f"{axis}{ending}" for axis in "xy" for ending in _COLUMNS.values()]).astype(float)
    wide["impossible"] = found["status"].eq("impossible").groupby([found[key] for key in _KEYS]).any().reindex(wide.index)
    order = {layer: place for place, layer in enumerate(frame["layer"].drop_duplicates())}
    return wide.reset_index().sort_values(
        ["part", "estimator", "layer", "seed", "epoch"],
        key=lambda column: column.map(order) if column.name == "layer" else column,
        ignore_index=True,
    )


def label_entropy(frame: pd.DataFrame, part: str) -> float:
    """H(Y) of a part in nats; NaN for a regression, which has no such row."""
    found = frame.loc[(frame["quantity"] == ENTROPY) & (frame["part"] == part), "value"]
    return float(found.iloc[0]) if len(found) else float("nan")


def parts_of(frame: pd.DataFrame) -> list[str]:
    """The parts that have information, in the order of the rows; train first."""
    found = frame.loc[frame["quantity"].isin(QUANTITIES), "part"]
    return sorted(dict.fromkeys(found), key=lambda part: part != "train")


def over_runs(frame: pd.DataFrame) -> pd.DataFrame:
    """Mean and range of every number over the runs, and the spread over runs apart from the error of a reading.

    Returns
    -------
    DataFrame
        Columns part, estimator, layer, epoch, quantity, runs (their number), mean, low, high, spread (standard deviation over
        runs; NaN for one run) and error (root mean square of the standard errors of the readings), in nats.
    """
    found = frame[frame["status"].isin(SEEN) & frame["value"].notna()]
    keys = ["part", "estimator", "layer", "epoch", "quantity"]
    grouped = found.assign(square=found["stderr"] ** 2).groupby(keys, sort=False)
    table = grouped.agg(
        runs=("value", "size"),
        mean=("value", "mean"),
        low=("value", "min"),
        high=("value", "max"),
        spread=("value", "std"),
        error=("square", "mean"),
    )
    return table.assign(error=np.sqrt(table["error"])).reset_index()
