"""Commands of these tests run their cells in this process."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from infoplane.benchmarks.execution import in_worker, local_executor
from tests.benchmarks.small_runs import Inline


class ThisProcess:
    """In the place of a worker process."""

    def call(self, function: Callable[..., Any], *arguments: Any, limits: Any) -> Any:
        return function(*arguments)


@pytest.fixture(scope="package", autouse=True)
def cells_run_here() -> Iterator[None]:
    """A worker process takes longer to start than the few cells of a test. Those have their own tests, of `execution`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_executor, "LocalExecutor", lambda workers: Inline())
        patch.setattr(in_worker, "this_worker", ThisProcess)
        yield
