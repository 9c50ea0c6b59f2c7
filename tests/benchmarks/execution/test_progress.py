"""What a run prints, and how it estimates the time left."""

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from infoplane.benchmarks.execution import progress as module
from infoplane.benchmarks.execution.cell import failed_row
from infoplane.benchmarks.execution.progress import RunProgress
from infoplane.benchmarks.suites.protocol import Cell
from infoplane.estimators import Gaussian
from tests.benchmarks.small_runs import Inline, make_cells


class Clock:
    """A clock that the test sets."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(module, "time", made)
    return made


Shown = tuple[RunProgress, Callable[[], list[str]]]


def shown(expected: dict[tuple[str, int], float] | None = None, workers: int = 1, terminal: bool = False) -> Shown:
    """A progress, and what it has printed since it was asked last."""
    said, executor = io.StringIO(), Inline()
    executor.workers = workers
    progress = RunProgress(Console(file=said, width=200, force_terminal=terminal), expected or {}, executor)

    def lines() -> list[str]:
        text = said.getvalue()
        said.seek(0)
        said.truncate()
        return text.splitlines()

    return progress, lines


def cells(label: str, count: int, n: int = 60) -> list[Cell]:
    return make_cells(Gaussian(), count, n, label)


def done(progress: RunProgress, cell: Cell, seconds: float | None = 1.0, status: str = "ok") -> None:
    progress.row(failed_row(cell, status, "why", seconds))


def test_the_time_left_is_of_this_run_then_of_earlier_rows_then_of_all(clock: Clock) -> None:
    progress, _ = shown({("known", 60): 100.0, ("measured", 60): 7.0}, workers=2)
    measured, known, new = cells("measured", 3), cells("known", 2), cells("new", 2)
    progress.start([*measured, *known, *new], 0)
    assert progress._left() == "?"
    done(progress, measured[0], 10)
    done(progress, measured[1], 30)
    assert progress._left() == module.clock((20 + 2 * 100 + 2 * 20) / 2) == "0:02:10"
    progress.elsewhere(known)
    assert progress._left() == module.clock((20 + 2 * 20) / 2)
    done(progress, measured[2], None)  # without a time
    for cell in new:
        done(progress, cell, 1)
    assert progress._left() == "0:00:00"
    assert progress.done == progress.total == 7


def test_without_a_terminal_there_is_a_line_every_half_minute(clock: Clock) -> None:
    progress, lines = shown()
    many = cells("G", 5)
    with progress:
        progress.start(many, 1000)
        assert lines() == ["5 cells to run (1,000 found in the store) on 1 worker."]
        clock.now = 29.9
        done(progress, many[0], 2)
        assert lines() == []
        clock.now = 30
        done(progress, many[1], 2)
        assert lines() == ["1,002/1,005 cells, 0 failed, 0:00:06 left"]
        clock.now = 59
        done(progress, many[2], 2)
        assert lines() == []
    progress.start([], 0)
    assert lines()[-1] == "0 cells to run on 1 worker."


def test_the_first_failures_are_named_and_all_are_counted(clock: Clock) -> None:
    progress, lines = shown()
    many = cells("G", 8)
    progress.start(many, 0)
    lines()
    for cell in many:
        done(progress, cell, status="timeout")
    said = lines()
    assert said[0] == "failed (timeout): G on normal-1, n=60, replicate 0: why"
    assert said[4].endswith("replicate 4: why")
    assert said[5:] == ["More failures follow; the table counts them all."]
    assert progress.failed == 8


def test_waiting_is_announced_once(clock: Clock) -> None:
    progress, lines = shown()
    progress.waiting(1200)
    progress.waiting(3)
    assert lines() == ["Waiting for 1,200 cells that another run on this store is doing."]


@pytest.mark.parametrize(("jobs", "text"), [(1, "Training 1 compressor on"), (2, "Training 2 compressors on")])
def test_trainings_are_announced_once(jobs: int, text: str, clock: Clock) -> None:
    progress, lines = shown()
    progress.training(0, jobs)
    progress.training(1, jobs)
    (line,) = lines()
    assert line.startswith(text)


def test_a_terminal_has_a_bar(clock: Clock) -> None:
    progress, lines = shown(terminal=True)
    many = cells("G", 2)
    with progress:
        progress.start(many, 0)
        clock.now = 0.05
        done(progress, many[0])
        assert progress.bar.tasks[0].completed == 0  # redrawn ten times a second at most
        clock.now = 100
        done(progress, many[1], status="nan")
        assert (progress.bar.tasks[0].completed, progress.bar.tasks[0].fields["failed"]) == (2, 1)
    assert any("1 failed" in line for line in lines())


def test_a_system_that_does_not_report_memory_is_announced(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "memory_is_known", lambda: False)
    progress, lines = shown()
    progress.start(cells("G", 1), 0)
    assert "cells run without a memory limit" in " ".join(lines())
    progress.start([], 0)
    assert "memory" not in " ".join(lines())
