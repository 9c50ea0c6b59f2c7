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
    left_out : int
        Rows of other samples, and of cells that we have ourselves.
    """

    file: Path
    cells: dict[str, dict[str, Cell]]
    rows: dict[str, pd.DataFrame]
    left_out: int

    @property
    def remark(self) -> str:
        """A sentence on what was taken."""
        taken = sum(map(len, self.rows.values()))
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
    tasks = {task.id: (board.suite, task) for board in BOARDS if board.suite for task in SUITES[board.suite].tasks}
    known = {
        cell for suite in {board.suite for board in BOARDS if board.suite} for cell in shipped_rows(suite, ["cell"])["cell"]
    }
    own = [row for row in rows if row.task in tasks and row.cell not in known]
    if not own:
        raise UserError(
            f"{file} holds no rows of a candidate on a public board: `infoplane compare my.py:name --suite bmi-v1` makes some, "
            f"and `infoplane export mine.csv --suite bmi-v1` writes them."
        )
    labels, texts = _labels(own), {name: identity(tasks[name][1].distribution) for name in {row.task for row in own}}
    cells: dict[str, dict[str, Cell]] = {}
    kept: dict[str, list[Row]] = {}
    for row in own:
        suite, task = tasks[row.task]
        cell = _cell(row, task, labels[row.estimator, row.configuration], texts[row.task], file)
        if cells.setdefault(suite, {}).setdefault(row.cell, cell) is cell:  # of two rows of one cell, the first counts
            kept.setdefault(suite, []).append(
                row._replace(true_mi=task.true_mi, true_mi_stderr=task.true_mi_stderr, message=printable(row.message))
            )
    return Added(file, cells, {suite: frame_of(each) for suite, each in kept.items()}, len(rows) - len(own))


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
