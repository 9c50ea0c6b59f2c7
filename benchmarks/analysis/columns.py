"""The numbers of rows as columns, which summaries and comparisons read: a million rows take seconds.

The cell gives task, size, estimator and replicate; its row gives the results. `undertrained` marks an estimate whose training
ended at its limit while it was still improving (`details["converged"]` is 0). `ceiling` is `details["ceiling"]`, the largest
value that the estimator can give with so many samples.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from infoplane.benchmarks.storage.database import Store
from infoplane.benchmarks.storage.row import Row
from infoplane.benchmarks.suites.protocol import Cell

TEXT = ["family", "task", "estimator"]  # columns of text, as categories
# Read from the JSON as text: it may hold NaN, which the JSON functions of SQLite refuse.
_CEILING = """CASE WHEN details GLOB '*"ceiling": *' THEN
    nullif(CAST(substr(details, instr(details, '"ceiling": ') + 11) AS REAL), 0.0) END"""
_COLUMNS = {
    "cell": ("cell", "S16"),
    "nats": ("CASE status WHEN 'ok' THEN nats END", "f8"),
    **{name: (name, "f8") for name in ("true_mi", "true_mi_stderr", "stderr", "seconds", "peak_mb")},
    "undertrained": ("""details GLOB '*"converged": 0.0*'""", "?"),
    "ceiling": (_CEILING, "f8"),
}


def of_store(store: Store, cells: Mapping[str, Cell]) -> pd.DataFrame:
    """The numbers of those cells that have a row.

    Parameters
    ----------
    store : Store
    cells : mapping of str to Cell
        By their keys.

    Returns
    -------
    DataFrame
        One line a row, indexed by the cell's position in `cells` and in that order: family, task, n, estimator, replicate,
        nats (NaN if the cell failed), true_mi, true_mi_stderr, stderr, seconds, peak_mb, undertrained, ceiling.
    """
    queries, kinds = zip(*_COLUMNS.values(), strict=True)
    kind = np.dtype(list(zip(_COLUMNS, kinds, strict=True)))
    # A structured array takes the rows one by one: no list of them ever stands in memory.
    found = np.fromiter(store.select(queries, list(cells)), kind)
    position = pd.Index(_numbers("".join(cells))).get_indexer(_numbers(found["cell"].tobytes().decode()))
    order = np.argsort(position, kind="stable")[np.count_nonzero(position < 0) :]
    values = pd.DataFrame({name: found[name][order] for name in _COLUMNS if name != "cell"}, index=position[order])
    return joined([pd.concat([_places(cells).take(position[order]), values], axis=1)])


def of_rows(rows: Iterable[Row], cells: Mapping[str, Cell]) -> pd.DataFrame:
    """The same for rows that are not in a store. Of two rows of one cell, the first counts."""
    with Store(Path(":memory:")) as store:
        store.add(*rows)
        return of_store(store, cells)


def joined(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Numbers of the same cells from several places. Of two lines of one cell, the first counts.

    A task keeps one true MI: found by quadrature, it may differ in its last digits between the machines that made the rows.
    """
    found = pd.concat(parts)
    found = found[~found.index.duplicated()].sort_index()
    return found.assign(true_mi=found.groupby("task", observed=True)["true_mi"].transform("first"))


def _numbers(keys: str) -> np.ndarray:
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
