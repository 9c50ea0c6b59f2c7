"""Show how a run goes: a live bar in a terminal, and a line of text every half minute elsewhere."""

import time
from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import Executor
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from infoplane.benchmarks.storage.row import Row
from infoplane.benchmarks.suites.protocol import Cell

from .processes import memory_is_known

_EVERY, _REDRAW = 30.0, 0.1  # seconds between lines where there is no terminal, and between updates where there is one
_NAMED = 5  # failures that are printed while the run goes on


class RunProgress:
    """Cells done, failures and time left; see `runner.Progress` for the methods.

    The time left is the sum of the expected times of the waiting cells, divided by the number of workers. The expected time
    of a cell is the mean over the cells of its estimator and size: of this run, else of earlier rows; else it is the mean
    over all cells of this run.

    Parameters
    ----------
    console : rich.console.Console
    expected : mapping of (estimator, n) to seconds
        Means of earlier rows.
    executor : concurrent.futures.Executor
        Its attribute `workers`, if it has one, is the number of cells that run at once.
    """

    def __init__(self, console: Console, expected: Mapping[tuple[str, int], float], executor: Executor) -> None:
        self.console, self.expected, self.executor = console, expected, executor
        self.bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TextColumn("{task.fields[failed]} failed"),
            TimeElapsedColumn(),
            TextColumn("{task.fields[left]} left"),
            console=console,
            disable=not console.is_terminal,
        )
        self.item = self.bar.add_task("cells", total=None, failed=0, left="?")
        self.waiting_for: dict[tuple[str, int], int] = defaultdict(int)
        self.measured: dict[tuple[str, int], tuple[int, float]] = defaultdict(lambda: (0, 0.0))  # rows and their seconds
        self.shown = time.monotonic()
        self.done = self.total = self.failed = 0
        self.said_waiting = False

    def __enter__(self) -> Self:
        self.bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.bar.update(self.item, completed=self.done, failed=self.failed, left=self._left())
        self.bar.stop()

    def training(self, done: int, jobs: int) -> None:
        """`done` of `jobs` compressors are trained."""
        if done == 0:
            plural = "s" if jobs > 1 else ""
            self.console.print(f"Training {jobs} compressor{plural} on independent samples, kept for later runs.")
        self.bar.update(self.item, description="compressors", total=jobs, completed=done)

    def start(self, pending: list[Cell], kept: int) -> None:
        """The cells `pending` will run; `kept` other cells have rows in the store."""
        for cell in pending:
            self.waiting_for[cell.label, cell.n] += 1
        self.done, self.total = kept, kept + len(pending)
        found = f" ({kept:,} found in the store)" if kept else ""
        self.console.print(f"{len(pending):,} cells to run{found} on {self.workers} worker{'s' * (self.workers > 1)}.")
        if pending and not memory_is_known():
            self.console.print(
                "This system does not report how much memory a process holds: cells run without a memory limit, and the "
                "rows do not show the memory. On Linux they do."
            )
        self.bar.update(self.item, description="cells", total=self.total, completed=kept, left=self._left())

    def row(self, row: Row) -> None:
        """A cell has its row."""
        key = row.estimator, row.n
        self.waiting_for[key] -= 1
        if row.seconds is not None:
            rows, seconds = self.measured[key]
            self.measured[key] = rows + 1, seconds + row.seconds
        self.done += 1
        if row.status != "ok":
            self._report_failure(row)
        self._show()

    def elsewhere(self, cells: list[Cell]) -> None:
        """Other runs on the store made the rows of these cells."""
        for cell in cells:
            self.waiting_for[cell.label, cell.n] -= 1
        self.done += len(cells)

    def waiting(self, cells: int) -> None:
        """All cells that are left are in work in other runs; `cells` is their number."""
        if not self.said_waiting:
            self.said_waiting = True
            self.console.print(f"Waiting for {cells:,} cells that another run on this store is doing.")

    @property
    def workers(self) -> int:
        """Cells that run at once, now."""
        return getattr(self.executor, "workers", 1)

    def _report_failure(self, row: Row) -> None:
        self.failed += 1
        if self.failed <= _NAMED:
            where = f"{row.estimator} on {row.task}, n={row.n}, replicate {row.replicate}"
            self.console.print(f"failed ({row.status}): {where}: {row.message}", highlight=False, markup=False)
        elif self.failed == _NAMED + 1:
            self.console.print("More failures follow; the table counts them all.")

    def _show(self) -> None:
        now = time.monotonic()
        if self.console.is_terminal and now - self.shown >= _REDRAW:
            self.shown = now
            self.bar.update(self.item, completed=self.done, failed=self.failed, left=self._left())
        elif not self.console.is_terminal and now - self.shown >= _EVERY:
            self.shown = now
            self.console.print(f"{self.done:,}/{self.total:,} cells, {self.failed} failed, {self._left()} left")

    def _left(self) -> str:
        """The time left; "?" while the expected time of some waiting cell is unknown."""
        rows = sum(count for count, _ in self.measured.values())
        total = sum(seconds for _, seconds in self.measured.values())
        remaining = 0.0
        for key, count in self.waiting_for.items():
            if key in self.measured:
                own_rows, own_seconds = self.measured[key]
                remaining += count * own_seconds / own_rows
            elif key in self.expected:
                remaining += count * self.expected[key]
            elif rows:
                remaining += count * total / rows
            elif count:
                return "?"
        return clock(remaining / self.workers)


def clock(seconds: float) -> str:
    """Seconds as hours:minutes:seconds.

    >>> clock(3725.4)
    '1:02:05'
    """
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"
