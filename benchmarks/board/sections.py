"""Everything that the page and the Markdown file show of a board, gathered from rows and published figures."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from infoplane.benchmarks.analysis import columns
from infoplane.benchmarks.analysis.summary import summarise
from infoplane.benchmarks.analysis.tables import Lines
from infoplane.benchmarks.report.data import Origin, limits_of, made_of, messages_of
from infoplane.benchmarks.storage.committed import of_cells, shipped_rows
from infoplane.benchmarks.storage.keys import keyed
from infoplane.benchmarks.suites.protocol import Cell
from infoplane.benchmarks.suites.registry import SUITES

from .added import Added, added
from .boards import BOARDS, Board
from .lines import CANDIDATE, Line, lines_of, published_lines
from .published import published


@dataclass(frozen=True)
class Section:
    """A board, its lines in their order, what its estimators could not do, and where its rows were made.

    `limits` and `messages` are those of the report: failures and ceilings by estimator and size, and the reasons of failures.
    """

    board: Board
    lines: list[Line]
    limits: Lines
    messages: Lines
    made: Counter[Origin]


def sections(files: Sequence[Path] = ()) -> tuple[list[Section], list[Added]]:
    """The boards that have a line, and what was added from files of candidates.

    Raises
    ------
    UserError
        If a file cannot be added.
    """
    additions = [added(file) for file in files]
    found = [_section(board, additions) for board in BOARDS]
    return [each for each in found if each.lines], additions


def _section(board: Board, additions: Sequence[Added]) -> Section:
    figures = [each for each in published() if each.board == board.name]
    lines = [line for part in board.parts for line in published_lines(part, figures)]
    found: list[pd.DataFrame] = []
    places: dict[str, Cell] = {}
    if board.suite:
        suite = SUITES[board.suite]
        cells = keyed(cell for cell in suite.cells() if any(part.holds(cell.task.id) for part in board.parts))
        rows = of_cells(shipped_rows(board.suite), cells)
        sources = [(cells, rows, None), *((each.cells.get(board.suite, {}), each.rows.get(board.suite), each.file) for each in additions)]
        for own, part_rows, file in sources:
            if part_rows is None or part_rows.empty:
                continue
            numbers = columns.of_frame(part_rows, own)
            for part in board.parts:
                tasks = sum(part.holds(task.id) for task in suite.tasks)
                named = {} if file is None else {"kind": CANDIDATE, "source": f"rows of {file.name}"}
                lines += lines_of(part, numbers, tasks, **named)
            mark = "" if file is None else " (candidate)"
            labelled = {key: Cell(cell.task, cell.label + mark, cell.estimator, cell.n, cell.replicate) for key, cell in own.items()}
            places |= labelled
            found.append(of_cells(part_rows, labelled))
    place = {part.key: number for number, part in enumerate(board.parts)}
    lines.sort(key=lambda line: (place[line.part], line.order))
    if not found:
        return Section(board, lines, [], [], Counter())
    rows = pd.concat(found, ignore_index=True)
    return Section(board, lines, limits_of(rows, summarise(columns.of_frame(rows, places))), messages_of(rows), made_of(rows))
