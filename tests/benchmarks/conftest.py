"""Made-up numbers of a suite, a silent progress, and worker processes that start soon."""

import math
from collections.abc import Iterator

import pandas as pd
import pytest

from infoplane.benchmarks.execution import worker_process
from tests.benchmarks.small_runs import Silent


def made_up(estimates: dict[str, list[float | None]], task: str = "t", true_mi: float = 1.0, n: int = 10) -> pd.DataFrame:
    """Numbers of one task by estimator and replicate, as `columns.of_store` gives them; None is a failure."""
    nats = [math.nan if value is None else value for values in estimates.values() for value in values]
    return pd.DataFrame(
        {
            "estimator": [label for label, values in estimates.items() for _ in values],
            "replicate": [r for values in estimates.values() for r in range(len(values))],
            "nats": nats,
            "family": "f",
            "task": task,
            "true_mi": true_mi,
            "true_mi_stderr": 0.0,
            "n": n,
            "stderr": math.nan,
            "seconds": 0.1,
            "peak_mb": 1.0,
            "undertrained": False,
            "flagged": False,
            "own_interval": False,
            "ceiling": math.nan,
            "lower": math.nan,
            "upper": math.nan,
        }
    )


@pytest.fixture
def progress() -> Silent:
    return Silent()


@pytest.fixture(scope="package", autouse=True)
def workers_compile_nothing() -> Iterator[None]:
    """Kernels are what a worker process takes longest to load. Those of runs at the command line load them."""
    quick = "worker_main.warm_up = lambda: None; worker_main.serve("
    assert "worker_main.serve(" in worker_process.START
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker_process, "START", worker_process.START.replace("worker_main.serve(", quick))
        yield
