"""Chunks of a loop: they cover it once, in whole steps, and pass on exceptions. How many threads run them, and who says so."""

import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar

import joblib
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from infoplane.estimators.kernels import threads
from infoplane.estimators.kernels.threads import at_most, each, run_chunks


def shown() -> list[int]:
    """What threadpoolctl reports of these threads."""
    from infoplane.estimators.kernels import threads  # noqa: F401  in a new process

    return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "infoplane"]


def at_work(several: Callable[[], object]) -> int:
    """How many threads run the chunks of a loop, if each waits for `several`."""
    seen = set()

    def work(first: int, last: int) -> None:
        seen.add(threading.current_thread())
        several()

    run_chunks(work, 100)
    return len(seen)


@pytest.mark.parametrize(("n", "step"), [(0, 1), (1, 1), (31, 1), (32, 16), (1000, 1), (1000, 16), (16 * 32 + 1, 16)])
def test_chunks_cover_a_loop_once(monkeypatch: pytest.MonkeyPatch, n: int, step: int) -> None:
    for number in (1, 3):
        monkeypatch.setattr(threads, "_number", number)
        chunks: list[tuple[int, int]] = []
        run_chunks(lambda first, last, chunks=chunks: chunks.append((first, last)), n, step)
        chunks.sort()
        assert [i for first, last in chunks for i in range(first, last)] == list(range(n))
        assert all((last - first) % step == 0 for first, last in chunks[:-1])
        assert len(chunks) <= 32


@pytest.mark.parametrize("fails_in_caller", [True, False])
def test_an_exception_is_raised_by_the_caller(monkeypatch: pytest.MonkeyPatch, fails_in_caller: bool) -> None:
    monkeypatch.setattr(threads, "_number", 2)
    caller, waited, both = threading.current_thread(), set(), threading.Barrier(2, timeout=30)

    def work(first: int, last: int) -> None:
        here = threading.current_thread()
        if here not in waited:  # both have work
            waited.add(here)
            both.wait()
        if (here is caller) is fails_in_caller:
            raise KeyError("failed")

    with pytest.raises(KeyError, match="failed"):
        run_chunks(work, 100)


@pytest.mark.parametrize("of_items", [False, True])
def test_nothing_goes_on_after_an_exception(monkeypatch: pytest.MonkeyPatch, of_items: bool) -> None:
    """The other thread ends what it has begun, and begins nothing more."""
    monkeypatch.setattr(threads, "_number", 2)
    caller, begun, failing = threading.current_thread(), list[int](), threading.Event()

    def work(item: int) -> None:
        begun.append(item)
        if threading.current_thread() is caller:
            failing.set()
            raise KeyError("failed")
        failing.wait(30)

    with pytest.raises(KeyError, match="failed"):
        if of_items:
            each(work, range(100), threads._MANY_ROWS)
        else:
            run_chunks(lambda first, _: work(first), 100)
    count = len(begun)
    assert count <= 3  # one of the caller, and what the other had begun or took at that moment
    assert not threads._helpers().submit(lambda: len(begun) - count).result()


