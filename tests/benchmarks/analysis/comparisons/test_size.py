"""The size of the test: equal estimators are called different no more often than the stated level, and "equal" is true.

Estimators that are equal by construction are made of committed absolute errors, in two ways:

    drawn      candidate and baselines are one estimator; each error is one of its committed errors, drawn with replacement;
    exchanged  in every replicate the errors of different estimators change places at random, and vary together as they did.

Each replay is one task, and the verdicts are counted. Exchanged differences have random signs and often nearly one size. So
with three replicates they have the same sign, and then a small spread, in one case of four: no t-test keeps its level on them.
"""

from collections.abc import Callable
from functools import cache
from typing import TypeAlias

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from infoplane.benchmarks.analysis.comparisons.differences import BETTER, EQUAL, FEW, LEVEL, MARGIN, WORSE, differences
from infoplane.benchmarks.analysis.comparisons.verdicts import verdicts
from infoplane.benchmarks.storage.committed import shipped_rows

REPLAYS, MANY = 200, 2000
Replay: TypeAlias = Callable[[np.random.Generator, int, int], np.ndarray]
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


def drawn(rng: np.random.Generator, baselines: int, replicates: int, count: int = REPLAYS) -> np.ndarray:
    """Errors (replay, replicate, estimator) of one estimator under several names."""
    errors = committed_errors()
    places = rng.integers(len(errors), size=count), rng.integers(errors.shape[2], size=count)
    own = errors[places[0], :, places[1]]
    return own[np.arange(count)[:, None, None], rng.integers(_REPLICATES, size=(count, replicates, 1 + baselines))]


def exchanged(rng: np.random.Generator, baselines: int, replicates: int, count: int = REPLAYS) -> np.ndarray:
    """Errors (replay, replicate, estimator) of several estimators that change places in every replicate."""
    errors = committed_errors()
    parts = []
    for place in rng.integers(len(errors), size=count):
        chosen = rng.permutation(errors.shape[2])[: 1 + baselines]
        parts.append(rng.permuted(errors[place, :replicates][:, chosen], axis=1))
    return np.array(parts)


@pytest.mark.parametrize(
    ("replay", "baselines", "replicates"),
    [(drawn, 1, 10), (drawn, 7, 10), (drawn, 1, 5), (drawn, 7, 5), (drawn, 1, 3), (exchanged, 1, 10), (exchanged, 7, 10)],
)
def test_equal_estimators_are_called_different_at_the_level_at_most(replay: Replay, baselines: int, replicates: int) -> None:
    found = counted(replay(np.random.default_rng(16), baselines, replicates))
    wrong = found.get(BETTER, 0) + found.get(WORSE, 0)
    assert stats.binomtest(wrong, REPLAYS, LEVEL, alternative="greater").pvalue > 0.01
    assert sum(found.values()) == REPLAYS


@pytest.mark.slow
@pytest.mark.parametrize("replay", [drawn, exchanged])
@pytest.mark.parametrize("baselines", [1, 7])
@pytest.mark.parametrize("replicates", [10, 5, 3])
def test_of_many_replays(replay: Replay, baselines: int, replicates: int) -> None:
    """With -s, this prints the numbers that docs/benchmark/compare.md states."""
    found = counted(replay(np.random.default_rng(20), baselines, replicates, MANY))
    wrong = found.get(BETTER, 0) + found.get(WORSE, 0)
    share = f"{100 * wrong / MANY:4.1f} % (standard error {100 * np.sqrt(wrong * (MANY - wrong) / MANY**3):.1f} %)"
    print(f"\n{replay.__name__:9}, {baselines} baseline{'s' if baselines > 1 else ' '}, {replicates:2} replicates: {share}")
    too_often = stats.binomtest(wrong, MANY, LEVEL, alternative="greater").pvalue
    if replay is exchanged and baselines == 1 and replicates < FEW:
        assert too_often < 1e-6  # why the output says where verdicts rest on so few
        assert wrong < 0.25 * MANY  # all signs are the same in one case of four
    else:
        assert too_often > 0.01
    assert sum(found.values()) == MANY


def test_a_level_that_is_not_kept_would_be_found() -> None:
    """A baseline that is 0.05 nats worse: the same count is then far above the level."""
    errors = exchanged(np.random.default_rng(16), 1, 10)
    errors[:, :, 1] += 0.05
    assert stats.binomtest(counted(errors)[BETTER], REPLAYS, LEVEL, alternative="greater").pvalue < 1e-6


@pytest.mark.parametrize("side", [-1, 1])
def test_estimators_that_differ_by_the_margin_are_seldom_called_equal(side: int) -> None:
    """Where the true difference is 0.02 nats, "equal within .02" is false just barely: half the level at most."""
    errors = exchanged(np.random.default_rng(17), 1, 10)
    errors[:, :, 0] += side * MARGIN
    found = counted(errors).get(EQUAL, 0)
    assert stats.binomtest(found, REPLAYS, LEVEL / 2, alternative="greater").pvalue > 0.01


def test_equal_estimators_with_small_errors_are_called_equal() -> None:
    rng = np.random.default_rng(18)
    errors = 1 + 0.005 * rng.normal(size=(REPLAYS, 10, 2))
    assert counted(errors)[EQUAL] > 0.9 * REPLAYS
