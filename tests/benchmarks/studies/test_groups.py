"""The rows of a study: groups that are in the store are made no more, and the rows keep the order of the groups."""

from pathlib import Path

import pandas as pd

from infoplane.benchmarks.studies import groups


def test_groups_are_made_once_and_keep_their_order(tmp_path: Path) -> None:
    made: list[int] = []
    reports: list[tuple[int, int]] = []

    def make(number: int) -> pd.DataFrame:
        made.append(number)
        return pd.DataFrame({"number": [number], "value": [number / 3]})

    def report(done: int, count: int, _: float) -> None:
        reports.append((done, count))

    groups.rows_of(make, {"b": (2,)}, tmp_path / "store", report)
    rows = groups.rows_of(make, {"a": (1,), "b": (2,), "c": (3,)}, tmp_path / "store", report)
    assert made == [2, 1, 3]
    assert reports == [(1, 1), (2, 3), (3, 3)]
    assert rows["number"].tolist() == [1, 2, 3]
    assert rows["value"].tolist() == [0.333333, 0.666667, 1.0]
