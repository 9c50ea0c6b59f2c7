"""Summaries of a plane: its points, its last evaluation, and the count of impossible estimates."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from infoplane.benchmarks.analysis.planes import summary
from infoplane.benchmarks.units import Units
from infoplane.planes import PlaneRow
from infoplane.planes.recording.rows import EXACT, INPUT, LABEL


def made_up() -> pd.DataFrame:
    def row(layer: str, quantity: str, value: float, estimator: str = "E") -> PlaneRow:
        return PlaneRow(1, "test", layer, quantity, estimator, 100, "ok", "", value, 0.1, None, "{}")

    values = {"L1": (2.0, 0.5), "L2": (-0.5, 0.6), "L3": (1.0, 1.5)}
    rows = [row("", "H(Y)", 1.0, "")]
    rows += [row(layer, name, v) for layer, pair in values.items() for name, v in zip((INPUT, LABEL), pair, strict=True)]
    return summary.frame_of(rows)


def test_points_have_the_order_of_the_layers_and_both_axes() -> None:
    points = summary.information(made_up())
    assert points["layer"].tolist() == ["L1", "L2", "L3"]
    assert points[["x", "y", "x_se", "y_se"]].to_numpy().tolist() == [
        [2.0, 0.5, 0.1, 0.1],
        [-0.5, 0.6, 0.1, 0.1],
        [1.0, 1.5, 0.1, 0.1],
    ]


def test_layers_have_the_order_of_the_network_and_not_of_the_alphabet() -> None:
    frame = made_up().replace({"layer": {"L1": "encoder", "L2": "body", "L3": "head"}})
    points = summary.information(pd.concat([frame, frame.assign(epoch=0)]))
    assert points["layer"].tolist() == ["encoder", "encoder", "body", "body", "head", "head"]
    assert points["epoch"].tolist() == [0, 1] * 3


def test_without_standard_errors_every_excess_counts() -> None:
    frame = made_up().assign(stderr=np.nan)
    frame.loc[(frame["layer"] == "L3") & (frame["quantity"] == LABEL), "value"] = 0.61
    assert summary.violations(summary.information(frame)).tolist() == [False, True, True]
    frame.loc[(frame["layer"] == "L3") & (frame["quantity"] == LABEL), "value"] = 1.01
    (remark,) = summary.remarks(frame, Units.nats)
    assert "= 1.000 nats in 1, and I(L;Y) of the layer before in 2; I(X;L) is below 0 in 1." in remark


def test_failed_estimates_are_no_points() -> None:
    frame = made_up()
    frame.loc[frame["layer"] == "L2", "status"] = "error"
    assert summary.information(frame)["layer"].tolist() == ["L1", "L3"]


def test_impossible_estimates_are_counted() -> None:
    (remark,) = summary.remarks(made_up(), Units.nats)
    assert remark.startswith("test, E, 3 evaluations of layers: I(L;Y) exceeds H(Y) = 1.000 nats in 1, and I(L;Y) of the ")
    assert "of the layer before in 1; I(X;L) is below 0 in 1." in remark
    points = summary.information(made_up())
    assert summary.violations(points).tolist() == [False, False, True]
    assert summary.violations(points[:1]).tolist() == [False]


@pytest.mark.parametrize("excess", [0.19, 0.21, 0.27, 0.29])
def test_only_differences_beyond_two_standard_errors_count(excess: float) -> None:
    """H(Y) = 1 with an error of 0.1 counts from 1.2 on; the difference of two layers has the error 0.1 sqrt(2)."""
    frame = made_up()
    last = (frame["layer"] == "L3") & (frame["quantity"] == LABEL)
    frame.loc[last, "value"] = 0.6 + excess
    assert summary.violations(summary.information(frame)).sum() == (excess > 0.2 * np.sqrt(2))
    frame.loc[last, "value"] = 1.0 + excess
    assert f"= 1.000 nats in {int(excess > 0.2)}," in summary.remarks(frame, Units.nats)[0]
    frame.loc[(frame["layer"] == "L2") & (frame["quantity"] == INPUT), "value"] = -excess
    assert f"I(X;L) is below 0 in {int(excess > 0.2)}." in summary.remarks(frame, Units.nats)[0]


def test_exact_values_get_no_remark_and_failures_get_one() -> None:
    frame = made_up().replace({"estimator": {"E": EXACT}})
    assert summary.remarks(frame, Units.nats) == []
    frame.loc[frame["layer"] == "L2", ["status", "message"]] = ["error", "no estimate"]
    assert summary.remarks(frame, Units.nats) == ["2 estimates failed; the first: no estimate"]


def test_the_table_of_the_last_evaluation() -> None:
    rows = made_up()
    header, lines = summary.last_evaluation(pd.concat([rows.assign(epoch=0, value=9.0), rows]), Units.bits)
    assert header == ["part", "layer", "I(X;L) E (bits)", "I(L;Y) E (bits)"]
    assert lines[0] == ["test", "L1", "2.89 ±0.14", "0.72 ±0.14"]
    assert len(lines) == 3


def test_a_layer_without_an_estimate_has_a_dash() -> None:
    more = made_up().replace({"estimator": {"E": "F"}})
    header, lines = summary.last_evaluation(pd.concat([made_up(), more[more["layer"] != "L2"]]), Units.nats)
    assert header[2:] == ["I(X;L) E (nats)", "I(L;Y) E (nats)", "I(X;L) F (nats)", "I(L;Y) F (nats)"]
    assert lines[1][2:] == ["-0.50 ±0.10", "0.60 ±0.10", "-", "-"]


def test_units_change_information_and_nothing_else() -> None:
    loss = summary.frame_of([PlaneRow(1, "test", "", "loss", "", 100, "ok", "", 2.0, None, None, "{}")])
    found = summary.rows_in_units(pd.concat([made_up(), loss]), Units.bits)
    assert (found["value"] * np.log(2)).tolist()[:-1] == pytest.approx([1.0, 2.0, 0.5, -0.5, 0.6, 1.0, 1.5])
    assert found["value"].iloc[-1] == 2.0
    assert found["stderr"].iloc[1] == pytest.approx(0.1 / np.log(2))


def test_a_regression_has_no_label_entropy() -> None:
    frame = made_up()
    assert summary.label_entropy(frame, "test") == 1.0
    assert np.isnan(summary.label_entropy(frame, "train"))


def test_written_rows_can_be_read_and_hold_no_seconds(tmp_path: Path) -> None:
    path = summary.write(made_up(), tmp_path / "planes" / "made-up.csv")
    read = pd.read_csv(path)
    assert "seconds" not in read
    assert read["value"].tolist() == made_up()["value"].tolist()


def test_committed_planes_are_complete() -> None:
    shipped = summary.shipped()
    assert {"digits", "fashion", "digits-width-2", "physics-informed", "twelve-bits-tanh-0"} <= shipped.keys()
    for name, frame in shipped.items():
        assert set(frame["status"]) == {"ok"}, name
        assert frame["layer"].notna().all()
        assert len(summary.information(frame))
