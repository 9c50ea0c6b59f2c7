"""Rows as frames: the points of a plane, and several runs."""

import math

import numpy as np
import pandas as pd
import pytest

from infoplane.planes import PlaneRow
from infoplane.planes.rows.frame import frame_of, label_entropy, over_runs, parts_of, points
from infoplane.planes.rows.row import ENTROPY, INPUT, LABEL


def made_up() -> pd.DataFrame:
    def row(layer: str, quantity: str, value: float, estimator: str = "E") -> PlaneRow:
        ends = (value - 0.2, value + 0.3)
        return PlaneRow(1, "test", layer, quantity, estimator, 100, "ok", "", value, 0.1, None, "{}", *ends)

    values = {"L1": (2.0, 0.5), "L2": (-0.5, 0.6), "L3": (1.0, 1.5)}
    rows = [row("", ENTROPY, 1.0, "")]
    rows += [row(layer, name, v) for layer, pair in values.items() for name, v in zip((INPUT, LABEL), pair, strict=True)]
    return frame_of(rows)


def test_points_have_the_order_of_the_layers_and_both_axes() -> None:
    found = points(made_up())
    assert found["layer"].tolist() == ["L1", "L2", "L3"]
    columns = ["x", "y", "x_se", "y_se", "x_lower", "x_upper"]
    assert found[columns].to_numpy().tolist() == [
        [2.0, 0.5, 0.1, 0.1, 1.8, 2.3],
        [-0.5, 0.6, 0.1, 0.1, -0.7, pytest.approx(-0.2)],
        [1.0, 1.5, 0.1, 0.1, 0.8, 1.3],
    ]


def test_layers_have_the_order_of_the_network_and_not_of_the_alphabet() -> None:
    frame = made_up().replace({"layer": {"L1": "encoder", "L2": "body", "L3": "head"}})
    found = points(pd.concat([frame, frame.assign(epoch=0)]))
    assert found["layer"].tolist() == ["encoder", "encoder", "body", "body", "head", "head"]
    assert found["epoch"].tolist() == [0, 1] * 3


def test_failed_readings_are_no_points_and_infinite_ones_have_no_x() -> None:
    frame = made_up()
    frame.loc[frame["layer"] == "L2", "status"] = "error"
    assert points(frame)["layer"].tolist() == ["L1", "L3"]
    frame.loc[(frame["layer"] == "L3") & (frame["quantity"] == INPUT), "status"] = "infinite"
    found = points(frame)
    assert math.isnan(found["x"].iloc[1])
    assert found["y"].iloc[1] == 1.5


def test_a_point_is_impossible_if_one_of_its_values_is() -> None:
    frame = made_up()
    frame.loc[(frame["layer"] == "L2") & (frame["quantity"] == INPUT), "status"] = "impossible"
    assert points(frame)["impossible"].tolist() == [False, True, False]


def test_a_regression_has_no_label_entropy_and_train_comes_first() -> None:
    frame = made_up()
    assert label_entropy(frame, "test") == 1.0
    assert np.isnan(label_entropy(frame, "train"))
    assert parts_of(pd.concat([frame, frame.assign(part="train")])) == ["train", "test"]


def test_the_spread_over_runs_is_apart_from_the_error_of_a_reading() -> None:
    frame = pd.concat([made_up(), made_up().assign(seed=1, value=lambda own: own["value"] + 1, stderr=0.3)])
    own = over_runs(frame).set_index(["layer", "quantity"]).loc[("L1", INPUT)]
    assert (own["runs"], own["mean"], own["low"], own["high"]) == (2, 2.5, 2.0, 3.0)
    assert own["spread"] == pytest.approx(math.sqrt(0.5))
    assert own["error"] == pytest.approx(math.sqrt((0.01 + 0.09) / 2))
    assert over_runs(made_up())["spread"].isna().all(), "one run has no spread"
