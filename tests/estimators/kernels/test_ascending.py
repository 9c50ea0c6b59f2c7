"""Columns in ascending order: as numpy sorts them, and each sorted once where that is asked for."""

import numpy as np
import pytest

from infoplane.estimators.kernels import sorted_1d
from infoplane.estimators.kernels.ascending import ascending, each_sorted_once, none_kept, sort_together

COLUMNS = np.random.default_rng(0).normal(size=(300, 6)).round(1) + 0.0  # without -0.0, which stands before 0.0


@pytest.fixture
def sorts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Lengths of the columns that are sorted from here on."""
    lengths: list[int] = []
    sort = sorted_1d.sort

    def counted(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        lengths.append(len(points))
        return sort(points)

    monkeypatch.setattr(sorted_1d, "sort", counted)
    return lengths


def test_order_and_distinct_values() -> None:
    for column in COLUMNS.T:
        found = ascending(column)
        assert found.order.tolist() == np.argsort(column, kind="stable").tolist()
        values, inverse, counts = np.unique(column, return_inverse=True, return_counts=True)
        assert found.distinct[0].tolist() == values.tolist()
        assert found.distinct[1].tolist() == counts.tolist()
        assert found.by_row(np.repeat(np.arange(len(counts)), counts)).tolist() == inverse.tolist()


def test_each_column_is_sorted_once(sorts: list[int]) -> None:
    first, half = COLUMNS[:, 0], COLUMNS[:150, 0]
    with each_sorted_once():
        for _ in range(3):
            assert ascending(first).values.tolist() == np.sort(first).tolist()
            assert ascending(half).values.tolist() == np.sort(half).tolist()  # at the same place in memory
    assert sorts == [300, 150]
    ascending(first)
    assert len(sorts) == 3


def test_columns_are_sorted_together(sorts: list[int]) -> None:
    columns = [COLUMNS[:, 0], COLUMNS[:, 1]]
    sort_together(columns)
    assert sorts == []
    with each_sorted_once():
        sort_together(columns)
        assert sorts == [300, 300]
        for column in columns:
            assert ascending(column).values.tolist() == np.sort(column).tolist()
        sort_together([])
        sort_together(list(COLUMNS.T))  # more than can be kept
    assert sorts == [300, 300]


def test_few_columns_are_kept(sorts: list[int]) -> None:
    with each_sorted_once():
        for column in COLUMNS.T:
            ascending(column)
        ascending(COLUMNS[:, -1])
        assert len(sorts) == COLUMNS.shape[1]
        ascending(COLUMNS[:, 0])
        assert len(sorts) == COLUMNS.shape[1] + 1


def test_none_is_kept_where_that_is_asked_for(sorts: list[int]) -> None:
    with each_sorted_once():
        ascending(COLUMNS[:, 0])
        with none_kept():
            ascending(COLUMNS[:, 1])
            ascending(COLUMNS[:, 1])
        assert len(sorts) == 3
        ascending(COLUMNS[:, 0])
        assert len(sorts) == 3
