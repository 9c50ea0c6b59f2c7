"""After an interrupted run the process answers Ctrl-C as before."""

import signal
import subprocess
import sys
import threading
from concurrent.futures import Executor

import pytest

from infoplane.benchmarks.cli.run import shut_down
from infoplane.benchmarks.errors import Interrupted
from infoplane.benchmarks.execution.interrupts import interrupts_ignored, one_interrupt


class Slow(Executor):
    """An executor during whose shutdown Ctrl-C is pressed again."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        assert (wait, cancel_futures) == (False, True)
        signal.raise_signal(signal.SIGINT)


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Python's usual handler of Ctrl-C, whatever this process was started with; the interrupts that it answered."""
    interrupts: list[int] = []

    def answer(number: int, frame: object) -> None:
        interrupts.append(number)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, answer)
    yield interrupts  # type: ignore[misc]
    signal.signal(signal.SIGINT, before)


def test_ctrl_c_works_again_after_an_interrupted_run(answered: list[int]) -> None:
    with pytest.raises(Interrupted, match="the same command continues from there"), shut_down(Slow()):
        signal.raise_signal(signal.SIGINT)
    assert answered == [signal.SIGINT]  # the second one, during the shutdown, was ignored
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    assert len(answered) == 2


def test_an_error_in_the_block_restores_it_too(answered: list[int]) -> None:
    handler = signal.getsignal(signal.SIGINT)
    with pytest.raises(OSError, match="disk"), interrupts_ignored():
        raise OSError("disk")
    assert signal.getsignal(signal.SIGINT) is handler


def test_other_threads_leave_the_handler_alone(answered: list[int]) -> None:
    seen = []

    def work() -> None:
        with interrupts_ignored():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGINT)]


def test_only_the_first_of_several_interrupts_counts(answered: list[int]) -> None:
    """Whenever the others come: here while the error of the first is on its way."""
    signal.signal(signal.SIGINT, signal.default_int_handler)

    def twice() -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            signal.raise_signal(signal.SIGINT)
            raise Interrupted("Stopped.") from None

    with pytest.raises(Interrupted), one_interrupt():
        twice()
    signal.raise_signal(signal.SIGINT)  # ignored, until the process ends


def test_a_block_that_was_not_interrupted_leaves_the_handler(answered: list[int]) -> None:
    own = signal.getsignal(signal.SIGINT)
    with one_interrupt():
        assert signal.getsignal(signal.SIGINT) is own
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with pytest.raises(OSError, match="disk"), one_interrupt():
        assert signal.getsignal(signal.SIGINT) is not signal.default_int_handler
        raise OSError("disk")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_in_a_process_of_its_own() -> None:
    """Whatever handler it was started with: Python's own here."""
    code = """
import signal
from infoplane.benchmarks.cli.run import shut_down
from infoplane.benchmarks.errors import Interrupted
signal.signal(signal.SIGINT, signal.default_int_handler)
from concurrent.futures import ThreadPoolExecutor
try:
    with shut_down(ThreadPoolExecutor(1)):
        signal.raise_signal(signal.SIGINT)
except Interrupted:
    print("stopped")
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    print("answered")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["stopped", "answered"]
