"""The seconds of rows: they add up to what an evaluation takes, with what its rows share."""

import pytest

from infoplane.planes import PlaneRow
from infoplane.planes.rows import cost
from infoplane.planes.rows.cost import cost_remarks, evaluation_seconds, timed


def row(epoch: int, layer: str, seconds: float | None, **other: object) -> PlaneRow:
    made = PlaneRow(epoch, "train", layer, "I(X;L)", "bounds", 100, "ok", "", 1.0, 0.1, seconds, "{}")
    return made._replace(**other)


def test_what_rows_share_is_spread_over_them(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 5.0
    monkeypatch.setattr(cost.time, "perf_counter", lambda: now)

    def make() -> list[PlaneRow]:
        nonlocal now
        now += 3.0
        return [row(0, "L1", 1.0), row(0, "L2", None)]

    assert [each.seconds for each in timed(make)] == [2.0, 1.0]  # 2 s in common, in equal shares
    assert timed(list) == []


def test_seconds_are_summed_over_the_layers_of_an_evaluation() -> None:
    rows = [row(0, "L1", 1.0), row(0, "L2", 2.0), row(1, "L1", 5.0), row(0, "L1", 7.0, seed=1)]
    rows += [row(0, "L1", 0.5, estimator="WKL"), row(0, "L1", 4.0, part="test"), row(0, "", 9.0, quantity="loss")]
    assert evaluation_seconds(rows) == {
        ("bounds", "train"): [3.0, 5.0, 7.0],
        ("WKL", "train"): [0.5],
        ("bounds", "test"): [4.0],
    }
    assert cost_remarks(rows) == [
        "An evaluation of the train part takes 5 s by bounds, 0.5 s by WKL (median).",
        "An evaluation of the test part takes 4 s by bounds (median).",
    ]


def test_rows_of_a_file_without_seconds_say_nothing() -> None:
    assert cost_remarks([row(0, "L1", None)]) == []
