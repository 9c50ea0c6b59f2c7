"""The rows of a plane and their CSV file."""

import csv
import json
from pathlib import Path

from infoplane.estimators import Estimate
from infoplane.planes import PlaneRow, write_rows
from infoplane.planes.recording.rows import INPUT, RowMaker

MAKE = RowMaker(3, "test", 100)


def test_a_metric_belongs_to_a_layer_or_to_the_network() -> None:
    assert MAKE.metric("loss", 0.5) == PlaneRow(3, "test", "", "loss", "", 100, "ok", "", 0.5, None, None, "{}")
    assert MAKE.metric("gradient SNR", 2.0, "L1").layer == "L1"


def test_an_estimate_keeps_its_numbers_and_details() -> None:
    row = MAKE.estimate("L1", INPUT, "KSG", Estimate(0.5, 0.1, {"k": 3}), 2.0, {"width": 7})
    assert row[:-1] == (3, "test", "L1", "I(X;L)", "KSG", 100, "ok", "", 0.5, 0.1, 2.0)
    assert json.loads(row.details) == {"k": 3.0, "width": 7.0}


def test_a_failure_has_a_short_message_in_one_line_and_no_value() -> None:
    row = MAKE.failure("L1", INPUT, "KSG", "error", "no\n  estimate" + 600 * "x")
    assert row.message.startswith("no estimatexxx")
    assert len(row.message) == 500
    assert (row.status, row.value, row.stderr, row.seconds, row.details) == ("error", None, None, None, "{}")


def test_written_rows_can_be_read(tmp_path: Path) -> None:
    rows = [MAKE.metric("loss", 0.1 + 0.2), MAKE.failure("L1", INPUT, "KSG", "error", 'a "quoted", message')]
    write_rows(tmp_path / "plane.csv", rows)
    with (tmp_path / "plane.csv").open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file))
    assert [row["message"] for row in read] == ["", 'a "quoted", message']
    assert float(read[0]["value"]) == 0.1 + 0.2
    assert read[1]["value"] == ""
