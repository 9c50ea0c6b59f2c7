"""The rows of a plane: metrics, estimates, readings with ends, and failures."""

import json
import math

from infoplane.estimators import Estimate
from infoplane.planes import PlaneRow
from infoplane.planes.readings.protocol import Reading
from infoplane.planes.rows.row import INPUT, LABEL, RowMaker, flagged, flags_of

MAKE = RowMaker(3, "test", 100)


def test_a_metric_belongs_to_a_layer_or_to_the_network() -> None:
    assert MAKE.metric("loss", 0.5) == PlaneRow(3, "test", "", "loss", "", 100, "ok", "", 0.5, None, None, "{}")
    assert MAKE.metric("gradient SNR", 2.0, "L1").layer == "L1"
    assert RowMaker(3, "test", 100, seed=7).metric("loss", 0.5).seed == 7


def test_an_estimate_keeps_its_numbers_and_details() -> None:
    row = MAKE.estimate("L1", INPUT, "KSG", Estimate(0.5, 0.1, {"k": 3}), 2.0, {"width": 7})
    assert row[:11] == (3, "test", "L1", "I(X;L)", "KSG", 100, "ok", "", 0.5, 0.1, 2.0)
    assert json.loads(row.details) == {"k": 3.0, "width": 7.0}
    assert (row.lower, row.upper, row.about) == (None, None, "")


def test_a_reading_keeps_its_ends_method_flags_and_what_it_is_about() -> None:
    reading = Reading(2.0, 0.1, 1.9, 2.2, "certificate", ("under-learnt", "columns were sketched"), {"kept": 0.5})
    row = MAKE.reading("L1", INPUT, "bounds", reading, "alphabet", 1.5, 50)
    assert (row.value, row.stderr, row.lower, row.upper, row.method, row.n) == (2.0, 0.1, 1.9, 2.2, "certificate", 50)
    assert (row.status, row.about, row.seconds) == ("ok", "alphabet", 1.5)
    assert flags_of(row) == ["under-learnt", "columns were sketched"]
    assert flags_of(flagged(row, "under-learnt", "below 0")) == ["under-learnt", "columns were sketched", "below 0"]


def test_an_infinite_reading_has_no_value_and_says_why() -> None:
    reading = Reading(math.inf, 0.0, 4.6, math.inf, "deterministic", ("deterministic",), {"distinct": 100.0, "inputs": 100.0})
    row = MAKE.reading("L1", INPUT, "bounds", reading, "alphabet")
    assert (row.status, row.value, row.upper) == ("infinite", None, None)
    assert "deterministic" in row.message
    assert json.loads(row.details)["distinct"] == 100
    assert MAKE.reading("L1", LABEL, "bounds", Reading(math.nan, 0, 0, 0, "held-out"), "population").status == "nan"


def test_a_failure_has_a_short_message_in_one_line_and_no_value() -> None:
    row = MAKE.failure("L1", INPUT, "KSG", "error", "no\n  estimate" + 600 * "x")
    assert row.message.startswith("no estimatexxx")
    assert len(row.message) == 500
    assert (row.status, row.value, row.stderr, row.seconds, row.details) == ("error", None, None, None, "{}")
