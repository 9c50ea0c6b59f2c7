"""Spread a loop over points across threads.

Compiled kernels release the interpreter's lock, so ordinary threads serve. Unlike numba's own layers they need no
library, survive a fork, and may be entered from several threads at once.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from numba import config

_CHUNKS = 8  # per thread: evens out uneven work


def over_chunks(work: Callable[[int, int], None], n: int, step: int = 1) -> None:
    """Call work(first, last) until the chunks cover 0..n, on NUMBA_NUM_THREADS threads; chunks start at multiples of step."""
    threads = min(config.NUMBA_NUM_THREADS, -(-n // step))
    if threads <= 1:
        work(0, n)
        return
    size = -(-n // (threads * _CHUNKS * step)) * step
    firsts = range(0, n, size)
    with ThreadPoolExecutor(threads) as executor:
        for _ in executor.map(lambda first: work(first, min(first + size, n)), firsts):
            pass
