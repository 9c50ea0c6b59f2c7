"""A message while kernels compile, only if it takes long, and only once."""

import sys
import time
from types import ModuleType

import pytest

from infoplane.estimators.kernels import dispatch


@pytest.mark.parametrize(("seconds", "said"), [(0.0, False), (0.3, True)])
def test_compiling_is_announced_if_it_takes_long(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], seconds: float, said: bool
) -> None:
    module = ModuleType("slow_kernels")
    calls = []
    module.warm_up = lambda: (calls.append(1), time.sleep(seconds))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "slow_kernels", module)
    monkeypatch.setattr(dispatch, "_PATIENCE", 0.1)
    monkeypatch.setattr(dispatch, "_compiled", set())

    def function() -> int:
        return 7

    function.__module__ = "slow_kernels"
    wrapped = dispatch.kernel(function)
    assert [wrapped(), wrapped()] == [7, 7]
    assert len(calls) == 1
    assert ("loading kernels" in capsys.readouterr().err) is said
