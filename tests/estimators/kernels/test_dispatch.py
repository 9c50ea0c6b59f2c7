"""A message while kernels compile, only if something is compiled, only if it takes long, and only once."""

import sys
from collections.abc import Callable
from types import ModuleType

import pytest
from numba import config, njit

from infoplane.estimators.kernels import dispatch


class Timer:
    """Stands for `threading.Timer`; the test says when the time is over."""

    made: "list[Timer]"

    def __init__(self, seconds: float, function: Callable[[], None]) -> None:
        self.function = function
        self.running = self.daemon = False
        Timer.made.append(self)

    def start(self) -> None:
        self.running = True

    def cancel(self) -> None:
        self.running = False

    def run_out(self) -> None:
        if self.running:
            self.function()
        self.running = False


@pytest.mark.skipif(config.DISABLE_JIT, reason="nothing is compiled")
@pytest.mark.parametrize(("compiles", "slow"), [(False, True), (True, False), (True, True)])
def test_compiling_is_announced_if_it_takes_long(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], compiles: bool, slow: bool
) -> None:
    module = ModuleType("kernels")
    calls = []
    known = [njit(lambda number: number + 1), njit(lambda number: 2 * number)]
    if not compiles:  # it is done already
        assert [one(3) for one in known] == [4, 6]

    def warm_up() -> None:
        calls.extend(one(1) for one in known)
        if slow:
            for timer in Timer.made:
                timer.run_out()

    module.warm_up = warm_up  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "kernels", module)
    monkeypatch.setattr(dispatch.threading, "Timer", Timer)
    monkeypatch.setattr(dispatch, "_compiled", set())
    Timer.made = []

    def function() -> int:
        return 7

    function.__module__ = "kernels"
    wrapped = dispatch.kernel(function)
    assert [wrapped(), wrapped()] == [7, 7]
    assert calls == [2, 2]
    assert len(Timer.made) == compiles
    for timer in Timer.made:
        timer.run_out()
    assert capsys.readouterr().err.count("compiling kernels") == (compiles and slow)
