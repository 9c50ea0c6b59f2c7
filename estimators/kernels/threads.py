"""Spread a loop over points across threads.

Compiled kernels release the interpreter's lock, so ordinary threads are enough. Unlike numba's own threads they need no
library, survive a fork, and may be started from several threads at once. The calling thread works too: if it only waited, it
might be woken on the processor of another thread, and a few milliseconds of work would then run on one processor. The threads
are kept, because starting one costs 0.1 ms.

There are as many as NUMBA_NUM_THREADS says, or OMP_NUM_THREADS if that is less: joblib sets the first in its processes, Dask
the second. `threadpoolctl` shows the number and changes it, under the name "infoplane".
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import copy_context
from functools import cache
from threading import Lock
from typing import TypeVar

import threadpoolctl
from numba import config

T = TypeVar("T")
R = TypeVar("R")

# This many chunks balance unequal work on a few cores. The number of threads changes neither them nor the results.
_CHUNKS = 32
_MANY_ROWS = 20_000  # of fewer, Python itself takes most of the time, and it runs one thread at a time


def _allowed() -> int:
    """What the environment allows. OMP_NUM_THREADS may hold a list, one number for each level of nesting."""
    outer = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    allowed = int(config.NUMBA_NUM_THREADS)
    return min(allowed, int(outer)) if outer.isdecimal() and int(outer) > 0 else allowed


_most = _number = _allowed()


class _Threads(threadpoolctl.LibController):
    """These threads, to threadpoolctl. It looks for pools in shared libraries, so they go with that of numba's compiler."""

    user_api = internal_api = "infoplane"
    filename_prefixes = ("libllvmlite", "llvmlite")

    def get_num_threads(self) -> int:
        """Threads that a loop is spread over."""
        return _number

    def set_num_threads(self, num_threads: int) -> None:
        """Set them; never more than the environment allows."""
        global _number
        _number = max(1, min(int(num_threads), _most))

    def get_version(self) -> None:
        """None."""


threadpoolctl.register(_Threads)


def at_most(n_jobs: int | None) -> AbstractContextManager[object]:
    """A context in which these threads, and those of numpy and torch, are at most n_jobs; -1 and None change nothing.

    The limit is that of the process: calls from several threads at a time share it, and the last of them gives it back.

    Raises
    ------
    ValueError
        If n_jobs is 0, or no whole number.
    """
    if n_jobs is not None and (not isinstance(n_jobs, int) or n_jobs == 0):
        raise ValueError(f"n_jobs is a number of threads, at least 1, or -1 for all cores; got {n_jobs!r}.")
    if n_jobs in (None, -1):
        return nullcontext()
    import joblib  # here: most callers give no number

    return _limited(joblib.effective_n_jobs(n_jobs))


_found: list[dict[str, int]] = []  # by the limits that hold, in the order in which they began: the threads of each pool
_changing = Lock()


@contextmanager
def _limited(most: int) -> Iterator[None]:
    """A limit. If one that began later still holds, that one gives back what this one found."""
    with _changing:
        found = {pool["prefix"]: pool["num_threads"] for pool in threadpoolctl.threadpool_info()}
        _found.append(found)
        # The limits of threadpoolctl may also raise a number.
        threadpoolctl.threadpool_limits({prefix: min(most, number) for prefix, number in found.items()})
    try:
        yield
    finally:
        with _changing:
            place = next(place for place, one in enumerate(_found) if one is found)
            del _found[place]
            if place < len(_found):
                _found[place].update(found)
            else:
                threadpoolctl.threadpool_limits(found)


@cache
def _helpers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(1, _most - 1), thread_name_prefix="infoplane")


if hasattr(os, "register_at_fork"):  # a child process has none of its parent's threads
    os.register_at_fork(after_in_child=_helpers.cache_clear)


def run_chunks(work: Callable[[int, int], object], n: int, step: int = 1) -> None:
    """Call work(first, last) for chunks that cover 0..n, in order of their start, on all threads.

    The length of every chunk but the last is a multiple of `step`. An exception of `work` is raised here.
    """
    size = max(1, -(-n // (_CHUNKS * step))) * step
    firsts, works = deque(range(0, n, size)), [work]

    def drain() -> None:
        while True:
            try:
                first = firsts.popleft()
            except IndexError:
                return
            works[0](first, min(first + size, n))

    others = [_helpers().submit(drain) for _ in range(min(_number, len(firsts)) - 1)]
    try:
        drain()
    finally:
        firsts.clear()  # after an exception nobody takes a further chunk
        running = [other for other in others if not other.cancel()]  # not started: the threads are busy elsewhere
        if running:  # waiting for nothing takes time, too
            wait(running)
        works.clear()  # threads that are busy elsewhere keep what was cancelled, and would keep the arrays of the work
    for other in running:
        other.result()


def each(work: Callable[[T], R], items: Iterable[T], rows: int) -> list[R]:
    """[work(item) for item in items], on all threads if items have many rows.

    Items are made one after the other, each when a thread is free for it. The work runs in the context of the caller, where it
    must keep nothing, such as the order of columns (`ascending`).
    """
    if rows < _MANY_ROWS or _number == 1:
        return [work(item) for item in items]
    found: dict[int, R] = {}
    numbered, one_at_a_time = enumerate(items), Lock()
    failed: list[int] = []

    def drain() -> None:
        while True:
            with one_at_a_time:
                following = None if failed else next(numbered, None)
            if following is None:
                return
            place, item = following
            try:
                found[place] = work(item)
            except BaseException:
                failed.append(place)  # so that other threads begin no further item
                raise

    contexts = [copy_context() for _ in range(min(_number, _CHUNKS))]  # each is a chunk of its own
    run_chunks(lambda first, _: contexts[first].run(drain), len(contexts))
    return [found[place] for place in range(len(found))]
