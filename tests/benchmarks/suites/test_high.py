"""The suites `high` and `needs`: the MI that papers print, and what is left of it after wrapping."""

import pytest

from infoplane.benchmarks.board.boards import BOARDS
from infoplane.benchmarks.suites.registry import SUITES

TASKS = {task.id: task for task in SUITES["high"].tasks}


def test_true_mi_is_the_published_one() -> None:
    for name, task in TASKS.items():
        printed = float(name.rsplit("-", 1)[1])
        if name.startswith("wrapped"):
            assert 9.0 < task.true_mi < printed - 1
        else:
            assert task.true_mi == pytest.approx(printed, abs=1e-4)


def test_columns_are_those_of_the_ids() -> None:
    for name, task in TASKS.items():
        columns = int(name.split("x")[-1].split("-")[0])
        assert task.distribution.x_shape == task.distribution.y_shape == (columns,)


def test_the_board_shows_every_task_once() -> None:
    (board,) = [board for board in BOARDS if board.suite == "high"]
    assert [sum(part.holds(name) for part in board.parts) for name in TASKS] == [1] * len(TASKS)


def test_needs_has_every_mi_that_the_columns_can_hold() -> None:
    families: dict[str, list[float]] = {}
    for task in SUITES["needs"].tasks:
        families.setdefault(task.family, []).append(round(task.true_mi, 6))
    assert len(families) == 2 * 6
    for family, values in families.items():
        assert values == [1.0, 2.0, 5.0, 10.0] + [20.0] * (not family.endswith("-1x1"))
