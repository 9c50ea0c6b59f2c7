"""Tasks of true MI 0: false positives are counted and judged, error is shown beside the baselines, and both stand apart."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from infoplane.benchmarks.analysis.comparisons import comparison_tables
from infoplane.benchmarks.analysis.comparisons.comparison import compared
from infoplane.benchmarks.analysis.comparisons.independence import false_positives
from tests.benchmarks.conftest import made_up


def with_intervals(values: dict[str, list[float]], half: float, task: str = "zero", true_mi: float = 0.0) -> pd.DataFrame:
    table = made_up(values, task, true_mi)
    return table.assign(lower=table["nats"] - half, upper=table["nats"] + half)


@pytest.mark.parametrize(
    ("positives", "of", "verdict"),
    [(0, 10, "within chance"), (1, 10, "within chance"), (3, 10, "too many"), (3, 3, "too many")],
)
def test_false_positives_are_judged_by_the_exact_binomial_test(positives: int, of: int, verdict: str) -> None:
    table = with_intervals({"mine": [0.5] * positives + [0.01] * (of - positives)}, half=0.1)
    (line,) = false_positives(table).itertuples()
    assert (line.positives, line.intervals, line.verdict) == (positives, of, verdict)
    assert (line.verdict == "too many") == (stats.binomtest(positives, of, 0.05, alternative="greater").pvalue < 0.05)
    assert line.positives_low <= positives / of <= line.positives_high


def test_an_estimator_without_intervals_claims_nothing() -> None:
    (line,) = false_positives(made_up({"mine": [0.5, 0.6]}, true_mi=0.0)).itertuples()
    assert (line.intervals, line.verdict) == (0, "")
    assert line.rmse == pytest.approx(np.sqrt((0.25 + 0.36) / 2))


def test_true_mi_0_enters_neither_verdicts_nor_rank() -> None:
    """A candidate that is the best at 0 and the worst elsewhere is last, and its error at 0 stands in a table of its own."""
    zero = with_intervals({"mine": [0.0, 0.001, 0.0], "base": [0.3, 0.2, 0.25]}, half=0.1)
    zero = pd.concat([zero, zero.assign(task="zero 2")])
    one = with_intervals({"mine": [3.0, 3.1, 3.2], "base": [1.0, 1.01, 0.99]}, half=0.1, task="one", true_mi=1.0)
    found = compared(pd.concat([zero, one], ignore_index=True), "mine")
    assert found.verdicts["task"].tolist() == ["one"]
    assert found.verdicts["verdict"].tolist() == ["worse"]
    assert (found.rank.rank, found.rank.of) == (2, 2)
    assert found.errors["verdict"].tolist() == ["better", "better"]
    header, lines = comparison_tables.at_zero([found])
    first = dict(zip(header, lines[0], strict=True))
    assert (first["task"], first["estimator"], first["exactly 0"]) == ("all", "mine", "4 of 6")
    base = dict(zip(header, lines[1], strict=True))
    assert base["false positives"].startswith("6 of 6 (100 % [")
    assert base["they are"] == "too many"
    titles = [title for title, _, _ in comparison_tables.blocks([found])]
    assert titles[-1].startswith("True MI 0: false positives and error")
