"""Spread a loop over points across threads.

Compiled kernels release the interpreter's lock, so ordinary threads serve. Unlike numba's own layers they need no library,
survive a fork, and may be entered from several threads at once.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from numba import config

T = TypeVar("T")

# Enough to even out unequal work on a few cores. Chunks do not depend on the number of threads, so results do not either.
_CHUNKS = 32


def over_chunks(work: Callable[[int, int], T], n: int, step: int = 1) -> Iterator[T]:
    """Yield work(first, last) for chunks that cover 0..n in order, run on NUMBA_NUM_THREADS threads.

    Every chunk but the last is a multiple of `step` long.
    """
    size = max(1, -(-n // (_CHUNKS * step))) * step
    firsts = range(0, n, size)
    threads = min(config.NUMBA_NUM_THREADS, len(firsts))
    if threads <= 1:
        for first in firsts:
            yield work(first, min(first + size, n))
        return
    with ThreadPoolExecutor(threads) as executor:
        yield from executor.map(lambda first: work(first, min(first + size, n)), firsts)


def run_chunks(work: Callable[[int, int], None], n: int, step: int = 1) -> None:
    """Call work(first, last) for chunks that cover 0..n, in no order."""
    for _ in over_chunks(work, n, step):
        pass
