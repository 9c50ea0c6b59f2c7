"""Which rows are rerun: only those of the code that is named, in an order that nobody can choose."""

from pathlib import Path

import pytest

from infoplane.benchmarks.candidates.loading import Candidate
from infoplane.benchmarks.candidates.programs import Program
from infoplane.benchmarks.candidates.verification.selection import chosen, in_random_order, reproducible
from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.execution.cell import failed_row
from infoplane.benchmarks.storage.row import Row
from infoplane.estimators import Gaussian
from tests.benchmarks.small_runs import make_cells

CODE = Candidate("/here/my.py", "f", "a" * 16, "/here")


def rows_of(estimator: object, label: str, count: int = 3) -> list[Row]:
    return [failed_row(cell, "ok", "")._replace(nats=1.0) for cell in make_cells(estimator, count, label=label)]


THEIRS = rows_of(Candidate("/there/my.py", "f", "a" * 16, "/there"), "f")
OLDER = rows_of(Candidate("/there/my.py", "f", "b" * 16, "/there"), "f")
OTHER = rows_of(Candidate("/there/my.py", "g", "a" * 16, "/there"), "g")
OURS = rows_of(Gaussian(), "Gaussian")


def test_rows_that_need_code_are_refused_without_it() -> None:
    with pytest.raises(UserError, match=r"a\.csv holds rows of f, .* like --code my\.py:f\.$"):
        chosen([*OURS, *THEIRS], None, "*", "a.csv")


def test_rows_of_our_own_need_none() -> None:
    assert chosen([*OURS, *THEIRS], None, "Gauss*", "a.csv") == OURS


def test_the_content_of_the_code_decides_before_its_name() -> None:
    assert chosen([*OURS, *OLDER, *THEIRS, *OTHER], CODE, "*", "a.csv") == THEIRS
    assert chosen([*OURS, *OLDER, *OTHER], CODE, "*", "a.csv") == OLDER
    assert chosen([*OURS, *OTHER], CODE, "g", "a.csv") == OTHER  # the caller says that it is the same


def test_a_file_without_such_rows() -> None:
    with pytest.raises(UserError, match=r"it has those of Gaussian, g\. Choose with --estimators"):
        chosen([*OURS, *OTHER], CODE, "*", "a.csv")
    with pytest.raises(UserError, match="no row that can be made again"):
        chosen([], CODE, "*", "a.csv")


def test_programs_are_identified_by_their_files(tmp_path: Path) -> None:
    here, there = (Program("./p {x} {y}", folder, ((f"{folder}/p", "c" * 16),)) for folder in ("/here", "/there"))
    rows = rows_of(there, "p")
    assert chosen([*rows, *THEIRS], here, "*", "a.csv") == rows


def test_limits_of_the_machine_and_trained_compressors_are_left_out() -> None:
    row = OURS[0]
    kept = [row, row._replace(status="error", nats=None), row._replace(status="nan", nats=None)]
    assert reproducible([*kept, row._replace(status="timeout"), row._replace(training="x")]) == kept


def test_the_order_follows_from_the_seed_and_not_from_the_file() -> None:
    rows = [*OURS, *THEIRS, *OTHER]
    found = in_random_order(rows, 1)
    assert found == in_random_order([*rows[::-1], rows[0]], 1)
    assert sorted(found) == sorted(rows)
    assert len({tuple(in_random_order(rows, seed)) for seed in range(5)}) > 1
