"""Series and groups: two that are independent look so."""

import math

import numpy as np
import pytest

from infoplane.estimators import estimate_mi
from infoplane.estimators.automatic.dependent import WholeGroups
from tests.estimators.series import autoregressive


def holding(right: float, found: list) -> int:
    return sum(one.lower <= right <= one.upper for one in found)


def mean_nats(found: list) -> float:
    return float(np.mean([one.nats for one in found]))


@pytest.mark.parametrize("draws", [4, pytest.param(20, marks=pytest.mark.slow)])
def test_two_independent_slow_series(draws: int) -> None:
    """Rows taken for independent give a value far above 0."""
    found = [estimate_mi(*autoregressive(seed, 1000, 0.95), fast=True) for seed in range(draws)]
    assert holding(0, found) >= draws - 1
    assert all("depend on the row before" in one.flags[-1] for one in found)
    assert all(one.upper < 1 for one in found)
    naive = [estimate_mi(*autoregressive(seed, 1000, 0.95), fast=True, scheme="shuffle") for seed in range(6)]
    assert abs(mean_nats(found)) < 0.04 < mean_nats(naive)


@pytest.mark.parametrize(("memory", "n"), [(0.99, 500), (0.98, 700)])
def test_series_of_few_independent_rows_say_nothing(memory: float, n: int) -> None:
    for seed in range(3):
        found = estimate_mi(*autoregressive(seed, n, memory), fast=True)
        assert (found.lower, found.upper) == (0, math.inf)
        assert "nothing can be said" in found.flags[-1]


def test_random_walks_say_nothing() -> None:
    for seed in range(3):
        x, y = np.random.default_rng(seed).normal(size=(2, 800)).cumsum(axis=1)
        found = estimate_mi(x, y, fast=True)
        assert (found.lower, found.upper) == (0, math.inf)


def test_series_that_depend_on_each_other() -> None:
    """The correlation of the noise is that of the series."""
    found = [estimate_mi(*autoregressive(seed, 1500, 0.7, 0.8), fast=True) for seed in range(4)]
    assert holding(-0.5 * math.log(1 - 0.64), found) >= 3
    assert all(one.lower > 0.1 for one in found)


def test_series_of_labels() -> None:
    x, y = autoregressive(1, 1000, 0.9)
    found = estimate_mi(np.where(x > 0, "high", "low")[:, 0], np.digitize(y[:, 0], [-1, 1]))
    assert found.lower == 0
    assert "depend on the row before" in found.flags[-1]


def test_one_series_beside_independent_rows_is_no_reason() -> None:
    x, _ = autoregressive(2, 500, 0.95)
    found = estimate_mi(x, np.random.default_rng(0).normal(size=500), fast=True)
    assert not any("row before" in flag for flag in found.flags)


@pytest.mark.parametrize(
    "sizes", [pytest.param([10] * 60, id="equal", marks=pytest.mark.slow), pytest.param([5, 15] * 30, id="unequal")]
)
def test_rows_of_groups_that_share_a_mean(sizes: list[int]) -> None:
    """x and y of a person are independent, but each person has a level of both: ten rows say what one says."""
    groups = np.repeat(np.arange(60), sizes)
    naive, found = [], []
    for seed in range(5):
        x, y = (
            rng.normal(size=60)[groups] + 0.1 * rng.normal(size=len(groups)) for rng in np.random.default_rng(seed).spawn(2)
        )
        naive.append(estimate_mi(x, y, fast=True))
        found.append(estimate_mi(x, y, fast=True, groups=groups, rng=0))
    assert holding(0, found) >= 4
    assert abs(mean_nats(found)) < 0.2 < 0.3 < mean_nats(naive)
    assert "60 groups of rows" in found[0].flags[-1]


def test_few_groups_say_nothing() -> None:
    x, y = np.random.default_rng(3).normal(size=(2, 200))
    found = estimate_mi(x, y, fast=True, groups=np.repeat([*"abcde"], 40))
    assert (found.lower, found.upper) == (0, math.inf)


def test_whole_groups_stay_together() -> None:
    groups = np.repeat([0, 1, 2], [3, 5, 2])
    members = [np.flatnonzero(groups == group) for group in range(3)]
    for seed in range(5):
        ours, theirs = WholeGroups(members).draw(np.random.default_rng(seed))
        pairs = set(zip(groups[ours].tolist(), groups[theirs].tolist(), strict=True))
        assert len(pairs) == len({pair[0] for pair in pairs}) == 3
        assert len(set(ours.tolist())) == len(ours) == len(set(theirs.tolist()))


def test_x_and_y_may_be_exchanged() -> None:
    x = np.convolve(np.random.default_rng(3).normal(size=420), np.ones(10))[10:411]
    for first, second in ((x[:-1], x[1:]), (x[:-1], x[1:] > 0)):
        found, exchanged = estimate_mi(first, second, fast=True), estimate_mi(second, first, fast=True)
        assert (found.nats, found.lower, found.upper) == (exchanged.nats, exchanged.lower, exchanged.upper)
