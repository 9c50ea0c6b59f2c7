"""How a run is shown: a live bar in a terminal, a line now and then elsewhere."""

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

_EVERY, _REDRAW = 30.0, 0.1  # seconds between lines where there is no terminal, and between updates where there is one
_NAMED = 5  # failures told in full while running


class RunProgress:
    """Cells done, failures and time left.

    The time left is the sum of what the waiting cells are expected to take: what their estimator took in this run at
    this size, else in rows known before, else the mean of this run; divided by the number of workers.

    Parameters
    ----------
    console : rich.console.Console
    expected : mapping of (estimator, n) to seconds
        From rows known before.
    executor : concurrent.futures.Executor
        Its attribute `workers` is how many cells run at once.
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
        self.line = self.bar.add_task("cells", total=None, failed=0, left="?")
        self.waiting_for: dict[tuple[str, int], int] = defaultdict(int)
        self.seen: dict[tuple[str, int], tuple[int, float]] = defaultdict(lambda: (0, 0.0))  # rows and their seconds
        self.started = self.spoken = time.monotonic()
        self.done = self.total = self.failed = 0
        self.told = False

    def __enter__(self) -> Self:
        self.bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.bar.update(self.line, completed=self.done, failed=self.failed, left=self._left())
        self.bar.stop()

    def training(self, done: int, jobs: int) -> None:
        """So many compressors are trained, of so many."""
        if done == 0:
            several = "s" if jobs > 1 else ""
            self.console.print(f"Training {jobs} compressor{several} on independent samples, kept for later runs.")
        self.bar.update(self.line, description="compressors", total=jobs, completed=done)

    def start(self, pending: list[Cell], kept: int) -> None:
        """The run begins with these cells to do."""
        for cell in pending:
            self.waiting_for[cell.label, cell.n] += 1
        self.done, self.total = kept, kept + len(pending)
        self.started = time.monotonic()
        resumed = f" ({kept:,} found in the store)" if kept else ""
        self.console.print(f"{len(pending):,} cells to run{resumed} on {self.workers} workers.")
        self.bar.update(self.line, description="cells", total=self.total, completed=kept, left=self._left())

    def row(self, row: Row) -> None:
        """A cell is done."""
        key = row.estimator, row.n
        self.waiting_for[key] -= 1
        if row.seconds is not None:
            rows, seconds = self.seen[key]
            self.seen[key] = rows + 1, seconds + row.seconds
        self.done += 1
        if row.status != "ok":
            self.failed += 1
            if self.failed <= _NAMED:
                where = f"{row.estimator} on {row.task}, n={row.n}, replicate {row.replicate}"
                self.console.print(f"failed ({row.status}): {where}: {row.message}", highlight=False, markup=False)
            elif self.failed == _NAMED + 1:
                self.console.print("More failures follow; `infoplane table` counts them all.")
        now = time.monotonic()
        if self.console.is_terminal and now - self.spoken >= _REDRAW:
            self.spoken = now
            self.bar.update(self.line, completed=self.done, failed=self.failed, left=self._left())
        elif now - self.spoken >= _EVERY:
            self.spoken = now
            self.console.print(f"{self.done:,}/{self.total:,} cells, {self.failed} failed, {self._left()} left")

    def elsewhere(self, cells: list[Cell]) -> None:
        """Other runs on the store made the rows of these."""
        for cell in cells:
            self.waiting_for[cell.label, cell.n] -= 1
        self.done += len(cells)

    def waiting(self, cells: int) -> None:
        """Only cells that other runs hold are left."""
        if not self.told:
            self.told = True
            self.console.print(f"Waiting for {cells:,} cells that another run on this store is doing.")

    def _left(self) -> str:
        remaining = 0.0
        rows, total = (sum(values) for values in zip(*self.seen.values(), strict=True)) if self.seen else (0, 0.0)
        for key, count in self.waiting_for.items():
            if key in self.seen:
                own_rows, own_seconds = self.seen[key]
                remaining += count * own_seconds / own_rows
            elif key in self.expected:
                remaining += count * self.expected[key]
            elif rows:
                remaining += count * total / rows
            elif count:
                return "?"
        return clock(remaining / self.workers)

    @property
    def workers(self) -> int:
        """Cells that run at once, now."""
        return getattr(self.executor, "workers", 1)


def clock(seconds: float) -> str:
    """Seconds as hours:minutes:seconds."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"
