"""Workers on this machine: threads, each with a guard and its loky process, behind the executor interface."""

import os
from concurrent.futures import ThreadPoolExecutor

from .worker_process import Guard, this_guard

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class LocalExecutor(ThreadPoolExecutor):
    """Runs guarded cells side by side, one process of one thread each; processes end with the executor."""

    def __init__(self, workers: int = CORES) -> None:
        self.workers = workers
        self._guards: list[Guard] = []
        super().__init__(workers, initializer=lambda: self._guards.append(this_guard()))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Stop taking cells; unless `wait` is set, stop those that run."""
        if not wait:
            super().shutdown(wait=False, cancel_futures=cancel_futures)
            for guard in self._guards:
                guard.close()
        super().shutdown(wait=True, cancel_futures=cancel_futures)
        for guard in self._guards:
            guard.close()
