"""Made-up numbers of a suite, and a silent progress."""

import math

import pandas as pd
import pytest

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
