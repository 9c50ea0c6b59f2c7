"""How many pairs an error of 10 % takes: by hand, at the ends, and as a table."""

import math

import numpy as np
import pandas as pd
import pytest

from infoplane.benchmarks.analysis.needs.needed import first_within, needed, sweeps
from infoplane.benchmarks.analysis.needs.needed_tables import needed_tables
from infoplane.benchmarks.analysis.summary import summarise
from infoplane.benchmarks.suites.registry import SUITES
from tests.benchmarks.conftest import made_up

SIZES = (250, 1000, 4000)
SLOW, FAST, REFUSES = "KSG", "Gaussian", "G+WKL"


def summary() -> pd.DataFrame:
    """KSG needs 500 pairs in 1 column and more than 4,000 in 4; Gaussian always reaches it; G+WKL refuses the least size."""
    errors = {
        ("normal-1x1", SLOW): (0.2, 0.05, 0.01),
        ("normal-4x4", SLOW): (0.5, 0.4, 0.3),
        ("normal-1x1", FAST): (0.05, 0.03, 0.01),
        ("normal-4x4", FAST): (0.09, 0.05, 0.01),
        ("normal-1x1", REFUSES): (math.nan, 0.01, 0.01),
    }
    return pd.DataFrame(
        [
            {
                "family": family,
                "task": f"{family}-2",
                "true_mi": 2.0,
                "estimator": estimator,
                "n": n,
                "rmse": 2 * error,
                "failures": 0,
            }
            for (family, estimator), line in errors.items()
            for n, error in zip(SIZES, line, strict=True)
        ]
    )


def found(family_columns: int, estimator: str) -> pd.Series:
    table = needed(summary())
    (row,) = [each for _, each in table.iterrows() if each["columns"] == family_columns and each["estimator"] == estimator]
    return row


def test_it_is_interpolated_in_logarithms() -> None:
    assert found(1, SLOW)["pairs"] == pytest.approx(500.0)
    assert not found(1, SLOW)["within"]


def test_the_ends_are_limits() -> None:
    assert math.isinf(found(4, SLOW)["pairs"])
    assert found(4, SLOW)["most"] == 4000
    assert found(4, FAST)["pairs"] == 250
    assert found(4, FAST)["within"]
    assert found(1, REFUSES)["pairs"] == 1000
    assert found(1, REFUSES)["within"]  # what it needs where it refuses is not known


def test_a_size_with_a_failure_is_a_miss() -> None:
    one_failed = summary()
    one_failed.loc[(one_failed["estimator"] == SLOW) & (one_failed["n"] == 4000), "failures"] = 1
    table = needed(one_failed)
    assert table.loc[table["estimator"] == SLOW, "pairs"].map(math.isinf).all()


def test_it_reads_what_summaries_hold() -> None:
    """At a true MI of 1: errors of .2 at 10 pairs, and of .05 at 40, where one estimator has a failure."""
    numbers = pd.concat(
        made_up({"KSG": [1 + error] * 2, "KL": [1 + error, math.nan if n == 40 else 1 + error]}, n=n)
        for n, error in ((10, 0.2), (40, 0.05))
    )
    found = needed(summarise(numbers.assign(family="normal-1x1"))).set_index("estimator")
    assert found.loc["KSG", "pairs"] == pytest.approx(20.0)
    assert math.isinf(found.loc["KL", "pairs"])


def test_other_families_and_independence_are_left_out() -> None:
    beside = summary().assign(family="labels", task="labels-2")
    independent = summary().assign(true_mi=0.0)
    pd.testing.assert_frame_equal(needed(pd.concat([summary(), beside, independent])), needed(summary()))


def test_an_error_that_grows_again_counts() -> None:
    sizes, errors = np.array([100.0, 200.0, 400.0, 800.0]), np.array([0.05, 0.2, 0.1, 0.05])
    assert first_within(sizes, errors, 0.1) == (400.0, False)
    assert first_within(sizes, errors[::-1] + 0.1, 0.1) == (math.inf, False)


def test_the_table_says_more_than_and_at_most() -> None:
    [(title, header, lines)] = needed_tables(summary())
    assert title == "normal, 2 nats"
    assert header == ["estimator", "1 column", "4 columns"]
    assert {name: entries for name, *entries in lines} == {
        SLOW: ["500", "> 4,000"],
        FAST: ["<= 250", "<= 250"],
        REFUSES: ["<= 1,000", "-"],
    }


def test_only_a_sweep_of_sizes_columns_and_mi_has_it() -> None:
    assert not sweeps(summary())  # one true MI, two numbers of columns
    lines = [
        {"family": cell.task.family, "task": cell.task.id, "true_mi": float(cell.task.id.rsplit("-", 1)[1]), "n": cell.n}
        for cell in SUITES["needs"].cells()
    ]
    assert sweeps(pd.DataFrame(lines))
