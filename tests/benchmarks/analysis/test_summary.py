"""Bias, SD, RMSE and their standard errors: by hand, and against the spread of repetitions."""

import math

import numpy as np
import pandas as pd
import pytest

from infoplane.benchmarks.analysis import columns
from infoplane.benchmarks.analysis.suite_tables import ABOVE_CEILING, full, overview
from infoplane.benchmarks.analysis.summary import summarise
from infoplane.benchmarks.execution.cell import failed_row
from infoplane.benchmarks.storage.keys import keyed
from infoplane.benchmarks.storage.row import Row, frame_of
from infoplane.estimators import Gaussian
from tests.benchmarks.small_runs import make_cells


def rows_with(errors: list[float], stderr: float | None = 0.5, failures: int = 0) -> list[Row]:
    cells = make_cells(Gaussian(), len(errors) + failures)
    rows = [
        failed_row(cell, "ok", "", seconds=2.0)._replace(nats=1.0 + error, stderr=stderr, true_mi=1.0)
        for cell, error in zip(cells, errors, strict=False)
    ]
    return rows + [failed_row(cell, "error", "no")._replace(true_mi=1.0) for cell in cells[len(errors) :]]


def summary_of(rows: list[Row]) -> pd.Series:
    cells = make_cells(Gaussian(), len(rows))
    table = summarise(columns.of_frame(frame_of(rows), keyed(cells)))
    assert len(table) == 1
    return table.iloc[0]


def test_a_summary_by_hand() -> None:
    got = summary_of(rows_with([0.1, -0.3, 0.8]))
    assert got["bias"] == pytest.approx(0.2)
    assert got["sd"] == pytest.approx(np.std([0.1, -0.3, 0.8], ddof=1))
    assert got["bias_se"] == pytest.approx(got["sd"] / math.sqrt(3))
    assert got["sd_se"] == pytest.approx(got["sd"] / 2)
    squares = np.array([0.01, 0.09, 0.64])
    assert got["rmse"] == pytest.approx(math.sqrt(squares.mean()))
    assert got["rmse_se"] == pytest.approx(squares.std(ddof=1) / math.sqrt(3) / (2 * got["rmse"]))
    assert got["coverage"] == 1.0
    assert summary_of(rows_with([0.1, -0.3, 0.8], stderr=0.2))["coverage"] == pytest.approx(2 / 3)
    assert got["seconds"] == 2.0


def test_failures_are_counted_and_never_averaged() -> None:
    got = summary_of(rows_with([0.5, 0.5], failures=3))
    assert (got["replicates"], got["failures"]) == (2, 3)
    assert got["bias"] == pytest.approx(0.5)


def test_all_failed_and_one_replicate() -> None:
    got = summary_of(rows_with([], failures=2))
    assert (got["replicates"], got["failures"]) == (0, 2)
    assert math.isnan(got["bias"])
    one = summary_of(rows_with([0.25]))
    assert one["bias"] == pytest.approx(0.25)
    assert math.isnan(one["bias_se"])
    assert math.isnan(one["sd"])


def test_the_error_of_the_true_mi_enters_the_error_of_the_bias() -> None:
    rows = [row._replace(true_mi_stderr=0.3) for row in rows_with([0.1, 0.1, 0.1])]
    assert summary_of(rows)["bias_se"] == pytest.approx(0.3)


def test_undertrained_estimates_are_counted() -> None:
    rows = rows_with([0.1, 0.2, 0.3])
    marked = [rows[0]._replace(details='{"converged": 0.0}'), rows[1]._replace(details='{"converged": 1.0}'), rows[2]]
    assert summary_of(marked)["undertrained"] == 1


def test_without_intervals_there_is_no_coverage() -> None:
    assert math.isnan(summary_of(rows_with([0.1, 0.2], stderr=None))["coverage"])


def test_standard_errors_agree_with_repetition() -> None:
    """Over 2,000 repetitions of 30 replicates, bias, SD and RMSE spread as their standard errors say."""
    rng = np.random.default_rng(0)
    base = columns.of_frame(frame_of(rows_with([0.0] * 30)), keyed(make_cells(Gaussian(), 30)))
    parts = []
    for repetition in range(2000):
        parts.append(base.assign(nats=1.3 + 0.7 * rng.standard_normal(30), task=f"t{repetition}"))
    table = summarise(pd.concat(parts, ignore_index=True))
    for name in ("bias", "sd", "rmse"):
        assert table[name].std() == pytest.approx(table[f"{name}_se"].mean(), rel=0.08)


def test_labels_and_families_come_from_the_cells() -> None:
    cells = [cell.__class__(cell.task, "renamed", cell.estimator, cell.n, cell.replicate) for cell in make_cells(Gaussian(), 2)]
    got = columns.of_frame(frame_of(rows_with([0.1, 0.2])), keyed(cells))
    assert set(got["estimator"]) == {"renamed"}
    assert set(got["family"]) == {"normal-1"}


def test_the_smallest_ceiling_of_the_replicates_counts() -> None:
    rows = rows_with([0.0, 0.1])
    marked = [row._replace(details=f'{{"ceiling": {value}}}') for row, value in zip(rows, (7.5, 7.25), strict=True)]
    assert summary_of(marked)["ceiling"] == 7.25
    assert math.isnan(summary_of(rows)["ceiling"])


@pytest.mark.parametrize(("ceiling", "marked"), [(0.9, True), (1.1, False)])
def test_a_true_mi_above_the_ceiling_is_marked_in_both_tables(ceiling: float, marked: bool) -> None:
    rows = [row._replace(details=f'{{"ceiling": {ceiling}}}') for row in rows_with([0.1, 0.3])]
    summary = summarise(columns.of_frame(frame_of(rows), keyed(make_cells(Gaussian(), 2)))).assign(true_mi=1.0)
    [(_, _, [short])], [long] = overview(summary), full(summary)[1]
    assert [any(ABOVE_CEILING in entry for entry in line) for line in (short, long)] == [marked, marked]
