"""The image study: its rows, that a killed run resumes, and the names of users' data."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch

from infoplane.benchmarks.analysis.planes import summary
from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.studies import compressor, image_plane
from infoplane.estimators import Autoencoder
from infoplane.planes import Images, PlaneRow
from infoplane.planes.rows.row import INPUT, LABEL
from tests.planes.models.test_data import folder_of

STUDY = image_plane.ImageStudy("small", 3, 3, 1e-2, 40, 0.05, False, "same", code=2, compressor_rows=100)
KILLED = """
import sys
from pathlib import Path
from infoplane.benchmarks.studies import image_plane, loop
from tests.benchmarks.studies.test_image_plane import STUDY, small_images
loop._CHECKPOINT_EVERY = 0.0
image_plane.run(STUDY, small_images(), Path(sys.argv[1]), lambda epoch, loss, left: print(epoch, flush=True))
"""


def small_images() -> Images:
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, 180)
    x = (rng.normal(size=(180, 1, 8, 8)) + 2 * np.eye(64)[y * 5].reshape(180, 1, 8, 8)).astype(np.float32)
    return Images("small", x[:120], y[:120], x[120:], y[120:])


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compressor, "Autoencoder", partial(Autoencoder, max_steps=30))


def rows_of(folder: Path, study: image_plane.ImageStudy = STUDY) -> list[PlaneRow]:
    rows = image_plane.run(study, small_images(), folder, lambda epoch, loss, left: None)
    return [row._replace(seconds=None) for row in rows]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an uninterrupted run."""
    return tmp_path_factory.mktemp("whole")


@pytest.fixture(scope="module")
def uninterrupted(whole: Path) -> list[PlaneRow]:
    return rows_of(whole)


@pytest.fixture(scope="module")
def built_in() -> list[str]:
    return list(summary.shipped())


def check_every_row(rows: list[PlaneRow]) -> None:
    """Of one run: all readings, none of which failed, and the metrics, once each."""
    places = {(row.part, row.layer, row.quantity, row.estimator) for row in rows if row.estimator}
    layers = ("L1", "L2", "L3", "L4", "L5", "exp(L5)")
    assert places == {
        (part, layer, quantity, estimator)
        for part in ("train", "test")
        for layer in layers
        for quantity in (INPUT, LABEL)
        for estimator in ("bounds",)
    }
    assert {row.status for row in rows} == {"ok"}
    metrics = {(row.part, row.quantity) for row in rows if not row.estimator}
    assert {("train", "gradient SNR"), ("test", "loss"), ("train", "accuracy"), ("test", "H(Y)")} <= metrics
    assert len(rows) == len({row[:5] for row in rows})


@pytest.mark.slow  # the test of the command `plane` checks the rows of a shorter run
def test_every_evaluation_has_every_row(uninterrupted: list[PlaneRow]) -> None:
    check_every_row(uninterrupted)
    assert sorted({row.epoch for row in uninterrupted}) == [0, 1, 3]


@pytest.mark.slow  # the loop that all studies share has quick tests in test_twelve_bits.py
def test_a_killed_and_resumed_run_has_the_rows_of_an_uninterrupted_run(tmp_path: Path, uninterrupted: list[PlaneRow]) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout is not None
    while process.stdout.readline().strip() != "1":
        assert process.poll() is None, "it ended before it could be killed"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    (checkpoint,) = tmp_path.rglob("checkpoint.pt")
    assert 1 <= torch.load(checkpoint, weights_only=True)["epoch"] < 3
    assert rows_of(tmp_path) == uninterrupted


@pytest.mark.slow
def test_both_methods_are_beside_each_other(tmp_path: Path, uninterrupted: list[PlaneRow]) -> None:
    rows = rows_of(tmp_path, replace(STUDY, epochs=1, evaluations=2, method="both"))
    assert {row.estimator for row in rows if row.estimator} == {"bounds", "WKL", "KDE"}
    assert [row for row in rows if row.estimator == "bounds"] == [
        row for row in uninterrupted if row.estimator == "bounds" and row.epoch < 2
    ]
    assert list(tmp_path.rglob("compressor.pt"))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_committed_rows_of_compress_are_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Digits, the first epochs, with the compressor trained as it was: equal on the same processor, else within two errors."""
    monkeypatch.undo()
    study, images = image_plane.load("digits")
    study = replace(study, epochs=1, evaluations=2, method="compress")
    rows = image_plane.run(study, images, tmp_path, lambda epoch, loss, left: None)
    frame = summary.shipped()["digits"]
    frame = frame[(frame["seed"] == 0) & frame["estimator"].isin(["WKL", "KDE"])]
    committed = frame.set_index(["epoch", "part", "layer", "quantity", "estimator"])["value"]
    own = [row for row in rows if row.estimator]
    assert len(own) == 2 * 2 * 6 * 2 * 2
    for row in own:
        known = committed[row.epoch, row.part, row.layer, row.quantity, row.estimator]
        assert row.value == pytest.approx(known, abs=2 * (row.stderr or 0) + 1e-6), row


@pytest.mark.slow  # so does the test of the command `plane`
def test_a_finished_run_is_not_trained_again(
    whole: Path, uninterrupted: list[PlaneRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image_plane, "Training", None)
    assert rows_of(whole) == uninterrupted


def test_unknown_data_raise_errors_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is not a data set: give digits, fashion, a folder"):
        image_plane.load("mnists")
    with pytest.raises(UserError, match="There is no train-images-idx3-ubyte"):
        image_plane.load(str(tmp_path))


@pytest.mark.parametrize("name", ["digits", "fashion", "twelve-bits-tanh-0", "physics-informed"])
def test_results_of_users_data_never_replace_those_of_a_built_in_study(
    name: str, built_in: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / name
    folder.mkdir()
    folder_of(folder, compressed=False)
    monkeypatch.chdir(folder)
    for given in (str(folder), f"../{name}", "."):
        study, _ = image_plane.load(given)
        assert study.name == f"my-{name}"
        assert not [shipped for shipped in built_in if study.name.startswith(shipped)]
