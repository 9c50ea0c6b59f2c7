"""The command `plane`: what it prints and writes."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from infoplane.benchmarks.cli.app import app
from infoplane.benchmarks.figures.planes import information_plane, plane_epochs
from infoplane.benchmarks.studies import image_plane
from infoplane.planes import read_rows
from tests.benchmarks.studies.test_image_plane import STUDY, small_images
from tests.planes.models.test_data import folder_of

PLACES = ("--store", "s", "--output", "o")
DRAWN = {f"plane-small-{kind}.{end}" for kind in ("bounds", "epochs") for end in ("pdf", "png")}


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of two short runs, and what the command printed."""
    folder = tmp_path_factory.mktemp("plane")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(image_plane, "load", lambda data: (replace(STUDY, epochs=1, evaluations=2), small_images()))
        patch.chdir(folder)
        return folder, CliRunner().invoke(app, ["plane", "--seeds", "2", *PLACES], catch_exceptions=False).output


@pytest.fixture
def again(two_runs: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """In the same folder, where nothing need be trained; and without figures, which take longer than the rest."""
    monkeypatch.setattr(image_plane, "load", lambda data: (replace(STUDY, epochs=1, evaluations=2), small_images()))
    monkeypatch.setattr(image_plane, "Training", None)
    monkeypatch.setattr(information_plane, "draw", lambda *given: [])
    monkeypatch.setattr(plane_epochs, "draw", lambda *given: [])
    monkeypatch.chdir(two_runs[0])


def test_several_runs_and_rows_from_a_file(two_runs: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, printed = two_runs
    assert "small after 1 epochs, 2 runs" in printed
    assert " to " in printed, "the range over the runs"
    assert "bounds: of 96 readings 0 are impossible by more than 2 standard errors" in " ".join(printed.split())
    assert "An evaluation of the train part takes" in printed
    assert {path.name for path in (folder / "o").rglob("*.*")} == {"small.csv"} | DRAWN
    file = folder / "o" / "planes" / "small.csv"
    assert {row.seed for row in read_rows(file)} == {0, 1}
    monkeypatch.setattr(image_plane, "load", None)
    drawn = CliRunner().invoke(app, ["plane", "--from", str(file), "--output", str(tmp_path)], catch_exceptions=False).output
    assert drawn.split("Wrote")[0] == printed.split("An evaluation")[0], "the same table and remarks, without seconds"
    assert {path.name for path in tmp_path.rglob("*.*")} == DRAWN


@pytest.mark.usefixtures("again")
def test_table_of_one_run() -> None:
    printed = CliRunner().invoke(app, ["plane", *PLACES], catch_exceptions=False).output
    assert "small after 1 epochs" in printed
    assert "runs" not in printed
    assert "bounds: of 48 readings 0 are impossible by more than 2 standard errors" in " ".join(printed.split())
    assert "I(X;L), train, L" in printed


@pytest.mark.usefixtures("again")
def test_json_in_bits() -> None:
    arguments = ["plane", *PLACES, "--json", "--units", "bits"]
    document = json.loads(CliRunner().invoke(app, arguments, catch_exceptions=False).stdout)
    entropy = next(row["value"] for row in document["rows"] if row["quantity"] == "H(Y)")
    assert entropy == pytest.approx(np.log2(3), abs=0.05)


def test_a_file_that_is_not_there_or_no_plane(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["plane", "--from", str(tmp_path / "none.csv")])
    assert "There is no file" in str(result.exception)
    (tmp_path / "other.csv").write_text("a,b\n")
    result = CliRunner().invoke(app, ["plane", "--from", str(tmp_path / "other.csv")])
    assert "holds no rows of a plane" in str(result.exception)


def test_too_small_images_raise_an_error(tmp_path: Path) -> None:
    images = folder_of(tmp_path, compressed=True)  # 9 x 7 pixels
    with pytest.raises(ValueError, match="too small for 3 blocks"):
        CliRunner().invoke(app, ["plane", "--data", str(images), "--store", str(tmp_path / "s")], catch_exceptions=False)


def test_relative_noise_has_no_exact_values() -> None:
    result = CliRunner().invoke(app, ["plane", "--width", "2", "--noise", "relative"])
    assert "Relative noise has no exact values" in str(result.exception)
