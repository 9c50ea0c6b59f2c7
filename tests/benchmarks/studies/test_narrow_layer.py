"""Exact values beside estimates: a tiny study, and the gaps of made-up rows."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from infoplane.benchmarks.analysis import plane_summary
from infoplane.benchmarks.figures.planes import registry as planes
from infoplane.benchmarks.studies import image_plane as plane
from infoplane.benchmarks.studies import narrow_layer
from infoplane.benchmarks.units import Units
from infoplane.estimators import Autoencoder
from infoplane.planes import PlaneRow
from infoplane.planes.recording.information_plane import EXACT, INPUT, LABEL
from tests.benchmarks.studies.test_image_plane import small_images


def row(epoch: int, quantity: str, estimator: str, value: float | None) -> PlaneRow:
    status = "ok" if value is not None else "error"
    return PlaneRow(epoch, "train", "L2", quantity, estimator, 9, status, "", value, 0.1, None, "{}")


def test_gaps_are_those_to_the_exact_value_of_the_same_look() -> None:
    rows = [row(0, INPUT, EXACT, 1.0), row(1, INPUT, EXACT, 2.0), row(0, INPUT, "E", 1.5), row(1, INPUT, "E", 1.9)]
    frame = plane_summary.frame_of([*rows, row(0, INPUT, "F", None), row(1, INPUT, "F", 2.0), row(1, LABEL, "E", 4.0)])
    found = narrow_layer.gaps(frame).set_index(["quantity", "estimator"])
    assert found.loc[INPUT, "E"][["looks", "gap", "mean"]].tolist() == pytest.approx([2, 0.3, 0.2])
    assert found.loc[INPUT, "E"]["gap_se"] == pytest.approx(0.2)
    assert found.loc[INPUT, "F"][["looks", "gap"]].tolist() == [1, 0]
    assert narrow_layer.gaps(frame[frame["estimator"] != EXACT]).empty
    said = narrow_layer.gap_remarks(frame[frame["quantity"] == INPUT], Units.nats)
    assert said[0].startswith(
        "I(X;L) by E: mean gap to the exact value 0.300 ±0.200 nats, mean difference +0.200, over 2 looks"
    )


def test_a_study_has_exact_values_within_their_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plane, "Autoencoder", partial(Autoencoder, max_steps=30))
    study = narrow_layer.Narrow("small", hidden=6, std=0.2, epochs=3, looks=3, code=2)
    images = small_images()
    rows = narrow_layer.run(study, images, tmp_path, lambda epoch, loss, left: None)
    points = plane_summary.information(plane_summary.frame_of(rows))
    exact = points[points["estimator"] == EXACT]
    assert exact["epoch"].tolist() == [0, 1, 3]
    assert (exact["y"] <= np.minimum(exact["x"], np.log(3))).all()
    # Noise 0.2 in a square of side 2: no more than the volumes let through.
    assert (exact["x"] <= 2 * np.log(2 / (0.2 * np.sqrt(2 * np.pi * np.e)) + 1)).all()
    assert set(points["estimator"]) == {EXACT, "WKL", "KDE", "KSG"}
    written = planes.draw({study.name: plane_summary.frame_of(rows)}, tmp_path)
    assert {path.name for path in written} == {"plane-small-width-2-exact.pdf", "plane-small-width-2-exact.png"}
