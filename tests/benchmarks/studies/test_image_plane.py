"""The command `plane`: rows in the store, files beside it, resuming after a kill, and what is said of artefacts."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import typer.testing

from infoplane.benchmarks.analysis import plane_summary
from infoplane.benchmarks.cli.app import app
from infoplane.benchmarks.figures.planes import information_plane, plane_epochs
from infoplane.benchmarks.studies import image_plane as plane
from infoplane.benchmarks.units import Units
from infoplane.estimators import Autoencoder
from infoplane.planes import Images, PlaneRow
from infoplane.planes.recording.information_plane import INPUT, LABEL
from tests.planes.models.test_data import folder_of

STUDY = plane.Study("small", 6, 4, 1e-2, 40, 0.05, False, "same", code=2, compressor_rows=100)
KILLED = """
import sys
from functools import partial
from pathlib import Path
from infoplane.benchmarks import plane
from infoplane.estimators import Autoencoder
from tests.benchmarks.test_plane import STUDY, small_images
plane.Autoencoder = partial(Autoencoder, max_steps=30)
plane.run(STUDY, small_images(), Path(sys.argv[1]), lambda epoch, loss, left: print(epoch, flush=True))
"""


def small_images() -> Images:
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, 300)
    x = (rng.normal(size=(300, 1, 8, 8)) + 2 * np.eye(64)[y * 5].reshape(300, 1, 8, 8)).astype(np.float32)
    return Images("small", x[:200], y[:200], x[200:], y[200:])


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plane, "Autoencoder", partial(Autoencoder, max_steps=30))


def rows_of(folder: Path, study: plane.Study = STUDY) -> list[PlaneRow]:
    rows = plane.run(study, small_images(), folder, lambda epoch, loss, left: None)
    return [row._replace(seconds=None) for row in rows]


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> list[PlaneRow]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plane, "Autoencoder", partial(Autoencoder, max_steps=30))
        return rows_of(tmp_path_factory.mktemp("whole"))


def test_every_look_has_every_row(uninterrupted: list[PlaneRow]) -> None:
    places = {(row.part, row.layer, row.quantity, row.estimator) for row in uninterrupted if row.estimator}
    layers = ("L1", "L2", "L3", "L4", "L5", "exp(L5)")
    assert places == {
        (part, layer, quantity, estimator)
        for part in ("train", "test")
        for layer in layers
        for quantity in (INPUT, LABEL)
        for estimator in ("WKL", "KDE")
    }
    assert sorted({row.epoch for row in uninterrupted}) == [0, 1, 2, 6]
    metrics = {(row.part, row.quantity) for row in uninterrupted if not row.estimator}
    assert {("train", "gradient SNR"), ("test", "loss"), ("train", "accuracy"), ("test", "H(Y)")} <= metrics
    assert len(uninterrupted) == len({row[:5] for row in uninterrupted})


def test_a_killed_run_ends_with_the_rows_of_one_that_was_not(tmp_path: Path, uninterrupted: list[PlaneRow]) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout is not None
    while process.stdout.readline().strip() != "2":
        assert process.poll() is None, "it ended before it could be killed"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert rows_of(tmp_path) == uninterrupted


def test_a_finished_run_is_not_trained_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = replace(STUDY, epochs=1, looks=2)
    rows = rows_of(tmp_path, study)
    monkeypatch.setattr(plane, "Training", None)
    assert rows_of(tmp_path, study) == rows


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    images = folder_of(tmp_path, compressed=True)  # 9 x 7 pixels: too small for the paper's network
    runner = typer.testing.CliRunner()
    with pytest.raises(ValueError, match="too small for 3 blocks"):
        runner.invoke(app, ["plane", "--data", str(images), "--store", str(tmp_path / "s")], catch_exceptions=False)
    monkeypatch.setattr(plane, "load", lambda data: (replace(STUDY, epochs=2, looks=3), small_images()))
    arguments = ["plane", "--data", "small", "--store", str(tmp_path / "s"), "--output", str(tmp_path / "o")]
    said = runner.invoke(app, arguments, catch_exceptions=False).output
    assert "small after 2 epochs" in said
    assert "above H(Y) = " in said
    written = {path.name for path in (tmp_path / "o").rglob("*.*")}
    assert written == {"small.csv"} | {
        f"plane-small-{kind}.{end}" for kind in ("wkl", "kde", "epochs") for end in ("pdf", "png")
    }
    monkeypatch.setattr(information_plane, "draw", lambda *given: [])
    monkeypatch.setattr(plane_epochs, "draw", lambda *given: [])
    document = json.loads(runner.invoke(app, [*arguments, "--json", "--units", "bits"], catch_exceptions=False).stdout)
    entropy = next(row["value"] for row in document["rows"] if row["quantity"] == "H(Y)")
    assert entropy == pytest.approx(np.log2(3), abs=0.05)


def test_unknown_data_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(plane.UserError, match="is no data: give digits, fashion, or a folder"):
        plane.load("mnists")
    with pytest.raises(plane.UserError, match="There is no train-images-idx3-ubyte"):
        plane.load(str(tmp_path))


def made_up() -> pd.DataFrame:
    def row(layer: str, quantity: str, value: float, estimator: str = "E") -> PlaneRow:
        return PlaneRow(1, "test", layer, quantity, estimator, 100, "ok", "", value, 0.1, None, "{}")

    values = {"L1": (2.0, 0.5), "L2": (-0.5, 0.6), "L3": (1.0, 1.5)}
    rows = [row("", "H(Y)", 1.0, "")]
    rows += [row(layer, name, v) for layer, pair in values.items() for name, v in zip((INPUT, LABEL), pair, strict=True)]
    return plane_summary.frame_of(rows)


def test_artefacts_are_counted() -> None:
    (said,) = plane_summary.remarks(made_up(), Units.nats)
    assert "above H(Y) = 1.000 nats in 1 and above that of the layer before in 1, I(X;L) is below 0 in 1" in said
    points = plane_summary.information(made_up())
    assert points["layer"].tolist() == ["L1", "L2", "L3"]
    assert plane_summary.violations(points).tolist() == [False, False, True]
    assert plane_summary.violations(points[:1]).tolist() == [False]


def test_the_table_of_the_last_look() -> None:
    header, lines = plane_summary.last_look(made_up(), Units.bits)
    assert header == ["part", "layer", "I(X;L) E (bits)", "I(L;Y) E (bits)"]
    assert lines[0] == ["test", "L1", "2.89 ±0.14", "0.72 ±0.14"]
