"""Leaderboards on made-up rows whose order is known."""

import numpy as np
import pandas as pd
import pytest

from infoplane.benchmarks.analysis.leaderboard import leaderboard, shared_tasks, standings
from infoplane.benchmarks.analysis.summary import summarise
from tests.benchmarks.conftest import made_up

# "careful" refuses the hard task, on which "bold" has a large error.
TABLE = pd.concat(
    [
        made_up({"careful": [1.2, 1.2], "bold": [1.1, 0.9]}, "easy"),
        made_up({"careful": [None, None], "bold": [3.0, 5.0]}, "hard"),
        made_up({"careful": [1.4, None], "bold": [1.1, 1.1]}, "easy", n=20),
    ],
    ignore_index=True,
)
SUMMARY = summarise(TABLE)


def test_ranks_rest_on_tasks_that_every_estimator_finished() -> None:
    assert sorted(zip(*(shared_tasks(SUMMARY)[name] for name in ("task", "n", "estimator")), strict=True)) == [
        ("easy", 10, "bold"),
        ("easy", 10, "careful"),
        ("easy", 20, "bold"),
        ("easy", 20, "careful"),
    ]


def test_standings_by_hand() -> None:
    table = standings(SUMMARY).set_index(["n", "estimator"])
    assert list(table.index) == [(10, "bold"), (10, "careful"), (20, "bold"), (20, "careful")]
    bold = table.loc[(10, "bold")]
    assert (bold["tasks"], bold["cells"], bold["failures"]) == (1, 4, 0)
    assert bold["rmse"] == pytest.approx(0.1)
    assert bold["bias"] == pytest.approx(0.0)
    assert bold["mae"] == pytest.approx(np.mean([0.1, 3.0]))  # over both tasks
    assert tuple(table.loc[(10, "careful"), ["cells", "failures"]]) == (4, 2)
    assert tuple(table.loc[(20, "careful"), ["cells", "failures"]]) == (2, 1)


def test_rmse_of_several_tasks_is_the_root_of_the_mean_square() -> None:
    table = pd.concat([made_up({"a": [1.3, 1.3]}, "t0"), made_up({"a": [0.6, 0.6]}, "t1")], ignore_index=True)
    (line,) = standings(summarise(table)).itertuples()
    assert line.rmse == pytest.approx(np.sqrt((0.09 + 0.16) / 2))
    assert line.bias == pytest.approx(0.35)  # of absolute values: opposite signs do not cancel


def test_an_estimator_without_shared_tasks_shows_dashes() -> None:
    header, lines = leaderboard(summarise(made_up({"never": [None, None], "always": [1.25, 1.25]})))
    assert header == ["estimator", "n", "RMSE", "mean |bias|", "mean |error|", "coverage", "failed cells", "seconds"]
    assert sorted(lines) == [
        ["always", "10", "-", "-", "0.250", "-", "0 of 2", "0.100"],
        ["never", "10", "-", "-", "-", "-", "2 of 2", "-"],
    ]


def test_coverage_is_in_per_cent() -> None:
    table = made_up({"a": [1.1, 1.5]}).assign(lower=[0.9, 1.3], upper=[1.3, 1.7])
    (line,) = leaderboard(summarise(table))[1]
    assert line[2:6] == ["0.361", "0.300", "0.300", "50 %"]
