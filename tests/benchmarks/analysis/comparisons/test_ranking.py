"""Overall ranks on made-up rows whose rank is known."""

from functools import partial

import numpy as np
import pandas as pd
import pytest

from infoplane.benchmarks.analysis.comparisons import ranking
from tests.benchmarks.conftest import made_up

overall_rank = partial(ranking.overall_rank, resamples=300)


def tasks(estimates: dict[str, float], count: int = 6, spread: float = 0.1) -> pd.DataFrame:
    """Several tasks on which each estimator has this mean error."""
    rng = np.random.default_rng(0)
    parts = []
    for index in range(count):
        errors = {label: list(1 + shift + spread * rng.normal(size=5)) for label, shift in estimates.items()}
        parts.append(made_up(errors, f"t{index}"))  # type: ignore[arg-type]
    return pd.concat(parts, ignore_index=True)


def test_rank_of_the_best_the_middle_and_the_worst() -> None:
    errors = {"a": 1.0, "b": 2.0, "mine": 0.0}
    best = overall_rank(tasks(errors), "mine")
    assert (best.rank, best.low, best.high, best.of) == (1, 1, 1, 3)
    assert (best.shares["share"] == 1).all()
    middle = overall_rank(tasks(errors), "a")
    assert (middle.rank, middle.low, middle.high) == (2, 2, 2)
    assert list(middle.shares["estimator"]) == ["mine", "b"]
    assert overall_rank(tasks(errors), "b").rank == 3


def test_the_interval_contains_the_rank_and_is_wide_among_equals() -> None:
    table = tasks({"a": 0.3, "b": 0.3, "c": 0.3, "d": 0.3, "mine": 0.3}, spread=0.3)
    found = overall_rank(table, "mine")
    assert 1 <= found.low <= found.rank <= found.high <= found.of == 5
    assert found.high - found.low >= 2
    shares = found.shares
    assert ((shares["share_low"] <= shares["share"]) & (shares["share"] <= shares["share_high"])).all()


def test_rank_follows_from_the_content_alone() -> None:
    table = tasks({"a": 0.1, "b": 0.2, "mine": 0.15})
    first, again = overall_rank(table, "mine"), overall_rank(table.sample(frac=1, random_state=1), "mine")
    assert first.shares.equals(again.shares)


def test_a_copy_of_a_baseline_wins_half() -> None:
    table = tasks({"a": 0.1})
    both = pd.concat([table, table.assign(estimator="mine")], ignore_index=True)
    found = overall_rank(both, "mine")
    assert (found.rank, found.low, found.high) == (1, 1, 1)
    assert list(found.shares[["share", "share_low", "share_high"]].iloc[0]) == [0.5, 0.5, 0.5]


def test_a_failure_loses() -> None:
    found = overall_rank(made_up({"mine": [1.0, None, None], "base": [3.0, 3.0, None]}), "mine")
    assert found.shares["share"].iloc[0] == pytest.approx((1 + 0 + 0.5) / 3)


def test_baselines_are_compared_on_their_own_tasks() -> None:
    """Sizes, tasks and replicates that a baseline lacks do not count, and every task has the same weight."""
    parts = [
        made_up({"mine": [1.0, 1.0], "a": [2.0, 2.0]}, "t0"),
        made_up({"mine": [1.0, 1.0], "a": [2.0]}, "t0", n=20),
        made_up({"mine": [2.0, 2.0], "a": [1.0, 1.0], "b": [3.0]}, "t1"),
        made_up({"mine": [2.0, 2.0]}, "t2"),
    ]
    shares = overall_rank(pd.concat(parts, ignore_index=True), "mine").shares.set_index("estimator")
    assert dict(shares["share"]) == {"a": 0.5, "b": 1.0}
    assert dict(shares["tasks"]) == {"a": 2, "b": 1}


def test_a_baseline_whose_tasks_are_not_drawn_keeps_its_share() -> None:
    """It ran on one of two tasks, which a quarter of the resamples lack, and always wins there."""
    table = pd.concat(
        [
            made_up({"mine": [2.0] * 4, "a": [1.0] * 4, "b": [1.1] * 4}, "t0"),
            made_up({"mine": [1.0] * 4, "b": [2.0] * 4}, "t1"),
        ],
        ignore_index=True,
    )
    found = overall_rank(table, "mine")
    assert found.low >= 2


def test_a_task_with_few_replicates_is_resampled_with_as_few() -> None:
    """Two replicates, one won and one lost, leave the share of their task open; fifty ties fix that of the other."""
    few = made_up({"a": [2.0, 2.0], "mine": [1.0, 3.5]}, "few")
    many = made_up({"a": [2.0] * 50, "mine": [2.0] * 50}, "many")
    (share,) = overall_rank(pd.concat([few, many], ignore_index=True), "mine").shares.itertuples(index=False)
    assert share.share == 0.5
    assert share.share_low < 0.3
    assert share.share_high > 0.7
