"""How a run is shown: a live bar in a terminal, a line now and then elsewhere."""

import time
from collections import defaultdict
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from .protocol import Cell
from .rows import Row

_EVERY = 30.0  # seconds between lines where there is no terminal
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
    workers : int
    """

    def __init__(self, console: Console, expected: Mapping[tuple[str, int], float], workers: int) -> None:
        self.console, self.expected, self.workers = console, expected, workers
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
        self.waiting: dict[tuple[str, int], int] = defaultdict(int)
        self.seen: dict[tuple[str, int], list[float]] = defaultdict(list)
        self.started = self.spoken = time.monotonic()
        self.done = self.total = self.failed = 0

    def __enter__(self) -> Self:
        self.bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
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
            self.waiting[cell.label, cell.n] += 1
        self.done, self.total = kept, kept + len(pending)
        self.started = time.monotonic()
        resumed = f" ({kept:,} found in the store)" if kept else ""
        self.console.print(f"{len(pending):,} cells to run{resumed} on {self.workers} workers.")
        self.bar.update(self.line, description="cells", total=self.total, completed=kept, left=self._left())

    def row(self, row: Row) -> None:
        """A cell is done."""
        key = row.estimator, row.n
        self.waiting[key] -= 1
        if row.seconds is not None:
            self.seen[key].append(row.seconds)
        self.done += 1
        if row.status != "ok":
            self.failed += 1
            if self.failed <= _NAMED:
                where = f"{row.estimator} on {row.task}, n={row.n}, replicate {row.replicate}"
                self.console.print(f"[bold]failed[/bold] ({row.status}): {where}: {row.message}", highlight=False)
            elif self.failed == _NAMED + 1:
                self.console.print("More failures follow; `infoplane table` counts them all.")
        self.bar.update(self.line, completed=self.done, failed=self.failed, left=self._left())
        now = time.monotonic()
        if not self.console.is_terminal and now - self.spoken >= _EVERY:
            self.spoken = now
            self.console.print(f"{self.done:,}/{self.total:,} cells, {self.failed} failed, {self._left()} left")

    def _left(self) -> str:
        remaining = 0.0
        every = [seconds for values in self.seen.values() for seconds in values]
        for key, count in self.waiting.items():
            own = self.seen.get(key)
            if own:
                remaining += count * sum(own) / len(own)
            elif key in self.expected:
                remaining += count * self.expected[key]
            elif every:
                remaining += count * sum(every) / len(every)
            elif count:
                return "?"
        minutes, seconds = divmod(round(remaining / self.workers), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
