"""Did I(X;L) of a layer fall while the network trained? From both ends, never from a falling lower bound alone.

It fell if the lower end at some epoch is above the upper end at the last one, by more than `ERRORS` standard errors. It did not
fall if no upper end at an earlier epoch is above the lower end at the last one, likewise. Elsewhere it cannot be told: the last
epoch is at ln n, where only more inputs would show a fall, or no upper end but ln n is known.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

ERRORS = 3.0  # standard errors: the epoch of the highest end is chosen among many
RESOLUTION = 0.02  # nats that count as no fall


class EpochRow(Protocol):
    """What is read of a row of a plane."""

    @property
    def epoch(self) -> int: ...
    @property
    def layer(self) -> str: ...
    @property
    def quantity(self) -> str: ...
    @property
    def value(self) -> float | None: ...
    @property
    def stderr(self) -> float | None: ...
    @property
    def lower(self) -> float | None: ...
    @property
    def upper(self) -> float | None: ...
    @property
    def flags(self) -> str: ...


@dataclass(frozen=True)
class Compression:
    """The answer.

    Parameters
    ----------
    verdict : str
        "fell", "did not fall" or "cannot be told".
    nats, stderr : float
        By how much the value fell from `start` to `end`, negative if it rose, and the standard error of that.
    start, end : int
        Epochs: of the highest lower end, and the last.
    reason : str
        Why it cannot be told, else "".
    """

    verdict: str
    nats: float
    stderr: float
    start: int
    end: int
    reason: str = ""

    def __str__(self) -> str:
        if self.verdict == "fell":
            return f"fell by {self.nats:.2f} ± {self.stderr:.2f} nats from epoch {self.start} to {self.end}"
        return f"{self.verdict}: {self.reason}" if self.reason else self.verdict


def compression(rows: Iterable[EpochRow], layer: str) -> Compression:
    """Whether I(X;L) of the layer fell, by rows of one run, one part and one estimator.

    Raises
    ------
    ValueError
        If there are no rows of I(X;L) for the layer at two epochs or more.

    Examples
    --------
    >>> from collections import namedtuple
    >>> from infoplane.planes.readings.compression import compression
    >>> Row = namedtuple("Row", "epoch layer quantity value stderr lower upper flags")
    >>> rows = [Row(1, "L2", "I(X;L)", 4.0, 0.02, 3.9, 4.1, ""), Row(9, "L2", "I(X;L)", 3.0, 0.02, 2.9, 3.1, "")]
    >>> print(compression(rows, "L2"))
    fell by 1.00 ± 0.03 nats from epoch 1 to 9
    """
    chosen = sorted((row for row in rows if row.layer == layer and row.quantity == "I(X;L)"), key=lambda row: row.epoch)
    if len({row.epoch for row in chosen}) < 2:
        raise ValueError(f"A fall needs rows of I(X;L) for {layer!r} at two epochs or more; there are {len(chosen)} rows.")
    if any("deterministic" in row.flags for row in chosen):
        return _unknown(chosen, "the layer is deterministic at some epoch, where I(X;L) is infinite for continuous X")
    usable = [row for row in chosen if None not in (row.value, row.lower, row.upper)]
    if len(usable) < 2 or usable[-1].epoch != chosen[-1].epoch:
        return _unknown(chosen, "there are no values with both ends")
    *earlier, last = usable
    start = max(earlier, key=_lower)
    error = math.hypot(_error(start), _error(last))
    found = (float(start.value or 0.0) - float(last.value or 0.0), error, start.epoch, last.epoch)
    if _lower(start) - _upper(last) > max(ERRORS * error, RESOLUTION):
        return Compression("fell", *found)
    if "at ln n" in last.flags:
        return Compression("cannot be told", *found, "the last epoch is at ln n: more inputs are needed to show a fall")
    if all(_upper(row) - _lower(last) <= max(ERRORS * math.hypot(_error(row), _error(last)), RESOLUTION) for row in earlier):
        return Compression("did not fall", *found)
    return Compression("cannot be told", *found, "the ends of the epochs overlap")


def _unknown(rows: list[EpochRow], reason: str) -> Compression:
    return Compression("cannot be told", math.nan, math.nan, rows[0].epoch, rows[-1].epoch, reason)


def _lower(row: EpochRow) -> float:
    return float(row.lower or 0.0)


def _upper(row: EpochRow) -> float:
    return math.inf if row.upper is None else float(row.upper)


def _error(row: EpochRow) -> float:
    return float(row.stderr or 0.0)
