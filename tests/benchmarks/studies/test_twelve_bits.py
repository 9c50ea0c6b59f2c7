"""The twelve-bit study: its rows, that an interrupted run resumes, and the command `sweep`."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from typer.testing import CliRunner

from infoplane.benchmarks.cli.app import app
from infoplane.benchmarks.studies import loop
from infoplane.benchmarks.studies import twelve_bits as twelve_bits_study
from infoplane.benchmarks.studies.twelve_bits import (
    ALL,
    BINNED,
    TwelveBitStudy,
    bounds_label,
    exact_label,
    read_bounds,
    read_layers,
    run,
)
from infoplane.planes import PlaneRow, Taps, binned_information, layer_information, randomness, twelve_bit_network, twelve_bits
from infoplane.planes.rows.frame import frame_of
from infoplane.planes.rows.row import INPUT, LABEL

TINY = TwelveBitStudy(stds=(0.05, 0.2), samples=30, epochs=3, evaluations=4, bounds_every=0)
LAYERS = ["L1", "L2", "L3", "L4", "L5", "softmax(L6)"]


def silent(epoch: int, loss: float, seconds: float) -> None:
    """Report nothing."""


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return frame_of(run(TINY, tmp_path_factory.mktemp("store"), silent))


def test_every_evaluation_has_every_layer_and_reading(rows: pd.DataFrame) -> None:
    read = rows[rows["quantity"] == INPUT]
    assert set(read["n"]) == {4096}
    assert set(read["part"]) == {ALL}
    found = read.groupby(["epoch", "estimator"])["layer"].apply(list)
    readings = [exact_label(0.05), exact_label(0.2), BINNED]
    assert dict(found.items()) == {(epoch, reading): LAYERS for epoch in range(4) for reading in readings}
    metrics = rows[rows["quantity"].isin(["loss", "accuracy"])]
    assert metrics.groupby("part")["n"].agg(["size", "max"]).to_numpy().tolist() == [[8, 819], [8, 3277]]


def test_sampled_readings_have_standard_errors_and_integrated_ones_none(rows: pd.DataFrame) -> None:
    exact = rows[rows["estimator"].str.startswith("exact")]
    sampled = exact["layer"] != "softmax(L6)"
    assert (exact.loc[sampled, "stderr"] > 0).all()
    assert exact.loc[~sampled, "stderr"].isna().all()
    # More noise, less information: both readings of an epoch are of one network.
    wide = exact[(exact["quantity"] == INPUT) & ~sampled].pivot(index="epoch", columns="estimator", values="value")
    assert (wide[exact_label(0.05)] > wide[exact_label(0.2)]).all()


@pytest.mark.parametrize(("layer", "place"), [("L3", 2), ("softmax(L6)", 5)])
def test_the_first_evaluation_is_that_of_the_untrained_layer(rows: pd.DataFrame, layer: str, place: int) -> None:
    bits, labels = twelve_bits()
    with randomness(0, 0):
        network = twelve_bit_network("tanh")
    with torch.no_grad():
        values = network[: place + 1](torch.as_tensor(bits, dtype=torch.float32))
    centres = (values.softmax(1) if place == 5 else values).numpy().astype(np.float64)
    by_hand = layer_information(centres, labels, 0.2, samples=30, rng=np.random.default_rng([0, 0, place, 1]))
    own = rows[(rows["epoch"] == 0) & (rows["layer"] == layer) & (rows["estimator"] == exact_label(0.2))]
    found = own.set_index("quantity")["value"]
    assert [found[INPUT], found[LABEL]] == pytest.approx([float(estimate) for estimate in by_hand], rel=1e-5)


def test_the_default_recipe_reads_the_exact_value_of_its_noise() -> None:
    """On a part of the inputs: the same truth of I(X;L), by another sampling; a decoder finds no more than there is."""
    bits, labels = (values[::16] for values in twelve_bits())
    with randomness(0, 0):
        network = twelve_bit_network("tanh")
    taps = Taps(network, {"L1": "L1", "L3": "L3", "softmax": ("L6", lambda logits: logits.softmax(1))})
    study = TwelveBitStudy(samples=1000)
    outputs = taps.read(torch.as_tensor(bits, dtype=torch.float32))
    found = read_bounds(taps, bits, labels, study, 3) + read_layers(outputs, labels, study, 3)
    value = {(row.layer, row.quantity, row.estimator): row for row in found}
    assert {row.method for row in found if row.estimator == bounds_label(0.05) and row.quantity == INPUT} <= {
        "noise",
        "quadrature",
    }
    for layer in taps.taps:
        for quantity in (INPUT, LABEL):
            exact, read = (value[layer, quantity, label(0.05)] for label in (exact_label, bounds_label))
            assert exact.value is not None and read.value is not None and read.status == "ok"
            errors = 4 * float(np.hypot(exact.stderr or 0, read.stderr or 0)) + 1e-6
            assert read.value - exact.value < errors
            assert quantity == LABEL or exact.value - read.value < errors


def test_the_default_recipe_reads_every_fourth_evaluation_and_the_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def note(taps: Taps, bits: np.ndarray, labels: np.ndarray, study: TwelveBitStudy, epoch: int) -> list[PlaneRow]:
        read.append(epoch)
        return []

    monkeypatch.setattr(twelve_bits_study, "read_bounds", note)
    run(replace(TINY, epochs=5, evaluations=6, samples=2, bounds_every=4), tmp_path, silent)
    assert read == [0, 4, 5]


def test_an_interrupted_run_resumes_from_its_checkpoint(
    rows: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "_CHECKPOINT_EVERY", 0.0)

    def stop(epoch: int, loss: float, seconds: float) -> None:
        if epoch == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(TINY, tmp_path, stop)
    epochs: list[int] = []
    again = frame_of(run(TINY, tmp_path, lambda epoch, loss, seconds: epochs.append(epoch)))
    assert epochs == [2, 3]
    pd.testing.assert_frame_equal(again.drop(columns="seconds"), rows.drop(columns="seconds"))


def test_the_bins_are_the_published_ones_and_continue_above_one() -> None:
    labels = np.arange(200) % 2
    bounded = np.random.default_rng(0).uniform(-1, 1, (200, 3))
    beyond = np.linspace(0.01, 2.99, 200)[:, None]
    study = replace(TINY, samples=2)
    found = [row.value for row in read_layers({"a": bounded, "b": beyond}, labels, study, 0) if row.estimator == BINNED]
    assert found[:2] == pytest.approx(binned_information(bounded, labels, span=(-1, 1)))
    assert found[2] == pytest.approx(float(binned_information(beyond, labels, 45, (0.0, 3.0)).inputs))


@pytest.mark.parametrize(("activate", "falls"), [(np.tanh, True), (lambda t: np.maximum(t, 0), False)], ids=["tanh", "ReLU"])
def test_growing_weights_compress_only_an_activation_that_saturates(activate: Callable[..., np.ndarray], falls: bool) -> None:
    bits, labels = twelve_bits()
    sums = (bits - 0.5) @ np.random.default_rng(0).normal(size=(12, 2)) / np.sqrt(12)
    study = replace(TINY, stds=(0.1,))
    moderate, large = (read_layers({"L": activate(gain * sums)}, labels, study, 0)[0].value for gain in (1, 50))
    assert moderate is not None
    assert large is not None
    assert (large < moderate - 0.5) if falls else (large > moderate + 0.5)


def test_the_command_writes_rows_table_and_figure(tmp_path: Path) -> None:
    options = {"activation": "relu", "seeds": 1, "epochs": 1, "evaluations": 2, "samples": 10, "std": 0.1, "bounds-every": 0}
    places = {"store": tmp_path / "s", "output": tmp_path / "r"}
    result = CliRunner().invoke(
        app, ["sweep", "--json", *(f"--{name}={value}" for name, value in {**options, **places}.items())]
    )
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    names = {Path(name).relative_to(tmp_path / "r").as_posix() for name in document["files"]}
    figures = {"figures/noise_sweep.pdf", "figures/noise_sweep.png"}
    assert names == {"planes/twelve-bits-relu-0.csv", "tables/twelve-bits.md", *figures}
    assert all(Path(name).stat().st_size > 500 for name in document["files"])
    assert len(document["falls"]) == 2 * len(LAYERS)


def test_noise_must_be_positive() -> None:
    result = CliRunner().invoke(app, ["sweep", "--std", "0"])
    assert "must be positive" in str(result.exception)
