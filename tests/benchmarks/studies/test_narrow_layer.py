"""The narrow-layer study: the exact values of a tiny one keep their limits."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from infoplane.benchmarks.figures.planes import registry as planes
from infoplane.benchmarks.studies import compressor, narrow_layer
from infoplane.estimators import Autoencoder
from infoplane.planes.readings.identification import learning
from infoplane.planes.rows.frame import frame_of
from infoplane.planes.rows.frame import points as points_of
from infoplane.planes.rows.row import EXACT
from tests.benchmarks.studies.test_image_plane import small_images


def test_a_study_has_exact_values_within_their_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compressor, "Autoencoder", partial(Autoencoder, max_steps=30))
    monkeypatch.setattr(learning, "_ROUNDS", 1)
    study = narrow_layer.NarrowLayerStudy("small", hidden=6, std=0.2, epochs=3, evaluations=3, code=2)
    images = small_images()
    rows = narrow_layer.run(study, images, tmp_path, lambda epoch, loss, left: None)
    points = points_of(frame_of(rows))
    exact = points[points["estimator"] == EXACT]
    assert exact["epoch"].tolist() == [0, 1, 3]
    assert (exact["y"] <= np.minimum(exact["x"], np.log(3))).all()
    # Noise 0.2 in a square of side 2: an upper limit from the ratio of the volumes.
    assert (exact["x"] <= 2 * np.log(2 / (0.2 * np.sqrt(2 * np.pi * np.e)) + 1)).all()
    assert set(points["estimator"]) == {EXACT, "bounds", "WKL", "KDE", "KSG"}
    both = points[points["estimator"].isin([EXACT, "bounds"])].pivot(index="epoch", columns="estimator", values="x")
    assert np.allclose(both[EXACT], both["bounds"], atol=1e-3), "the recipe finds the noise of the layer by itself"
    written = planes.draw({study.name: frame_of(rows)}, tmp_path)
    assert {path.name for path in written} == {"plane-small-width-2-exact.pdf", "plane-small-width-2-exact.png"}