def test_work_is_let_go_while_another_thread_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread keeps what was cancelled until it has time; with it, it would keep the arrays."""
    monkeypatch.setattr(threads, "_number", 2)
    monkeypatch.setattr(threads, "_helpers", lambda: pool)

    class Work:
        def __call__(self, first: int, last: int) -> None:
            pass

    free = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(free.wait)
        work = Work()
        alive = weakref.ref(work)
        run_chunks(work, 100)
        del work
        try:
            assert alive() is None
        finally:
            free.set()


@pytest.mark.parametrize("rows", [10, threads._MANY_ROWS])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_each_item_is_made_in_order_and_worked_on_once(monkeypatch: pytest.MonkeyPatch, number: int, rows: int) -> None:
    monkeypatch.setattr(threads, "_number", number)
    made, nested, setting = list[int](), list[int](), ContextVar("setting", default="")

    def items() -> Iterator[int]:
        for i in range(7):
            made.append(i)
            yield i

    def work(item: int) -> str:
        run_chunks(lambda first, last: nested.extend(range(first, last)), 5)
        return f"{setting.get()}{item}"

    setting.set("item ")
    assert each(work, items(), rows) == [f"item {i}" for i in range(7)]
    assert made == list(range(7))
    assert sorted(nested) == sorted(7 * [*range(5)])
    assert each(work, [], rows) == []


@pytest.mark.parametrize("number", [1, 2])
def test_each_raises_what_the_work_or_the_items_raise(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(threads, "_number", number)
    with pytest.raises(ZeroDivisionError):
        each(lambda item: 1 / item, [1, 0, 1], threads._MANY_ROWS)
    with pytest.raises(ZeroDivisionError):
        each(str, (1 / item for item in [1, 0, 1]), threads._MANY_ROWS)


def test_threadpoolctl_shows_and_limits_the_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "_most", 3)
    monkeypatch.setattr(threads, "_number", 3)
    assert shown() == [3]
    with threadpool_limits(2, user_api="infoplane"):
        assert shown() == [2]
    with threadpool_limits(1):
        assert shown() == [1]
        assert at_work(lambda: None) == 1
    with threadpool_limits(100):
        assert shown() == [3]  # never more than the environment allows
    assert shown() == [3]
    with threadpool_limits(2):
        assert at_work(lambda: threading.Event().wait(0.01)) <= 2


def test_n_jobs_are_those_of_scikit_learn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "_most", 3)
    monkeypatch.setattr(threads, "_number", 3)
    with at_most(2):
        assert shown() == [2]
    with at_most(None):
        assert shown() == [3]
    with at_most(-1):
        assert shown() == [3]
    with threadpool_limits(1), at_most(2):  # at most: no number is raised
        assert {pool["num_threads"] for pool in threadpool_info()} == {1}
    for wrong in (0, 1.5, "two"):
        with pytest.raises(ValueError, match=f"at least 1, or -1 for all cores; got {wrong!r}"):
            at_most(wrong)  # type: ignore[arg-type]


def test_limits_of_several_threads_leave_what_was_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first to begin is the first to end, as where two threads fit autoencoders."""
    monkeypatch.setattr(threads, "_most", 3)
    monkeypatch.setattr(threads, "_number", 3)
    before = threadpool_info()
    first, second = at_most(1), at_most(2)
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert shown() == [1]
    second.__exit__(None, None, None)
    assert shown() == [3]
    assert threadpool_info() == before


@pytest.mark.parametrize(("outer", "expected"), [("1", 1), ("1,4", 1), ("64", 2), ("", 2), ("none", 2)])
def test_the_environment_says_how_many(outer: str, expected: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers of Dask set OMP_NUM_THREADS; those of joblib NUMBA_NUM_THREADS."""
    monkeypatch.setenv("OMP_NUM_THREADS", outer)
    monkeypatch.setattr(threads.config, "NUMBA_NUM_THREADS", 2)
    assert threads._allowed() == expected


@pytest.mark.parametrize(("outer", "expected"), [("1,4", 1), ("64", 2)])
def test_a_process_reads_the_environment_when_it_starts(outer: str, expected: int) -> None:
    code = "from infoplane.estimators.kernels import threads; print(threads._number)"
    environment = {**os.environ, "OMP_NUM_THREADS": outer, "NUMBA_NUM_THREADS": "2"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert int(done.stdout) == expected


@pytest.mark.slow
def test_a_process_of_joblib_has_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS"):  # a limit of the tests' own would hide it
        monkeypatch.delenv(name, raising=False)
    with joblib.parallel_config(backend="loky", inner_max_num_threads=1):
        assert joblib.Parallel(n_jobs=2)(joblib.delayed(shown)() for _ in range(2)) == [[1], [1]]
