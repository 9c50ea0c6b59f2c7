"""The number of pairs that an error of 10 % needs, as tables: one for each distribution and true MI."""

import math
from typing import Any

import pandas as pd

from infoplane.benchmarks.analysis.tables import Block, general

from .needed import needed

LEGEND = (
    "The smallest number of pairs from which on the RMSE over the replicates is at most 10 % of the true MI, interpolated "
    "between the sizes of the suite; x and y have the same number of columns. >: the largest size that was run misses it; "
    "<=: no smaller size was run, or the next smaller one failed; a dash: not run"
)


def needed_tables(summary: pd.DataFrame) -> list[Block]:
    """A block for each distribution and true MI: a line for each estimator, a column for each number of columns."""
    table = needed(summary)
    shown = sorted(table["columns"].unique())
    blocks = []
    for keys, part in table.groupby(["distribution", "true_mi"], sort=False):
        distribution, true_mi = keys
        lines = []
        for estimator, own in part.groupby("estimator", sort=False):
            by_columns = own.set_index("columns")
            lines.append([str(estimator), *(_entry(by_columns, columns) for columns in shown)])
        header = ["estimator", *(f"{columns} column{'' if columns == 1 else 's'}" for columns in shown)]
        blocks.append((f"{distribution}, {general(float(true_mi))} nats", header, lines))
    return blocks


def _entry(by_columns: pd.DataFrame, columns: int) -> str:
    if columns not in by_columns.index:
        return "-"
    found: Any = by_columns.loc[columns]
    if math.isinf(found["pairs"]):
        return f"> {found['most']:,.0f}"
    if found["within"]:
        return f"<= {found['pairs']:,.0f}"
    return f"{float(general(found['pairs'], 2)):,.0f}"
