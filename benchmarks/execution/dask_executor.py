"""Workers on other machines: a Dask cluster behind the executor interface.

Every thread of a Dask worker guards a process of its own, so time and memory limits hold there as here. A Dask worker that
dies takes nothing along: the scheduler gives its cells to another (and gives up after three deaths: a "killed" row).
"""

import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from infoplane.benchmarks.errors import UserError

_PATIENCE = 15  # seconds for the scheduler to answer
_COUNT_EVERY = 5.0  # seconds between two counts of the workers: clusters grow and shrink


class DaskExecutor(Executor):
    """Runs guarded cells on the workers of a Dask scheduler.

    Parameters
    ----------
    address : str
        Such as "tcp://host:8786".

    Raises
    ------
    UserError
        If Dask is not installed, or nobody answers at the address.
    """

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client
        except ImportError as error:
            raise UserError("--dask needs Dask: pip install distributed.") from error
        try:
            self._client = Client(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise UserError(f"No Dask scheduler answers at {address} ({error}). `dask scheduler` starts one.") from error
        self.address = address
        self._executor = self._client.get_executor(pure=False)
        self._counted, self._workers = -_COUNT_EVERY, 1

    @property
    def workers(self) -> int:
        """Cells that run at once: the threads of all workers, at least one."""
        if time.monotonic() - self._counted > _COUNT_EVERY:
            self._counted, self._workers = time.monotonic(), max(1, sum(self._client.nthreads().values()))
        return self._workers

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Schedule a call on some worker."""
        return self._executor.submit(function, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster, which goes on; cells that run there finish, and their rows are nobody's."""
        self._executor.shutdown(wait=wait)
        self._client.close()
