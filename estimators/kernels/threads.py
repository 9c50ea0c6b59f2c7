"""Spread a loop over points across threads.

Compiled kernels release the interpreter's lock, so ordinary threads serve. Unlike numba's own layers they need no library,
survive a fork, and may be entered from several threads at once. The calling thread works too: one that only waits may be
woken on the very processor of a helper, and then a few milliseconds of work pass on one processor. Helpers are kept,
because starting one costs 0.1 ms.
"""

import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from numba import config

# Enough to even out unequal work on a few cores. Chunks do not depend on the number of threads, so results do not either.
_CHUNKS = 32


@cache
def _helpers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(1, config.NUMBA_NUM_THREADS - 1), thread_name_prefix="infoplane")


if hasattr(os, "register_at_fork"):  # a child has none of its parent's threads
    os.register_at_fork(after_in_child=_helpers.cache_clear)


def run_chunks(work: Callable[[int, int], object], n: int, step: int = 1) -> None:
    """Call work(first, last) for chunks that cover 0..n, begun in order, on NUMBA_NUM_THREADS threads.

    Every chunk but the last is a multiple of `step` long. What `work` raises is raised here.
    """
    size = max(1, -(-n // (_CHUNKS * step))) * step
    firsts = deque(range(0, n, size))

    def drain() -> None:
        while True:
            try:
                first = firsts.popleft()
            except IndexError:
                return
            work(first, min(first + size, n))

    others = [_helpers().submit(drain) for _ in range(min(config.NUMBA_NUM_THREADS, len(firsts)) - 1)]
    drain()
    for other in others:
        if not other.cancel():  # not begun, because helpers are busy elsewhere: nothing is left for it
            other.result()
