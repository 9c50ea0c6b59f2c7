"""Committed planes, units, and the table of the last evaluation."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from infoplane.benchmarks.analysis.planes import summary
from infoplane.benchmarks.units import Units
from infoplane.planes import PlaneRow
from infoplane.planes.rows.frame import frame_of, points
from infoplane.planes.rows.row import INPUT, LABEL


def made_up() -> pd.DataFrame:
    def row(layer: str, quantity: str, value: float, estimator: str = "E") -> PlaneRow:
        return PlaneRow(1, "test", layer, quantity, estimator, 100, "ok", "", value, 0.1, None, "{}")

    values = {"L1": (2.0, 0.5), "L2": (-0.5, 0.6), "L3": (1.0, 1.5)}
    rows = [row("", "H(Y)", 1.0, "")]
    rows += [row(layer, name, v) for layer, pair in values.items() for name, v in zip((INPUT, LABEL), pair, strict=True)]
    return frame_of(rows)


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


def test_several_runs_have_a_mean_and_a_range_and_known_ends_are_told() -> None:
    frame = pd.concat([made_up(), made_up().assign(seed=1, value=lambda own: own["value"] + 1)])
    _, lines = summary.last_evaluation(frame, Units.nats)
    assert lines[0][2] == "2.50 (2.00 to 3.00)"
    frame = made_up().assign(upper=2.25)
    _, lines = summary.last_evaluation(frame, Units.nats)
    assert lines[0][2:] == ["2.00 ±0.10 ≤ 2.25", "0.50 ±0.10"]
    frame.loc[frame["quantity"] == INPUT, ["status", "value"]] = ["infinite", np.nan]
    _, lines = summary.last_evaluation(frame, Units.nats)
    assert lines[0][2:] == ["infinite", "0.50 ±0.10"]


def test_units_change_information_and_nothing_else() -> None:
    loss = frame_of([PlaneRow(1, "test", "", "loss", "", 100, "ok", "", 2.0, None, None, "{}")])
    found = summary.rows_in_units(pd.concat([made_up(), loss]), Units.bits)
    assert (found["value"] * np.log(2)).tolist()[:-1] == pytest.approx([1.0, 2.0, 0.5, -0.5, 0.6, 1.0, 1.5])
    assert found["value"].iloc[-1] == 2.0
    assert found["stderr"].iloc[1] == pytest.approx(0.1 / np.log(2))


def test_written_rows_can_be_read_and_hold_no_seconds(tmp_path: Path) -> None:
    path = summary.write(made_up(), tmp_path / "planes" / "made-up.csv")
    read = pd.read_csv(path)
    assert "seconds" not in read
    assert read["value"].tolist() == made_up()["value"].tolist()


def test_committed_planes_are_complete() -> None:
    shipped = summary.shipped()
    assert {"digits", "fashion", "digits-width-2", "physics-informed", "twelve-bits-tanh-0"} <= shipped.keys()
    for name, frame in shipped.items():
        assert set(frame["status"]) <= {"ok", "impossible"}, name
        assert set(frame.loc[~frame["estimator"].isin(["WKL", "KDE", "KSG"]), "status"]) == {"ok"}, name
        assert frame["layer"].notna().all()
        assert len(points(frame))
