"""Spread a loop over points across threads.

Compiled kernels release the interpreter's lock, so ordinary threads are enough. Unlike numba's own threads they need no
library, survive a fork, and may be started from several threads at once. The calling thread works too: if it only waited, it
might be woken on the processor of another thread, and a few milliseconds of work would then run on one processor. The threads
are kept, because starting one costs 0.1 ms.
"""

import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from numba import config

# This many chunks balance unequal work on a few cores. The number of threads changes neither them nor the results.
_CHUNKS = 32


@cache
def _helpers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(1, config.NUMBA_NUM_THREADS - 1), thread_name_prefix="infoplane")


if hasattr(os, "register_at_fork"):  # a child process has none of its parent's threads
    os.register_at_fork(after_in_child=_helpers.cache_clear)


def run_chunks(work: Callable[[int, int], object], n: int, step: int = 1) -> None:
    """Call work(first, last) for chunks that cover 0..n, in order of their start, on NUMBA_NUM_THREADS threads.

    The length of every chunk but the last is a multiple of `step`. An exception of `work` is raised here.
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
        if not other.cancel():  # not started: the threads are busy elsewhere, and no chunk is left for it
            other.result()
