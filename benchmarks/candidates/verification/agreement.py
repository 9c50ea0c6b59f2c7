"""Whether rows agree with their reruns, each and together.

Two estimates of a cell are the *same* if they differ by at most 1e-6 max(1, |stated|). They are *close* if they differ by at
most two standard errors of the rerun: other processors and other versions of libraries change what is trained. The file's own
standard errors do not count, for it may state any. An estimator that gives none is allowed the standard deviation of the
file's replicates of that task and size in place of it, and only if the machine or the versions of the rerun are others.

Since 2 SE leaves room on every cell, the whole is judged too: on average the file's absolute errors must not be smaller than
those of the rerun by more than two standard errors, over cells, and 0.001 nats.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from infoplane.benchmarks.storage.row import Row

SAME, CLOSE, DIFFERENT = "same", "close", "different"
_EXACT = 1e-6
_ERRORS = 2.0
_SMALLER = 1e-3  # nats by which the file's errors may be smaller whatever their spread

Spreads = Mapping[tuple[str, str, int], float]


@dataclass(frozen=True)
class Verdict:
    """A row of the file, its rerun, and whether they agree.

    Parameters
    ----------
    stated, rerun : Row
    tolerance : float
        In nats; NaN where one of them is no estimate.
    verdict : str
        `SAME`, `CLOSE` or `DIFFERENT`.
    """

    stated: Row
    rerun: Row
    tolerance: float
    verdict: str

    @property
    def difference(self) -> float:
        """Rerun minus stated, in nats; NaN where one of them is no estimate."""
        return math.nan if self.stated.nats is None or self.rerun.nats is None else self.rerun.nats - self.stated.nats

    def record(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            **{name: getattr(self.stated, name) for name in ("cell", "task", "estimator", "n", "replicate")},
            **{f"{when}_{name}": getattr(row, name) for when, row in self._both() for name in ("nats", "status", "message")},
            **{name: getattr(self, name) for name in ("difference", "tolerance", "verdict")},
        }

    def _both(self) -> tuple[tuple[str, Row], tuple[str, Row]]:
        return ("stated", self.stated), ("rerun", self.rerun)


@dataclass(frozen=True)
class Overall:
    """Whether the file agrees with the reruns.

    Parameters
    ----------
    counts : dict of str to int
        Cells by verdict.
    smaller, smaller_se : float
        By how much the file's mean |error| is smaller than that of the reruns, in nats, and the standard error over cells.
    """

    counts: dict[str, int]
    smaller: float
    smaller_se: float

    @property
    def flatters(self) -> bool:
        """Whether the file's errors are smaller than chance explains."""
        return self.smaller > _SMALLER + _ERRORS * (0.0 if math.isnan(self.smaller_se) else self.smaller_se)

    @property
    def agrees(self) -> bool:
        """Whether there is a cell, none is different, and the file does not flatter."""
        return sum(self.counts.values()) > 0 and not self.counts[DIFFERENT] and not self.flatters


def spreads(rows: Iterable[Row]) -> Spreads:
    """Standard deviation of the estimates over replicates, by configuration, task and size, where there are two or more."""
    found: dict[tuple[str, str, int], list[float]] = {}
    for row in rows:
        if row.nats is not None:
            found.setdefault((row.configuration, row.task, row.n), []).append(row.nats)
    return {place: float(np.std(values, ddof=1)) for place, values in found.items() if len(values) > 1}


def judged(stated: Row, rerun: Row, spread: Spreads) -> Verdict:
    """Compare a row with its rerun; `spread` is that of the file's rows."""
    if stated.nats is None or rerun.nats is None:
        return Verdict(stated, rerun, math.nan, SAME if stated.status == rerun.status else DIFFERENT)
    exact = _EXACT * max(1.0, abs(stated.nats))
    error = rerun.stderr
    if error is None and (stated.machine, stated.versions) != (rerun.machine, rerun.versions):
        error = spread.get((stated.configuration, stated.task, stated.n))
    tolerance, off = max(exact, _ERRORS * (error or 0.0)), abs(stated.nats - rerun.nats)
    return Verdict(stated, rerun, tolerance, SAME if off <= exact else CLOSE if off <= tolerance else DIFFERENT)


def overall(verdicts: Sequence[Verdict]) -> Overall:
    """Judge the cells together."""
    smaller = [
        abs(each.rerun.nats - each.rerun.true_mi) - abs(each.stated.nats - each.rerun.true_mi)
        for each in verdicts
        if each.stated.nats is not None and each.rerun.nats is not None
    ]
    return Overall(
        {name: sum(each.verdict == name for each in verdicts) for name in (SAME, CLOSE, DIFFERENT)},
        float(np.mean(smaller)) if smaller else math.nan,
        float(np.std(smaller, ddof=1) / math.sqrt(len(smaller))) if len(smaller) > 1 else math.nan,
    )
