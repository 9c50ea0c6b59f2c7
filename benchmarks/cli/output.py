"""What a command prints: tables and remarks for people, or one JSON document for programs.

With JSON, standard output is the document alone; remarks and progress go to standard error.
"""

import json
import math
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rich.console import Console

from infoplane.benchmarks.units import Units, in_units

if TYPE_CHECKING:  # pandas takes half a second to load, and error messages should not wait for it
    import pandas as pd


_PATIENCE = 5.0  # seconds without a word


def _terminal(stderr: bool = False) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, width=None if stream.isatty() else 200)  # a pipe has no width


@dataclass(frozen=True)
class Output:
    """Where results and remarks go.

    Parameters
    ----------
    json : bool
        Whether the result is one JSON document.
    units : Units
        Of all information in the result.
    apart : bool
        Whether remarks go to standard error without JSON too, because the result is a document of another kind.
    """

    json: bool = False
    units: Units = Units.nats
    apart: bool = False
    console: Console = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "console", _terminal(stderr=self.json or self.apart))

    def say(self, text: str) -> None:
        """Print a remark."""
        self.console.print(text, highlight=False, markup=False, soft_wrap=True)

    def raw(self, text: str) -> None:
        """Write a result to standard output as it is."""
        sys.stdout.write(text)

    def document(self, **content: Any) -> None:
        """Write the JSON document; NaN and infinity become null."""
        self.raw(json.dumps(_plain(content), indent=1, ensure_ascii=False) + "\n")

    def wrote(self, paths: Sequence[Any]) -> None:
        """Say which files were written."""
        if self.json:
            self.document(files=[str(path) for path in paths])
        else:
            for path in paths:
                self.say(f"Wrote {path}.")

    def in_units(self, frame: "pd.DataFrame") -> "pd.DataFrame":
        """The frame with its columns of information in the units asked for."""
        return in_units(frame, self.units)


@contextmanager
def waiting(console: Console, doing: str, hint: str = "") -> Iterator[None]:
    """Say what runs: on a terminal all the time, elsewhere in one line after some seconds.

    Parameters
    ----------
    console : Console
        A terminal shows it at once, with the time that has passed. Otherwise one line goes to standard error.
    doing : str
        Such as "Estimating from 600 rows".
    hint : str
        What to do if it takes too long. It is shown after some seconds.
    """
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    said = f"{doing}; {hint}" if hint else doing
    if console.is_terminal:
        with Progress(
            SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console, transient=True
        ) as bar:
            task = bar.add_task(doing, total=None)
            with _later(lambda: bar.update(task, description=said)):
                yield
    else:
        with _later(lambda: print(f"infoplane: {said} ...", file=sys.stderr, flush=True)):
            yield


@contextmanager
def _later(function: Callable[[], None]) -> Iterator[None]:
    """Call a function once, in some seconds, if the block still runs."""
    timer = threading.Timer(_PATIENCE, function)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _plain(value: Any) -> Any:
    if hasattr(value, "to_dict"):  # a data frame
        return [_plain(record) for record in value.to_dict("records")]
    match value:
        case Mapping():
            return {str(name): _plain(item) for name, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case bool() | int() | str() | None:
            return value
    number = value.item() if hasattr(value, "item") else value
    return number if not isinstance(number, float) or math.isfinite(number) else None
