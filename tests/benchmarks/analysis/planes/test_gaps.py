"""Gaps between estimates and exact values."""

import pandas as pd
import pytest

from infoplane.benchmarks.analysis.planes import gaps
from infoplane.benchmarks.units import Units
from infoplane.planes import PlaneRow
from infoplane.planes.rows.frame import frame_of
from infoplane.planes.rows.row import EXACT, INPUT, LABEL


def row(epoch: int, quantity: str, estimator: str, value: float | None) -> PlaneRow:
    status = "ok" if value is not None else "error"
    return PlaneRow(epoch, "train", "L2", quantity, estimator, 9, status, "", value, 0.1, None, "{}")


def test_an_estimate_under_noise_is_held_against_the_exact_value_of_that_noise() -> None:
    rows = [row(0, INPUT, "exact, s = 0.1", 1.0), row(0, INPUT, "exact, s = 0.2", 0.5), row(0, INPUT, "bounds, s = 0.2", 0.6)]
    found = gaps.gaps(frame_of([*rows, row(0, INPUT, "30 bins", 3.0)]))
    assert found[["estimator", "evaluations"]].to_numpy().tolist() == [["bounds, s = 0.2", 1]]
    assert found["mean"].tolist() == pytest.approx([0.1])
    both = gaps.joined([frame_of(rows), frame_of(rows)])
    assert gaps.gaps(both)["evaluations"].tolist() == [2]
    assert "decoder finds in rows that it has not seen" in gaps.gap_remarks(both, Units.nats)[-1]


def test_gaps_are_those_to_the_exact_value_of_the_same_epoch() -> None:
    rows = [row(0, INPUT, EXACT, 1.0), row(1, INPUT, EXACT, 2.0), row(0, INPUT, "E", 1.5), row(1, INPUT, "E", 1.9)]
    frame = frame_of([*rows, row(0, INPUT, "F", None), row(1, INPUT, "F", 2.0), row(1, LABEL, "E", 4.0)])
    found = gaps.gaps(frame).set_index(["quantity", "estimator"])
    assert found.loc[INPUT, "E"][["evaluations", "gap", "mean"]].tolist() == pytest.approx([2, 0.3, 0.2])
    assert found.loc[INPUT, "E"]["gap_se"] == pytest.approx(0.2)
    assert found.loc[INPUT, "F"][["evaluations", "gap"]].tolist() == [1, 0]
    assert gaps.gaps(frame[frame["estimator"] != EXACT]).empty
    twice = pd.concat([frame, frame.assign(seed=1, value=lambda own: own["value"] + (own["estimator"] == "E"))])
    assert gaps.gaps(twice).set_index(["quantity", "estimator"]).loc[INPUT, "E"]["mean"] == pytest.approx(0.7), "of its own run"
    remarks = gaps.gap_remarks(frame[frame["quantity"] == INPUT], Units.nats)
    assert remarks[0].startswith(
        "I(X;L) by E: mean gap to the exact value 0.300 ±0.200 nats, mean difference +0.200, over 2 evaluations"
    )
