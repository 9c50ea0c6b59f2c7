"""Workers on other machines: a Dask cluster behind the executor interface.

Each thread of a Dask worker has its own worker process, so the limits of time and memory hold there as on this machine.
When a Dask worker dies, the scheduler gives its cells to another one; after three deaths a cell becomes a row with the status
"killed".
"""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any
from urllib.parse import urlsplit

from infoplane.benchmarks.errors import UserError
from infoplane.extras import needed_by

_PATIENCE = 15  # seconds for the scheduler to answer
_COUNT_EVERY = 5.0  # seconds between two counts of the workers: clusters grow and shrink


class DaskExecutor(Executor):
    """Runs cells on the workers of a Dask scheduler.

    Parameters
    ----------
    address : str
        Such as "tcp://host:8786".

    Raises
    ------
    MissingExtraError
        If Dask is not installed.
    UserError
        If no scheduler answers at the address.
    """

    def __init__(self, address: str) -> None:
        with needed_by("--dask"):
            from distributed import Client
        try:
            self._client = Client(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise UserError(f"No Dask scheduler answers at {address} ({error}). `dask scheduler` starts one.") from error
        self.address = address
        self._executor = self._client.get_executor(pure=False)
        self._counted = -_COUNT_EVERY
        self._threads: Counter[str] = Counter()

    @property
    def workers(self) -> int:
        """Cells that run at once: the threads of all workers, at least one."""
        return max(1, self._threads_by_host().total())

    @property
    def workers_per_machine(self) -> int:
        """The most cells that run at once on one host, at least one."""
        return max([1, *self._threads_by_host().values()])

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Schedule a call on some worker."""
        return self._executor.submit(function, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster, which stays up; cells that run there continue to their end, and their rows are lost."""
        self._executor.shutdown(wait=wait)
        self._client.close()

    def _threads_by_host(self) -> Counter[str]:
        if time.monotonic() - self._counted > _COUNT_EVERY:
            self._counted = time.monotonic()
            try:
                found = self._client.nthreads()
            except OSError:  # the scheduler is gone, which the cells that it had report
                return self._threads
            self._threads = Counter()
            for worker, threads in found.items():
                self._threads[urlsplit(worker).hostname or worker] += threads
        return self._threads
