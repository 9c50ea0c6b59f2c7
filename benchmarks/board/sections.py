"""Everything that the page and the Markdown file show of a board, gathered from rows and published figures."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
from .lines import CANDIDATE, OURS, PUBLISHED, Line, label_of, lines_of, published_lines
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

    @property
    def name(self) -> str:
        """The name of the board."""
        return self.board.name

    @property
    def kinds(self) -> list[str]:
        """Whose lines there are."""
        return sorted({line.kind for line in self.lines}, key=(OURS, CANDIDATE, PUBLISHED).index)

    @property
    def sizes(self) -> list[int]:
        """All n."""
        return sorted({line.n for line in self.lines})


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
    cells: dict[str, Cell] = {}
    frames: list[pd.DataFrame] = []
    for own, rows, kind, notes in _sources(board, additions):
        summary = summarise(columns.of_frame(rows, own))
        for part in board.parts:
            tasks = sum(part.holds(task.id) for task in SUITES[board.suite].tasks)
            lines += lines_of(part, summary, tasks, kind, notes)
        labelled = {key: replace(cell, label=label_of(cell.label, kind)) for key, cell in own.items()}
        cells |= labelled
        frames.append(of_cells(rows, labelled))
    place = {part.key: number for number, part in enumerate(board.parts)}
    lines.sort(key=lambda line: (place[line.part], line.order))
    if not frames:
        return Section(board, lines, [], [], Counter())
    rows = pd.concat(frames, ignore_index=True)
    return Section(board, lines, limits_of(rows, summarise(columns.of_frame(rows, cells))), messages_of(rows), made_of(rows))


def _sources(board: Board, additions: Sequence[Added]) -> Iterator[tuple[dict[str, Cell], pd.DataFrame, str, dict[str, str]]]:
    """Cells and rows of the board, ours first, with whose they are and what to say of each estimator."""
    if not board.suite:
        return
    suite = SUITES[board.suite]
    cells = keyed(cell for cell in suite.cells() if any(part.holds(cell.task.id) for part in board.parts))
    rows = of_cells(shipped_rows(board.suite), cells)
    if not rows.empty:
        yield cells, rows, OURS, {}
    for each in additions:
        if board.suite in each.rows:
            yield each.cells[board.suite], each.rows[board.suite], CANDIDATE, each.notes
