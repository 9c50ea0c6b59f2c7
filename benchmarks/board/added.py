"""A candidate's rows from a file, for the boards.

A row counts only if its key is that of its content and its distribution is that of our task, so that it belongs to the samples
that everybody has. The true MI is that of our task, whatever the file says. The estimate itself is the candidate's word:
`infoplane verify` reruns some of them. Rows of cells that we have ourselves are left out, and so are rows of other samples.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from infoplane.benchmarks.analysis.comparisons.pairing import IGNORES, pairing
from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.names import printable
from infoplane.benchmarks.storage.committed import shipped_rows
from infoplane.benchmarks.storage.exchange import read
from infoplane.benchmarks.storage.identity import identity
from infoplane.benchmarks.storage.keys import cell_id
from infoplane.benchmarks.storage.row import Row, frame_of
from infoplane.benchmarks.suites.protocol import Cell, Task
from infoplane.benchmarks.suites.registry import SUITES

from .boards import BOARDS


@dataclass(frozen=True)
class Added:
    """The rows of a file that stand on boards, by suite.

    Parameters
    ----------
    file : Path
    cells : mapping of str to Cell
        By suite and key; without estimators, which the rows only name.
    rows : mapping of str to DataFrame
        By suite.
    notes : dict of str to str
        By label: the file, and what the file says on whether the estimates depend on which y belongs to which x.
    left_out : int
        Rows of other samples, and of cells that we have ourselves.
    """

    file: Path
    cells: dict[str, dict[str, Cell]]
    rows: dict[str, pd.DataFrame]
    notes: dict[str, str]
    left_out: int

    @property
    def remark(self) -> str:
        """A sentence on what was taken."""
        taken = len({cell for rows in self.rows.values() for cell in rows["cell"]})
        others = f"; {self.left_out:,} others are ours, or of tasks and samples that no board has" if self.left_out else ""
        return f"{self.file.name}: {taken:,} rows of a candidate, as the file states them{others}."


def added(file: Path) -> Added:
    """Read a file of rows.

    Raises
    ------
    UserError
        If it holds no rows of a candidate on a board, or a row that was edited or is of another distribution.
    """
    rows = read(file)
    places: dict[str, list[tuple[str, Task]]] = {}  # one task may stand in two suites
    for suite in dict.fromkeys(board.suite for board in BOARDS if board.suite):
        for task in SUITES[suite].tasks:
            places.setdefault(task.id, []).append((suite, task))
    suites = {suite for each in places.values() for suite, _ in each}
    known = {cell for suite in suites for cell in shipped_rows(suite, ["cell"])["cell"]}
    own = [row for row in rows if row.task in places and row.cell not in known]
    if not own:
        raise UserError(
            f"{file} holds no rows of a candidate on a public board: `infoplane compare my.py:name --suite bmi-v1` makes some, "
            f"and `infoplane export mine.csv --suite bmi-v1` writes them."
        )
    labels = _labels(own)
    texts = {name: identity(places[name][0][1].distribution) for name in {row.task for row in own}}
    cells: dict[str, dict[str, Cell]] = {}
    kept: dict[str, list[Row]] = {}
    for row in own:
        for suite, task in places[row.task]:
            cell = _cell(row, task, labels[row.estimator, row.configuration], texts[row.task], file)
            if cells.setdefault(suite, {}).setdefault(row.cell, cell) is cell:  # of two rows of one cell, the first counts
                kept.setdefault(suite, []).append(
                    row._replace(true_mi=task.true_mi, true_mi_stderr=task.true_mi_stderr, message=printable(row.message))
                )
    notes = {label: f"rows of {file.name}{_pairing(rows, *place)}" for place, label in labels.items()}
    return Added(file, cells, {suite: frame_of(each) for suite, each in kept.items()}, notes, len(rows) - len(own))


def _labels(rows: Iterable[Row]) -> dict[tuple[str, str], str]:
    """A label for each configuration; two versions of one code differ in theirs."""
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        found.setdefault(row.estimator, {})[row.configuration] = None
    return {
        (label, each): printable(label) + (f", version {place}" if len(versions) > 1 else "")
        for label, versions in found.items()
        for place, each in enumerate(versions, start=1)
    }


def _pairing(rows: Iterable[Row], estimator: str, configuration: str) -> str:
    """What is to be said of an estimator whose answer does not depend on the pairing, or that was not asked."""
    own = frame_of(row for row in rows if (row.estimator, row.configuration) == (estimator, configuration))
    found = pairing(own, estimator)
    if found.pairs == 0:
        return "; pairing not checked"
    return f"; {IGNORES}: it measures no MI" if found.ignored else ""


def _cell(row: Row, task: Task, label: str, distribution: str, file: Path) -> Cell:
    nothing: Any = None
    cell = Cell(task, label, nothing, row.n, row.replicate, (row.distribution, row.configuration, row.training))
    if row.distribution != distribution or row.preprocess != task.preprocess:
        raise UserError(
            f"{file}, cell {row.cell}: its samples are not those of our task {row.task}; run it again with this version of "
            "infoplane."
        )
    if cell_id(cell) != row.cell:
        raise UserError(f"{file}, cell {row.cell}: its key is not that of its content, so the row was edited; export it again.")
    return replace(cell, identities=None)
