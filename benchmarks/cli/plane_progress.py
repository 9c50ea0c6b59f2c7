"""How the training of an information plane is shown: a live bar in a terminal, a line now and then elsewhere."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from infoplane.benchmarks.execution.progress import clock

_EVERY = 30.0  # seconds between lines where there is no terminal


class PlaneProgress:
    """Epochs done, loss and time left.

    Parameters
    ----------
    console : rich.console.Console
    epochs : int
        Of the whole training.
    first : str
        What is done before the first epoch.
    """

    def __init__(self, console: Console, epochs: int, first: str = "the compressor of x comes first") -> None:
        self.console, self.epochs, self.spoken = console, epochs, time.monotonic()
        self.bar = Progress(
            TextColumn("epochs"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TextColumn("{task.fields[said]}"),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self.line = self.bar.add_task("epochs", total=epochs, said=first)

    def __enter__(self) -> Self:
        self.bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.bar.stop()

    def tell(self, epoch: int, loss: float, seconds: float) -> None:
        """An epoch is done, with this training loss; so many seconds are left."""
        said = f"loss {loss:.3f}, {clock(seconds)} left"
        self.bar.update(self.line, completed=epoch, said=said)
        if not self.console.is_terminal and time.monotonic() - self.spoken >= _EVERY:
            self.spoken = time.monotonic()
            self.console.print(f"epoch {epoch:,} of {self.epochs:,}, {said}", highlight=False)
