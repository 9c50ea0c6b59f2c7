"""When a row agrees with its rerun, and when a file flatters."""

import math

import pytest

from infoplane.benchmarks.candidates.verification.agreement import (
    CLOSE,
    DIFFERENT,
    SAME,
    Verdict,
    judged,
    overall,
    spreads,
)
from infoplane.benchmarks.execution.cell import failed_row
from infoplane.benchmarks.storage.row import Row
from infoplane.estimators import Gaussian
from tests.benchmarks.small_runs import make_cells

ROWS = [failed_row(cell, "ok", "")._replace(nats=1.0, true_mi=1.0) for cell in make_cells(Gaussian(), 3)]
ROW = ROWS[0]


def verdict(nats: float | None, stderr: float | None = None, stated: Row = ROW, **changes: str) -> str:
    return judged(stated, ROW._replace(nats=nats, stderr=stderr, **changes), spreads(ROWS)).verdict


@pytest.mark.parametrize(
    ("nats", "stderr", "expected"),
    [(1.0, None, SAME), (1.0 + 9e-7, None, SAME), (1.01, None, DIFFERENT), (1.01, 0.006, CLOSE), (1.01, 0.004, DIFFERENT)],
)
def test_two_standard_errors_are_close(nats: float, stderr: float | None, expected: str) -> None:
    assert verdict(nats, stderr) == expected


def test_the_files_own_standard_error_does_not_count() -> None:
    assert verdict(1.01, 0.004, ROW._replace(stderr=10.0)) == DIFFERENT
    assert verdict(1.01, None, ROW._replace(stderr=10.0)) == DIFFERENT


def test_another_machine_may_differ_by_the_spread_of_replicates() -> None:
    """Where the estimator gives no standard error."""
    spread = spreads([row._replace(nats=nats) for row, nats in zip(ROWS, (0.9, 1.0, 1.1), strict=True)])
    assert next(iter(spread.values())) == pytest.approx(0.1)
    again = ROW._replace(nats=1.15)
    assert judged(ROW, again, spread).verdict == DIFFERENT
    assert judged(ROW, again._replace(machine="another"), spread).verdict == CLOSE
    assert judged(ROW, again._replace(versions="others"), spread).verdict == CLOSE
    assert judged(ROW, again._replace(machine="another", nats=1.25), spread).verdict == DIFFERENT
    assert judged(ROW, again._replace(machine="another", stderr=0.01), spread).verdict == DIFFERENT


def test_failures_agree_with_failures() -> None:
    failed = ROW._replace(status="error", nats=None)
    assert judged(failed, failed, {}).verdict == SAME
    assert judged(failed, ROW, {}).verdict == judged(ROW, failed, {}).verdict == DIFFERENT
    assert math.isnan(judged(failed, failed, {}).difference)


def verdicts(stated: list[float], again: list[float], stderr: float = 1.0) -> list[Verdict]:
    pairs = zip(stated, again, strict=True)
    return [judged(ROW._replace(nats=first), ROW._replace(nats=second, stderr=stderr), {}) for first, second in pairs]


def test_the_same_numbers_agree() -> None:
    whole = overall(verdicts([1.1, 0.9, 1.2], [1.1, 0.9, 1.2]))
    assert whole.agrees
    assert whole.counts == {SAME: 3, CLOSE: 0, DIFFERENT: 0}
    assert whole.smaller == 0


def test_one_different_cell_is_enough() -> None:
    assert not overall(verdicts([1.1, 0.9, 1.2], [1.1, 0.9, 9.0])).agrees


def test_a_file_that_is_always_nearer_to_the_true_mi_flatters() -> None:
    """Although each cell is close."""
    whole = overall(verdicts([1.0, 1.01, 0.99, 1.0, 1.0], [1.2, 0.8, 1.21, 1.18, 0.79]))
    assert whole.counts[CLOSE] == 5
    assert whole.flatters
    assert not whole.agrees
    assert whole.smaller == pytest.approx((0.2 + 0.19 + 0.2 + 0.18 + 0.21) / 5)


def test_noise_to_both_sides_does_not_flatter() -> None:
    assert overall(verdicts([1.0, 1.2, 1.05, 0.8, 1.1], [1.1, 1.1, 1.1, 0.9, 1.0])).agrees


def test_a_rerun_that_is_better_agrees() -> None:
    assert overall(verdicts([1.2, 0.8, 1.2], [1.0, 1.0, 1.0])).agrees


def test_nothing_does_not_agree() -> None:
    assert not overall([]).agrees
