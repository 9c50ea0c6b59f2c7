"""The boards as data: every published figure stands in a part, and every part has its tasks."""

import pytest

from infoplane.benchmarks.board.boards import BOARDS
from infoplane.benchmarks.board.lines import PUBLISHED, published_lines
from infoplane.benchmarks.board.published import places, published
from infoplane.benchmarks.suites.registry import SUITES


def test_every_figure_stands_in_a_part_once() -> None:
    parts = {(board.name, part.key) for board in BOARDS for part in board.parts}
    assert {(each.board, each.part) for each in published()} <= parts
    places = [(each.board, each.part, each.estimator, each.n) for each in published()]
    assert len(set(places)) == len(places) > 50
    assert all(each.method or each.settings or each.printed_in for each in published())


def test_every_part_of_a_suite_has_tasks_of_its_true_mi() -> None:
    for board in BOARDS:
        for part in board.parts:
            tasks = [task for task in SUITES[board.suite].tasks if part.holds(task.id)] if board.suite else []
            assert bool(tasks) == bool(part.tasks), (board.name, part.key)
            if part.true_mi is not None:
                assert [task.true_mi for task in tasks] == pytest.approx([part.true_mi] * len(tasks), abs=1e-6)


def test_the_error_of_an_estimate_is_its_distance_from_the_true_mi() -> None:
    (found,) = [each for each in published() if each.part == "student-32" and each.estimator == "MIENF"]
    assert (found.estimate, found.digits) == (-299.0, 0)
    assert found.error == pytest.approx(299 + 12.46)


def test_figures_without_a_recorded_place_are_counted() -> None:
    figures = published()
    recorded = [each for each in figures if each.printed_in]
    missing = len(figures) - len(recorded)
    assert places(figures).startswith(f"For {missing} of the {len(figures)} published figures we did not record where")
    assert missing <= 49, "a new figure needs the place where it is printed"
    assert places(recorded) == "For each published figure we recorded where it is printed."


def test_sources_and_bounds_are_said() -> None:
    board = next(each for each in BOARDS if each.name == "bmi-v1")
    lines = {(line.estimator, line.n): line for line in published_lines(board.parts[0], list(published()))}
    assert lines["NWJ", 1000].least
    assert not lines["NWJ", 10_000].least
    assert lines["MINE", 10_000].note == "method: arXiv 1801.04062; figure: arXiv 2306.11078"
    assert lines["Alice Base", 10_000].note == "85 million weights, pretrained; figure: place not recorded"
    assert all(line.kind == PUBLISHED and line.whole for line in lines.values())
