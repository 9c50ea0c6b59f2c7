"""What a person sees while a measurement runs."""

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from infoplane.benchmarks.cli import output
from infoplane.benchmarks.cli.output import waiting


class Timer:
    """Stands for `threading.Timer`; the test says when the time is over."""

    last: "Timer"

    def __init__(self, seconds: float, function: Callable[[], None]) -> None:
        self.function = function
        self.daemon = self.cancelled = False
        Timer.last = self

    def start(self) -> None:
        pass

    def cancel(self) -> None:
        self.cancelled = True


@pytest.fixture(autouse=True)
def timer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output.threading, "Timer", Timer)


def test_outside_a_terminal_there_is_one_line_if_it_takes_long(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console(file=io.StringIO(), force_terminal=False)
    with waiting(console, "Estimating", "hurry"):
        assert capsys.readouterr() == ("", "")
        Timer.last.function()
    assert capsys.readouterr() == ("", "infoplane: Estimating; hurry ...\n")
    assert Timer.last.cancelled


def test_a_terminal_shows_what_runs_and_then_the_hint() -> None:
    console = Console(file=(shown := io.StringIO()), force_terminal=True, width=80)
    with waiting(console, "Estimating", "hurry"):
        Timer.last.function()
    assert "Estimating; hurry" in shown.getvalue()
    assert "0:00:00" in shown.getvalue()
