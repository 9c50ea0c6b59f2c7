"""The committed rows: found by suite, read by column, and joined with the user's own rows."""

from importlib.resources import files

import pandas as pd
import pytest

from infoplane.benchmarks.storage import committed
from infoplane.benchmarks.storage.committed import combined, of_cells, shipped_rows, shipped_seconds, shipped_suites
from infoplane.benchmarks.storage.exchange import read_csv
from infoplane.benchmarks.storage.keys import keyed
from infoplane.benchmarks.storage.row import Row, frame_of, rows_of
from infoplane.benchmarks.suites.registry import SUITES
from infoplane.estimators import Gaussian
from tests.benchmarks.small_runs import make_cells


def test_a_suite_without_committed_rows_has_an_empty_frame() -> None:
    assert "smoke" not in shipped_suites()
    assert list(shipped_rows("smoke").columns) == list(Row._fields)
    assert list(shipped_rows("smoke", ("cell", "n")).columns) == ["cell", "n"]
    assert shipped_rows("smoke").empty
    assert shipped_seconds("smoke") == {}


@pytest.mark.parametrize("suite", ["channels", "lowdim"], ids=["plain", "compressed"])
def test_committed_rows_are_those_of_their_suite(suite: str) -> None:
    assert suite in shipped_suites()
    rows = shipped_rows(suite, ("cell", "task", "n"))
    assert len(rows) > 100
    assert set(rows["task"]) <= {task.id for task in SUITES[suite].tasks}
    assert rows["cell"].is_unique


def test_seconds_are_means_of_estimator_and_size() -> None:
    rows = shipped_rows("sample-size")
    (label, n), seconds = next(iter(shipped_seconds("sample-size").items()))
    own = rows[(rows["estimator"] == label) & (rows["n"] == n)]
    assert seconds == pytest.approx(own["seconds"].mean())


def test_rows_of_the_store_come_before_committed_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = shipped_rows("sample-size").head(4)
    monkeypatch.setattr(committed, "shipped_rows", lambda suite: shipped)
    own = [row._replace(nats=99.0, stderr=None) for row in rows_of(shipped.head(2))]
    found = combined(frame_of(own), "sample-size")
    assert found["nats"].tolist() == [99.0, 99.0, *shipped["nats"][2:]]
    assert found["stderr"].isna().tolist()[:2] == [True, True]
    assert found["nats"].dtype == float
    pd.testing.assert_frame_equal(combined(shipped.iloc[:0], "sample-size"), shipped)
    everything = frame_of(rows_of(shipped))
    assert combined(everything, "sample-size") is everything


def test_rows_of_cells_have_the_cells_own_labels_and_order() -> None:
    cells = keyed(make_cells(Gaussian(), 3, label="mine"))
    keys = list(cells)
    rows = shipped_rows("sample-size").head(4).assign(cell=[keys[2], "f" * 16, keys[0], "e" * 16])
    found = of_cells(rows, cells)
    assert found["cell"].tolist() == [keys[0], keys[2]]
    assert set(found["estimator"]) == {"mine"}
    assert set(found["family"]) == {"normal-1"}
    assert found["nats"].tolist() == [rows["nats"].iloc[2], rows["nats"].iloc[0]]


def test_replaced_rows_are_of_cells_that_no_suite_has() -> None:
    """They are the numbers of an older version of their estimator, which has rows of the same place now."""
    place = ["task", "estimator", "n", "replicate"]
    with (files("infoplane.results") / "replaced.csv.gz").open("rb") as file:
        replaced = read_csv(file, "gzip", ["cell", "configuration", *place])
    assert replaced["cell"].is_unique
    shipped = pd.concat([shipped_rows(suite, ["cell", "configuration", *place]) for suite in shipped_suites()])
    assert not set(replaced["cell"]) & set(shipped["cell"])
    pairs = replaced.merge(shipped, on=place, suffixes=("", "_now"))
    assert set(replaced["cell"]) == set(pairs["cell"])
    assert (pairs["configuration"] != pairs["configuration_now"]).all()
