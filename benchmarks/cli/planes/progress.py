"""The progress of a study: a live bar in a terminal; elsewhere, a line every half minute."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from infoplane.benchmarks.execution.progress import clock

_EVERY = 30.0  # seconds between lines where there is no terminal


class PlaneProgress:
    """Finished epochs, training loss and the estimated time that remains.

    Parameters
    ----------
    console : rich.console.Console
    epochs : int
        Epochs of the whole training.
    first : str
        The note beside the bar before the first epoch.
    """

    def __init__(self, console: Console, epochs: int, first: str = "trains") -> None:
        self.console, self.epochs, self.printed = console, epochs, time.monotonic()
        self.bar = Progress(
            TextColumn("epochs"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}"),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self.task = self.bar.add_task("epochs", total=epochs, note=first)

    def __enter__(self) -> Self:
        self.bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.bar.stop()

    def show(self, epoch: int, loss: float, seconds: float) -> None:
        """Show a finished epoch, its training loss, and the estimated seconds that remain."""
        state = "untrained" if epoch == 0 else f"loss {loss:.3f}"
        note = f"{state}, {clock(seconds)} left"
        self.bar.update(self.task, completed=epoch, note=note)
        if not self.console.is_terminal and time.monotonic() - self.printed >= _EVERY:
            self.printed = time.monotonic()
            self.console.print(f"epoch {epoch:,} of {self.epochs:,}, {note}", highlight=False)
