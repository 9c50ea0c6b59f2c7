"""The guaranteed bound of a file: where it is given, and the sentence where it is not."""

from dataclasses import replace

import numpy as np
import pytest

from infoplane.benchmarks.own_data.guarantee import guarantee
from infoplane.benchmarks.own_data.selection import select
from infoplane.benchmarks.own_data.table import DataTable
from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import estimate_mi
from infoplane.estimators.automatic.measurement import Measurement
from infoplane.estimators.critics.divergences import certified
from infoplane.extras import needed_by

X, Y = (column[:, 0] for column in CorrelatedNormal(1, 1, (0.9,)).sample(200, rng=0))
FOUND = Measurement(0.8, n=200)


def table(x: np.ndarray = X, y: np.ndarray = Y) -> DataTable:
    return DataTable("data.csv", {"x": x, "y": y})


def test_the_bound_counts_complete_rows() -> None:
    gaps = np.where(np.arange(200) < 50, X, np.nan)
    found = guarantee(select(table(gaps)), replace(FOUND, n=50), 50, "drop", 0)
    assert found.bound is not None
    assert found.bound.n == 50
    assert found.sentence == f"Guaranteed for any distribution, if rows are independent draws: {found.bound}"
    few = guarantee(select(table(np.where(np.arange(200) < 15, X, np.nan))), replace(FOUND, n=15), 15, "drop", 0)
    assert few.bound is None
    assert few.sentence == "No guaranteed bound: it needs 20 rows without missing values; got 15."


def test_rows_that_depend_on_each_other_have_none() -> None:
    steps = np.random.default_rng(0).normal(size=(2, 200))
    series = select(table(*np.cumsum(steps, axis=1)))
    found = estimate_mi(*series.frames(), rng=0, fast=True)
    assert "independent_rows" in found.details
    assert "independent_rows" not in estimate_mi(X, Y, rng=0, fast=True).details
    assert guarantee(series, found, 200, "error", 0).sentence == (
        "No guaranteed bound: it needs rows that are independent draws, and these depend on each other."
    )
    assert "copies of others" in guarantee(select(table()), replace(FOUND, n=100), 200, "error", 0).sentence


def test_a_missing_library_and_a_refusal_are_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_torch(*_: object, **__: object) -> None:
        with needed_by("certified_lower_bound"):
            raise ModuleNotFoundError("No module named 'torch'", name="torch")

    monkeypatch.setattr(certified, "certified_lower_bound", without_torch)
    found = guarantee(select(table()), FOUND, 200, "error", 0)
    assert found.bound is None
    assert found.sentence == (
        "No guaranteed bound: certified_lower_bound needs torch, which is not installed: pip install 'infoplane[networks]'."
    )

    def refuse(*_: object, **__: object) -> None:
        raise ValueError("These rows cannot be bounded.")

    monkeypatch.setattr(certified, "certified_lower_bound", refuse)
    assert guarantee(select(table()), FOUND, 200, "error", 0).sentence == "No guaranteed bound: These rows cannot be bounded."
