"""Chunks of a loop: they cover it once, in whole steps, and pass on exceptions. How many threads run them, and who says so."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable

import joblib
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from infoplane.estimators.kernels import threads
from infoplane.estimators.kernels.threads import at_most, run_chunks


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
