"""The numbers of rows as columns: equal to those of the rows, in the order of the cells."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from infoplane.benchmarks.analysis import columns
from infoplane.benchmarks.analysis.summary import summarise
from infoplane.benchmarks.execution.cell import failed_row
from infoplane.benchmarks.storage import exchange
from infoplane.benchmarks.storage.database import Store
from infoplane.benchmarks.storage.keys import keyed
from infoplane.benchmarks.storage.row import Row, frame_of
from infoplane.estimators import Gaussian
from tests.benchmarks.small_runs import make_cells

CELLS = keyed([*make_cells(Gaussian(), 5), *make_cells(Gaussian(), 5, n=200, label="G at 200")])


def rows_of_cells() -> list[Row]:
    rows = [failed_row(cell, "ok", "", seconds=0.5 + cell.replicate) for cell in CELLS.values()]
    return [row._replace(nats=index / 7, stderr=index / 11) for index, row in enumerate(rows)]


def test_numbers_equal_those_of_the_rows_in_the_order_of_the_cells(tmp_path: Path) -> None:
    rows = rows_of_cells()
    with Store(tmp_path / "rows.sqlite") as store:
        store.add(*reversed(rows))
        found = columns.of_store(store, CELLS)
    for name in ("nats", "stderr", "true_mi", "true_mi_stderr", "seconds", "n", "replicate", "task"):
        assert found[name].tolist() == [getattr(row, name) for row in rows], name
    assert found["estimator"].tolist() == [cell.label for cell in CELLS.values()]
    assert found["family"].tolist() == [cell.task.id for cell in CELLS.values()]
    assert found["peak_mb"].isna().all()


def test_rows_are_found_by_the_keys_of_cells() -> None:
    """Some cells have no row, some rows have no cell, and the label is that of the cell."""
    rows = rows_of_cells()
    mine = {key: replace(cell, label="mine") for key, cell in list(CELLS.items())[6:3:-1]}
    found = columns.of_frame(frame_of([*rows[:4], rows[5], rows[6]]), mine)
    assert found["nats"].tolist() == [6 / 7, 5 / 7]
    assert found.index.tolist() == [0, 1]
    assert set(found["estimator"]) == {"mine"}
    assert columns.of_frame(frame_of([]), CELLS).empty
    assert columns.of_frame(frame_of(rows), {}).empty


def test_a_failed_cell_has_no_number() -> None:
    rows = rows_of_cells()
    rows[1] = rows[1]._replace(status="timeout")
    found = columns.of_frame(frame_of(rows), CELLS)
    assert np.flatnonzero(found["nats"].isna()).tolist() == [1]
    assert len(found) == len(rows)


@pytest.mark.parametrize(
    ("details", "flagged"),
    [
        ('{"x_code_dimension": 3.0, "x_lacks_dimensions": 1.0}', True),
        ('{"y_loses_variance": 1.0, "y_explained_variance": 0.9}', True),
        ('{"x_restores_badly": 1.0, "x_badly_restored": 0.004}', True),
        ('{"ksg_falls_short": 1.0, "short_of_normal": 0.4}', True),
        ('{"x_explained_variance": 0.99, "x_intrinsic_dimension": 2.0}', False),
    ],
)
def test_flags_of_codes(details: str, flagged: bool) -> None:
    found = columns.of_frame(frame_of([row._replace(details=details) for row in rows_of_cells()]), CELLS)
    assert set(found["flagged"]) == {flagged}


@pytest.mark.parametrize(
    ("details", "undertrained", "ceiling"),
    [
        ("{}", False, math.nan),
        ('{"ceiling": 7.25, "converged": 1.0}', False, 7.25),
        ('{"loss": NaN, "converged": 0.0, "ceiling": 1e-05}', True, 1e-5),
        ('{"ceiling": NaN}', False, math.nan),
        ('{"ceiling": Infinity}', False, math.nan),
        ('{"bandwidth": 0.3, "steps": 12.0}', False, math.nan),
    ],
)
def test_details(details: str, undertrained: bool, ceiling: float) -> None:
    found = columns.of_frame(frame_of([row._replace(details=details) for row in rows_of_cells()]), CELLS)
    assert set(found["undertrained"]) == {undertrained}
    assert found["ceiling"].to_numpy() == pytest.approx(ceiling, nan_ok=True)


def test_the_last_digits_of_a_true_mi_do_not_split_a_task() -> None:
    """Found by quadrature, they may differ between the machines that made the rows."""
    rows = rows_of_cells()
    off = [row._replace(true_mi=row.true_mi + 1e-15) if index % 2 else row for index, row in enumerate(rows)]
    assert len(summarise(columns.of_frame(frame_of(off), CELLS))) == 2
    parts = [columns.of_frame(frame_of(off[1:2]), CELLS), columns.of_frame(frame_of(rows), CELLS)]
    assert columns.joined(parts)["true_mi"].nunique() == 1


def test_the_first_of_two_places_counts() -> None:
    rows = rows_of_cells()
    ours = columns.of_frame(frame_of([row._replace(nats=99.0) for row in rows[2:4]]), CELLS)
    found = columns.joined([ours, columns.of_frame(frame_of(rows), CELLS)])
    assert found["nats"].tolist() == [*(row.nats for row in rows[:2]), 99.0, 99.0, *(row.nats for row in rows[4:])]


def test_many_cells_are_read_at_once(tmp_path: Path) -> None:
    """For more than 100,000 cells the store gives rows of other cells too: they must be left out."""
    many = CELLS | {f"{index:016x}": next(iter(CELLS.values())) for index in range(100_000)}
    other = rows_of_cells()[0]._replace(cell="f" * 16)
    with Store(tmp_path / "rows.sqlite") as store:
        store.add(other, *rows_of_cells())
        assert columns.of_store(store, many)["nats"].tolist() == [row.nats for row in rows_of_cells()]


def test_a_store_and_a_file_give_the_same_numbers(tmp_path: Path) -> None:
    details = '{"ceiling": 2.5, "converged": 0.0}'
    rows = [row._replace(status="ok" if row.n == 60 else "nan", details=details) for row in rows_of_cells()]
    exchange.write(rows, tmp_path / "rows.csv.gz")
    with Store(tmp_path / "rows.sqlite") as store:
        store.add(*rows)
        stored = columns.of_store(store, CELLS)
    pd.testing.assert_frame_equal(
        columns.of_frame(exchange.read_csv(tmp_path / "rows.csv.gz"), CELLS), stored, check_exact=True
    )


def test_of_two_rows_of_one_cell_the_first_counts() -> None:
    rows = rows_of_cells()
    twice = frame_of([rows[0], rows[0]._replace(nats=99.0), *rows[1:]])
    pd.testing.assert_frame_equal(columns.of_frame(twice, CELLS), columns.of_frame(frame_of(rows), CELLS))
