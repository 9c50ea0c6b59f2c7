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
from infoplane.planes import read_rows, write_rows
from infoplane.planes.readings.identification import learning
from tests.benchmarks.studies.test_image_plane import STUDY, check_every_row, small_images
from tests.planes.models.test_data import folder_of

PLACES = ("--store", "s", "--output", "o")
DRAWN = {f"plane-small-{kind}.{end}" for kind in ("bounds", "epochs") for end in ("pdf", "png")}


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "_ROUNDS", 1)
    monkeypatch.setattr(learning, "_STEPS", 5)
    monkeypatch.setattr(image_plane, "load", lambda data: (replace(STUDY, epochs=1, evaluations=2), small_images()))


def printed_by(*arguments: str) -> str:
    return CliRunner().invoke(app, ["plane", *arguments], catch_exceptions=False).output


def test_a_run_its_file_and_the_same_from_its_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    printed = printed_by(*PLACES)
    assert "small after 1 epochs" in printed and "runs" not in printed
    assert "bounds: of 48 readings 0 are impossible by more than 2 standard errors" in " ".join(printed.split())
    assert "I(X;L), train, L" in printed
    assert "An evaluation of the train part takes" in printed
    assert {path.name for path in (tmp_path / "o").rglob("*.*")} == {"small.csv"} | DRAWN

    monkeypatch.setattr(image_plane, "Training", None)  # nothing need be trained again
    monkeypatch.setattr(information_plane, "draw", lambda *given: [])
    monkeypatch.setattr(plane_epochs, "draw", lambda *given: [])
    document = json.loads(printed_by(*PLACES, "--json", "--units", "bits"))
    entropy = next(row["value"] for row in document["rows"] if row["quantity"] == "H(Y)")
    assert entropy == pytest.approx(np.log2(3), abs=0.05)

    monkeypatch.setattr(image_plane, "load", None)
    file = tmp_path / "o" / "planes" / "small.csv"
    again = printed_by("--from", str(file), "--output", "again")
    first = printed[printed.index("small after") :]  # a slow machine shows the epochs before it
    assert again.split("Wrote")[0] == first.split("An evaluation")[0], "the same table and remarks, without seconds"
    rows = read_rows(file)
    check_every_row(rows)
    assert {row.epoch for row in rows} == {0, 1}
    write_rows(file, [*rows, *(row._replace(seed=1) for row in rows)])
    both = printed_by("--from", str(file), "--output", "again")
    assert "small after 1 epochs, 2 runs" in both
    assert " to " in both, "the range over the runs"


@pytest.mark.slow
def test_several_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    printed = printed_by("--seeds", "2", *PLACES)
    assert "small after 1 epochs, 2 runs" in printed
    rows = read_rows(tmp_path / "o" / "planes" / "small.csv")
    first, second = ([row._replace(seed=0, seconds=None) for row in rows if row.seed == seed] for seed in (0, 1))
    assert len(first) == len(second) > 0
    assert first != second


def test_a_file_that_is_not_there_or_no_plane(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["plane", "--from", str(tmp_path / "none.csv")])
    assert "There is no file" in str(result.exception)
    (tmp_path / "other.csv").write_text("a,b\n")
    result = CliRunner().invoke(app, ["plane", "--from", str(tmp_path / "other.csv")])
    assert "holds no rows of a plane" in str(result.exception)


def test_too_small_images_raise_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    images = folder_of(tmp_path, compressed=True)  # 9 x 7 pixels
    with pytest.raises(ValueError, match="too small for 3 blocks"):
        CliRunner().invoke(app, ["plane", "--data", str(images), "--store", str(tmp_path / "s")], catch_exceptions=False)


def test_relative_noise_has_no_exact_values() -> None:
    result = CliRunner().invoke(app, ["plane", "--width", "2", "--noise", "relative"])
    assert "Relative noise has no exact values" in str(result.exception)
