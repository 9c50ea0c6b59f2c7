"""A candidate's rows from a file: whose they are, and which are refused."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from infoplane.benchmarks.board.added import added
from infoplane.benchmarks.board.advice import Choice
from infoplane.benchmarks.board.boards import BOARDS
from infoplane.benchmarks.board.sections import Section, sections
from infoplane.benchmarks.candidates.loading import Candidate
from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.execution.cell import failed_row
from infoplane.benchmarks.storage import exchange
from infoplane.benchmarks.storage.committed import shipped_rows
from infoplane.benchmarks.storage.row import Row, rows_of
from infoplane.benchmarks.suites.protocol import Cell
from infoplane.benchmarks.suites.registry import SUITES

SHOWN = ("bmi-v1", "bmi-v2")
TASKS = SUITES["bmi-v1"].tasks[:2]
THEIRS = Candidate("/home/them/my.py", "KSG", "0" * 16, "/home/them")


def row(task: int = 0, replicate: int = 0, source: str = "0" * 16) -> Row:
    """A candidate's estimate, which is 0.1 nats too high."""
    cell = Cell(TASKS[task], "KSG (yours)", replace(THEIRS, source=source), 10_000, replicate)
    return failed_row(cell, "ok", "", 2.0)._replace(nats=TASKS[task].true_mi + 0.1, stderr=0.1)


def written(folder: Path, *rows: Row) -> Path:
    exchange.write(rows, folder / "mine.csv")
    return folder / "mine.csv"


def test_rows_stand_as_a_candidates(
    made: tuple[list[Section], list[Choice]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On their board; another board stays as it is."""
    monkeypatch.setattr("infoplane.benchmarks.board.sections.BOARDS", [each for each in BOARDS if each.name in SHOWN])
    ours = next(rows_of(shipped_rows("bmi-v1").head(1)))
    other = ours._replace(cell="f" * 16, task="elsewhere")
    rows = [row(0, 0), row(0, 1), row(1, 0), row(0, 0)._replace(nats=9.0), ours, other]
    file = written(tmp_path, *rows)
    found, (addition,) = sections([file])
    line = next(line for board in found if board.name == "bmi-v1" for line in board.lines if line.kind == "candidate")
    assert (line.estimator, line.label) == ("KSG (yours)", "KSG (yours) (candidate)")
    assert line.error == pytest.approx(0.1)
    assert (line.finished, line.tasks, line.cells, line.whole) == (2, 40, 3, False)
    assert line.note == "1 to 2 replicates; rows of mine.csv; pairing not checked"
    assert addition.remark.startswith("mine.csv: 3 rows of a candidate, as the file states them; 2 others")
    (other_lines,) = (each.lines for each in made[0] if each.name == "bmi-v2")
    (again,) = (each.lines for each in found if each.name != "bmi-v1")
    assert repr(again) == repr(other_lines)  # by their text, since no NaN equals another


def test_a_task_of_two_suites_stands_on_both_boards(tmp_path: Path) -> None:
    shared = next(task for task in SUITES["bmi-v1"].tasks if task.id in {other.id for other in SUITES["bmi-v2"].tasks})
    cell = Cell(shared, "f", THEIRS, 10_000, 0)
    found = added(written(tmp_path, failed_row(cell, "ok", "")._replace(nats=1.0)))
    assert {suite: len(rows) for suite, rows in found.rows.items()} == {"bmi-v1": 1, "bmi-v2": 1}
    assert found.remark.startswith("mine.csv: 1 rows of a candidate")


def test_the_true_mi_is_that_of_our_task(tmp_path: Path) -> None:
    rows = added(written(tmp_path, row()._replace(true_mi=99.0))).rows["bmi-v1"]
    assert rows["true_mi"].tolist() == [TASKS[0].true_mi]


def test_two_versions_of_one_code_are_two_lines(tmp_path: Path) -> None:
    cells = added(written(tmp_path, row(), row(1, source="1" * 16))).cells["bmi-v1"]
    assert [cell.label for cell in cells.values()] == ["KSG (yours), version 1", "KSG (yours), version 2"]


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda row: row._replace(replicate=7), "its key is not that of its content"),
        (lambda row: row._replace(n=9999), "its key is not that of its content"),
        (lambda row: row._replace(distribution="Easier()"), "its samples are not those of our task"),
        (lambda row: row._replace(task="nowhere"), "holds no rows of a candidate on a public board"),
    ],
    ids=["replicate", "n", "distribution", "task"],
)
def test_an_edited_row_is_refused(edit: Callable[[Row], Row], message: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=message):
        added(written(tmp_path, edit(row())))


def test_a_file_of_our_rows_adds_nothing(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="holds no rows of a candidate"):
        added(written(tmp_path, *rows_of(shipped_rows("bmi-v1").head(3))))


def test_an_estimator_that_ignores_the_pairing_is_named(tmp_path: Path) -> None:
    """By its estimates on shuffled pairs, which `compare` makes for every candidate."""
    pairs = [row(0, replicate)._replace(nats=1.5 + 0.01 * replicate) for replicate in range(3)]
    shuffled = [each._replace(task=f"{each.task}, y shuffled", cell=f"{i:016x}") for i, each in enumerate(pairs)]
    measures = [each._replace(nats=0.0) for each in shuffled]
    assert added(written(tmp_path, *pairs, *measures)).notes == {"KSG (yours)": "rows of mine.csv"}
    (note,) = added(written(tmp_path, *pairs, *shuffled)).notes.values()
    assert note == "rows of mine.csv; ignores the pairing: it measures no MI"


def test_what_steers_a_terminal_is_spelt_out(tmp_path: Path) -> None:
    cells = added(written(tmp_path, row()._replace(estimator="\x1b[2J"))).cells["bmi-v1"]
    assert next(iter(cells.values())).label == "\\x1b[2J"
