"""Clocks of the speed tests."""

import os
import resource
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

Work = Callable[[], object]
_ALONE = 0.1  # of its time that a single thread may wait on a quiet machine


class Times(NamedTuple):
    """Seconds on the wall, and of all processors."""

    wall: float
    processor: float


def times(work: Work) -> Times:
    """Those of one call."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return Times(time.perf_counter() - wall, time.process_time() - processor)


def in_turns(works: Sequence[Work], rounds: int) -> list[Times]:
    """The medians of each work, called in turns, so that what slows one slows the others."""
    taken = [[times(work) for work in works] for _ in range(rounds)]
    return [Times(*np.median(column, axis=0).tolist()) for column in zip(*taken, strict=True)]


def seconds(work: Work, rounds: int) -> float:
    """The median on the wall."""
    return in_turns([work], rounds)[0].wall


def of_command(arguments: Sequence[str], one_core: bool = False, folder: Path | None = None) -> Times:
    """Those of a program and of all that it starts; on one core, with one thread, if asked for."""
    environment, cores = dict(os.environ), set[int]()
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        if one_core:
            environment |= {f"{library}_NUM_THREADS": "1" for library in ("OMP", "NUMBA", "OPENBLAS", "MKL")}
            cores = os.sched_getaffinity(0)
            os.sched_setaffinity(0, {min(cores)})  # what this process starts inherits it
        subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, cwd=folder, env=environment)
    finally:
        if cores:
            os.sched_setaffinity(0, cores)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Times(time.perf_counter() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def waits() -> float:
    """The share of its time that a single thread waits for a processor: whether others use the machine."""
    taken = times(lambda: sum(range(20_000_000)))
    return 1 - taken.processor / taken.wall


def is_disturbed() -> bool:
    """Whether others use the machine so much that its clock on the wall says little."""
    return waits() > _ALONE
