"""The rows of an information plane, and their CSV file.

One row is one number: I(X;L) or I(L;Y) of one layer by one estimator at one epoch, or a metric such as the loss.
"""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

INPUT, LABEL = "I(X;L)", "I(L;Y)"
EXACT = "exact"  # the name of the estimator in rows of exact values


class PlaneRow(NamedTuple):
    """One number of the plane. Information is in nats."""

    epoch: int
    part: str  # of the data: train, test
    layer: str  # empty where the number belongs to the whole network
    quantity: str  # I(X;L), I(L;Y), or the name of a metric
    estimator: str  # its label, or exact; empty for metrics
    n: int
    status: str  # ok, nan, error
    message: str
    value: float | None
    stderr: float | None
    seconds: float | None
    details: str  # JSON


def write_rows(path: str | Path, rows: Iterable[PlaneRow]) -> None:
    """Write rows to a CSV file. The first line holds the names of the columns.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from infoplane.planes import PlaneRow, write_rows
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "plane.csv"
    ...     write_rows(path, [PlaneRow(1, "train", "", "loss", "", 100, "ok", "", 0.5, None, None, "{}")])
    ...     print(path.read_text().splitlines()[1])
    1,train,,loss,,100,ok,,0.5,,,{}
    """
    with Path(path).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(PlaneRow._fields)
        writer.writerows(rows)
