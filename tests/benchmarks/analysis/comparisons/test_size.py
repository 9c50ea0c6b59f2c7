"""The size of the test: equal estimators are called different no more often than the stated level, and "equal" is true.

Estimators that are equal by construction are made of committed errors. In every replicate the absolute errors of the candidate
and of the baselines change places at random: then no estimator has larger errors than another, and the errors of a replicate
still vary together as they did. Each of these is one task; the verdicts are counted.
"""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from infoplane.benchmarks.analysis.comparisons.differences import BETTER, EQUAL, LEVEL, MARGIN, WORSE, differences
from infoplane.benchmarks.analysis.comparisons.verdicts import verdicts
from infoplane.benchmarks.storage.committed import shipped_rows

REPLAYS = 200
_REPLICATES = 10
_ESTIMATORS = ("Gaussian", "Gaussian copula", "KDE", "KSG", "KL", "WKL", "G+WKL", "Histogram")


@cache
def committed_errors() -> np.ndarray:
    """Absolute errors (task and size, replicate, estimator) of lowdim, on tasks of positive MI without a failure."""
    rows = shipped_rows("lowdim", ("task", "estimator", "n", "replicate", "true_mi", "nats"))
    rows = rows[rows["estimator"].isin(_ESTIMATORS)].astype({"true_mi": float, "nats": float})
    rows = rows[rows["true_mi"] > 1e-6]
    error = rows.assign(error=(rows["nats"] - rows["true_mi"]).abs())
    table = error.pivot(index=["task", "n", "replicate"], columns="estimator", values="error").dropna()
    whole = table[table.groupby(level=["task", "n"])["KSG"].transform("size") == _REPLICATES]
    return whole.to_numpy().reshape(-1, _REPLICATES, len(_ESTIMATORS))


def counted(errors: np.ndarray) -> dict[str, int]:
    """How many of the tasks get each verdict; errors (task, replicate, estimator), of which the first is the candidate."""
    task, replicate, estimator = np.indices(errors.shape).reshape(3, -1)
    nats = 10 + errors.ravel()  # so that an error that a test lowers stays positive
    table = pd.DataFrame({"task": task, "replicate": replicate, "estimator": estimator.astype(str), "nats": nats})
    pairs = differences(table.assign(family="f", true_mi=0.0, n=1), "0")
    return verdicts(pairs)["verdict"].value_counts().to_dict()


def replays(rng: np.random.Generator, baselines: int, replicates: int) -> np.ndarray:
    """Equal estimators: in every replicate the errors change places at random."""
    errors = committed_errors()
    parts = []
    for place in rng.integers(len(errors), size=REPLAYS):
        chosen = rng.permutation(errors.shape[2])[: 1 + baselines]
        parts.append(rng.permuted(errors[place, :replicates][:, chosen], axis=1))
    return np.array(parts)


@pytest.mark.parametrize(("baselines", "replicates"), [(1, 10), (1, 5), (7, 10), (7, 5)])
def test_equal_estimators_are_called_different_at_the_level_at_most(baselines: int, replicates: int) -> None:
    found = counted(replays(np.random.default_rng(16), baselines, replicates))
    wrong = found.get(BETTER, 0) + found.get(WORSE, 0)
    assert stats.binomtest(wrong, REPLAYS, LEVEL, alternative="greater").pvalue > 0.01
    assert sum(found.values()) == REPLAYS


def test_the_test_would_find_a_level_that_is_not_kept() -> None:
    """With a baseline that is 0.05 nats worse, most are called different, so the count above could fail."""
    errors = replays(np.random.default_rng(16), 1, 10)
    errors[:, :, 1] += 0.05
    assert counted(errors)[BETTER] > REPLAYS / 2


@pytest.mark.parametrize("side", [-1, 1])
def test_estimators_that_differ_by_the_margin_are_seldom_called_equal(side: int) -> None:
    """Where the true difference is 0.02 nats, "equal within .02" is false just barely: half the level at most."""
    errors = replays(np.random.default_rng(17), 1, 10)
    errors[:, :, 0] += side * MARGIN
    found = counted(errors).get(EQUAL, 0)
    assert stats.binomtest(found, REPLAYS, LEVEL / 2, alternative="greater").pvalue > 0.01


def test_equal_estimators_with_small_errors_are_called_equal() -> None:
    rng = np.random.default_rng(18)
    errors = 1 + 0.005 * rng.normal(size=(REPLAYS, 10, 2))
    assert counted(errors)[EQUAL] > 0.9 * REPLAYS
