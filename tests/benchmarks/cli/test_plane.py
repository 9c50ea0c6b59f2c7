"""The command `plane`: what it prints and writes."""

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from infoplane.benchmarks.cli.app import app
from infoplane.benchmarks.figures.planes import information_plane, plane_epochs
from infoplane.benchmarks.studies import compressor, image_plane
from infoplane.estimators import Autoencoder
from tests.benchmarks.studies.test_image_plane import STUDY, small_images
from tests.planes.models.test_data import folder_of


def test_table_remarks_files_and_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compressor, "Autoencoder", partial(Autoencoder, max_steps=30))
    monkeypatch.setattr(image_plane, "load", lambda data: (replace(STUDY, epochs=2, evaluations=3), small_images()))
    arguments = ["plane", "--data", "small", "--store", str(tmp_path / "s"), "--output", str(tmp_path / "o")]
    printed = CliRunner().invoke(app, arguments, catch_exceptions=False).output
    assert "small after 2 epochs" in printed
    assert "exceeds H(Y) = " in printed
    written = {path.name for path in (tmp_path / "o").rglob("*.*")}
    assert written == {"small.csv"} | {
        f"plane-small-{kind}.{end}" for kind in ("wkl", "kde", "epochs") for end in ("pdf", "png")
    }
    monkeypatch.setattr(information_plane, "draw", lambda *given: [])
    monkeypatch.setattr(plane_epochs, "draw", lambda *given: [])
    document = json.loads(CliRunner().invoke(app, [*arguments, "--json", "--units", "bits"], catch_exceptions=False).stdout)
    entropy = next(row["value"] for row in document["rows"] if row["quantity"] == "H(Y)")
    assert entropy == pytest.approx(np.log2(3), abs=0.05)


def test_too_small_images_raise_an_error(tmp_path: Path) -> None:
    images = folder_of(tmp_path, compressed=True)  # 9 x 7 pixels
    with pytest.raises(ValueError, match="too small for 3 blocks"):
        CliRunner().invoke(app, ["plane", "--data", str(images), "--store", str(tmp_path / "s")], catch_exceptions=False)


def test_relative_noise_has_no_exact_values() -> None:
    result = CliRunner().invoke(app, ["plane", "--width", "2", "--noise", "relative"])
    assert "Relative noise has no exact values" in str(result.exception)
