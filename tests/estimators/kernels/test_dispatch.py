"""A message while kernels compile, only if it takes long, and only once."""

import sys
from collections.abc import Callable
from types import ModuleType

import pytest

from infoplane.estimators.kernels import dispatch


class Timer:
    """Stands for `threading.Timer`; the test says when the time is over."""

    last: "Timer"

    def __init__(self, seconds: float, function: Callable[[], None]) -> None:
        self.function = function
        self.running = self.daemon = False
        Timer.last = self

    def start(self) -> None:
        self.running = True

    def cancel(self) -> None:
        self.running = False

    def run_out(self) -> None:
        if self.running:
            self.function()
        self.running = False


@pytest.mark.parametrize("slow", [False, True])
def test_compiling_is_announced_if_it_takes_long(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], slow: bool
) -> None:
    module = ModuleType("kernels")
    calls = []

    def warm_up() -> None:
        calls.append(1)
        if slow:
            Timer.last.run_out()

    module.warm_up = warm_up  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "kernels", module)
    monkeypatch.setattr(dispatch.threading, "Timer", Timer)
    monkeypatch.setattr(dispatch, "_compiled", set())

    def function() -> int:
        return 7

    function.__module__ = "kernels"
    wrapped = dispatch.kernel(function)
    assert [wrapped(), wrapped()] == [7, 7]
    Timer.last.run_out()
    assert len(calls) == 1
    assert capsys.readouterr().err.count("loading kernels") == slow
