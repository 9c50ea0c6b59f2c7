"""The rows of an information plane, and their CSV file.

One row is one number: I(X;L) or I(L;Y) of one layer by one estimator at one epoch, or a metric such as the loss.
"""

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from infoplane.estimators.protocol import Estimate

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


@dataclass(frozen=True)
class RowMaker:
    """Makes the rows of one epoch and one part of the data.

    Parameters
    ----------
    epoch : int
    part : str
    n : int
        Number of inputs.
    """

    epoch: int
    part: str
    n: int

    def metric(self, name: str, value: float, layer: str = "") -> PlaneRow:
        """A number beside the plane, such as the loss; of one layer, or of the whole network."""
        return PlaneRow(self.epoch, self.part, layer, name, "", self.n, "ok", "", value, None, None, "{}")

    def estimate(
        self,
        layer: str,
        quantity: str,
        label: str,
        estimate: Estimate,
        seconds: float | None = None,
        details: Mapping[str, float] | None = None,
    ) -> PlaneRow:
        """A finished estimate; `details` are added to its own."""
        numbers = {**estimate.recorded_details(), **(details or {})}
        text = json.dumps({name: float(number) for name, number in numbers.items()})
        row = (self.epoch, self.part, layer, quantity, label, self.n, "ok", "")
        return PlaneRow(*row, estimate.nats, estimate.stderr, seconds, text)

    def failure(self, layer: str, quantity: str, label: str, status: str, message: str) -> PlaneRow:
        """An estimate that failed, with the message in one line of at most 500 characters."""
        line = " ".join(message.split())[:500]
        return PlaneRow(self.epoch, self.part, layer, quantity, label, self.n, status, line, None, None, None, "{}")


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
