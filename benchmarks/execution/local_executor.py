"""Workers on this machine, behind the executor interface: threads, each with its own worker process."""

from concurrent.futures import ThreadPoolExecutor

from infoplane.benchmarks.storage.provenance import cores

from .in_worker import this_worker
from .worker_process import WorkerProcess


class LocalExecutor(ThreadPoolExecutor):
    """Runs cells side by side, each in a process of one thread; the processes end with the executor.

    Parameters
    ----------
    workers : int, optional
        Cells that run at once; by default one for each core that this process may use.

    Attributes
    ----------
    workers, workers_per_machine : int
        Cells that run at once, and how many of them on one machine.
    """

    def __init__(self, workers: int | None = None) -> None:
        self.workers = self.workers_per_machine = workers or cores()
        self._processes: list[WorkerProcess] = []
        super().__init__(self.workers, initializer=lambda: self._processes.append(this_worker()))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more cells; unless `wait` is set, stop those that run."""
        if not wait:
            super().shutdown(wait=False, cancel_futures=cancel_futures)
            self._close()
        super().shutdown(wait=True, cancel_futures=cancel_futures)
        self._close()

    def _close(self) -> None:
        for process in self._processes:
            process.close()
