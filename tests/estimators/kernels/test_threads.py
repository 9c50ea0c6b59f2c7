"""Chunks of a loop: they cover it once, in whole steps, and pass on exceptions."""

import threading

import pytest

from infoplane.estimators.kernels.threads import run_chunks


@pytest.mark.parametrize(("n", "step"), [(0, 1), (1, 1), (31, 1), (32, 16), (1000, 1), (1000, 16), (16 * 32 + 1, 16)])
def test_chunks_cover_a_loop_once(monkeypatch: pytest.MonkeyPatch, n: int, step: int) -> None:
    for threads in (1, 3):
        monkeypatch.setattr("numba.config.NUMBA_NUM_THREADS", threads)
        chunks: list[tuple[int, int]] = []
        run_chunks(lambda first, last, chunks=chunks: chunks.append((first, last)), n, step)
        chunks.sort()
        assert [i for first, last in chunks for i in range(first, last)] == list(range(n))
        assert all((last - first) % step == 0 for first, last in chunks[:-1])
        assert len(chunks) <= 32


@pytest.mark.parametrize("fails_in_caller", [True, False])
def test_an_exception_is_raised_by_the_caller(monkeypatch: pytest.MonkeyPatch, fails_in_caller: bool) -> None:
    monkeypatch.setattr("numba.config.NUMBA_NUM_THREADS", 2)
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
