"""The numbers of rows as columns, which summaries and comparisons read: a million rows take seconds.

The cell gives task, size, estimator and replicate; its row gives the results. `undertrained` marks an estimate whose training
ended at its limit while it was still improving (`details["converged"]` is 0). `flagged` marks one from a code that loses
variance or lies on fewer dimensions than it has components (`estimators.codes`). `ceiling` is `details["ceiling"]`, the largest
value that the estimator can give with that number of samples. `lower` and `upper` are the ends of the 95 % interval: those in
the details where the estimator gives its own (`own_interval`), which need not be symmetric, else nats -+ 1.96 stderr.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from infoplane.benchmarks.storage.database import Store
from infoplane.benchmarks.suites.protocol import Cell

TEXT = ["family", "task", "estimator"]  # columns of text, kept as categories
# The columns of rows that are read, and the columns of numbers that follow from them.
COLUMNS = ("cell", "status", "nats", "true_mi", "true_mi_stderr", "stderr", "seconds", "peak_mb", "details")
_NUMBERS = np.dtype(
    [
        ("cell", "S16"),
        *((name, "f8") for name in COLUMNS[2:-1]),
        ("undertrained", "?"),
        ("flagged", "?"),
        ("own_interval", "?"),
        *((name, "f8") for name in ("ceiling", "lower", "upper")),
    ]
)
_UNDERTRAINED = '"converged": 0.0'
_FLAGGED = ('_loses_variance": 1.0', '_lacks_dimensions": 1.0', '_restores_badly": 1.0', '"ksg_falls_short": 1.0')
_Z95 = 1.959963984540054


def of_store(store: Store, cells: Mapping[str, Cell]) -> pd.DataFrame:
    """The numbers of those cells that have a row in the store.

    Parameters
    ----------
    store : Store
    cells : mapping of str to Cell
        By their keys.

    Returns
    -------
    DataFrame
        One line for each row, indexed by the cell's position in `cells` and in that order: family, task, n, estimator,
        replicate, nats (NaN if the cell failed), true_mi, true_mi_stderr, stderr, seconds, peak_mb, undertrained, flagged,
        own_interval, ceiling, lower, upper.
    """
    return _of_rows(store.select(COLUMNS, list(cells)), cells)


def of_frame(rows: pd.DataFrame, cells: Mapping[str, Cell]) -> pd.DataFrame:
    """The numbers of those cells that have a row in the frame, as `of_store`; of two rows of one cell, the first counts.

    Parameters
    ----------
    rows : DataFrame
        With the columns `COLUMNS`, such as `read_csv` and `frame_of` give.
    cells : mapping of str to Cell
    """
    return _of_rows(zip(*(rows[name].tolist() for name in COLUMNS), strict=True), cells)


def _of_rows(rows: Iterable[tuple[Any, ...]], cells: Mapping[str, Cell]) -> pd.DataFrame:
    # A structured array is filled row by row, so a million rows are never a list in memory.
    found = np.fromiter((_numbers_of(*row) for row in rows), _NUMBERS)
    position = pd.Index(_integers("".join(cells))).get_indexer(_integers(found["cell"].tobytes().decode()))
    order = np.argsort(position, kind="stable")[np.count_nonzero(position < 0) :]
    values = pd.DataFrame({name: found[name][order] for name in (_NUMBERS.names or ())[1:]}, index=position[order])
    return joined([pd.concat([_places(cells).take(position[order]), values], axis=1)])


def _numbers_of(cell: str, status: str, nats: float | None, *rest: Any) -> tuple[Any, ...]:
    """The numbers of one row; None becomes NaN."""
    *numbers, details = rest
    ceiling = _detail(details, "ceiling")
    ends = _interval(nats, numbers[2], details) if status == "ok" and nats is not None else (math.nan, math.nan)
    return (
        *(cell, nats if status == "ok" else None, *numbers, _UNDERTRAINED in details),
        *(any(flag in details for flag in _FLAGGED), '"lower": ' in details),
        *(ceiling if math.isfinite(ceiling) else math.nan, *ends),
    )


def _interval(nats: float, stderr: float | None, details: str) -> tuple[float, float]:
    """The ends of the 95 % interval, NaN where there is none. An estimator with a lower end alone sets no upper limit."""
    lower, upper = _detail(details, "lower"), _detail(details, "upper")
    if not math.isnan(lower):
        return lower, math.inf if math.isnan(upper) else upper
    half_width = math.nan if stderr is None else _Z95 * stderr
    return nats - half_width, nats + half_width


def _detail(details: str, name: str) -> float:
    """A number in the details, NaN if it is not there. Searching the JSON text takes a tenth of the time of parsing it."""
    _, found, after = details.partition(f'"{name}": ')
    return float(after.split(",", 1)[0].rstrip("}")) if found else math.nan


def joined(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Numbers of the same cells from several places. Of two lines of one cell, the first counts.

    Each task gets one true MI: values by quadrature may differ in the last digits between the machines that made the rows.
    """
    found = pd.concat(parts)
    found = found[~found.index.duplicated()].sort_index()
    return found.assign(true_mi=found.groupby("task", observed=True)["true_mi"].transform("first"))


def _integers(keys: str) -> np.ndarray:
    """Keys of 16 hexadecimal digits each, end to end, as integers."""
    return np.frombuffer(bytes.fromhex(keys), ">u8").astype("u8")


def _places(cells: Mapping[str, Cell]) -> pd.DataFrame:
    """Task, size, estimator and replicate of each cell; text as categories, of which there are few."""
    groups: dict[tuple[int, int, str], int] = {}
    group = np.fromiter((groups.setdefault((id(c.task), c.n, c.label), len(groups)) for c in cells.values()), int, len(cells))
    each = list(cells.values())
    firsts = [each[index] for index in np.unique(group, return_index=True)[1]]
    table = pd.DataFrame(
        [(cell.task.family or cell.task.id, cell.task.id, cell.n, cell.label) for cell in firsts],
        columns=["family", "task", "n", "estimator"],
    )
    replicates = np.fromiter((cell.replicate for cell in each), int, len(each))
    return table.astype(dict.fromkeys(TEXT, "category")).take(group).reset_index(drop=True).assign(replicate=replicates)
