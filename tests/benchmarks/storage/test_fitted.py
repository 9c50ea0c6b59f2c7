"""Fitted transformers come back from their files to the last bit, and no file runs code."""

import pickle
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PowerTransformer, StandardScaler
from typer.testing import CliRunner

from infoplane.benchmarks.cli.app import app
from infoplane.benchmarks.execution.cell import run_cell
from infoplane.benchmarks.execution.compressors import compressor_path, train
from infoplane.benchmarks.storage.database import Store
from infoplane.benchmarks.storage.fitted import load_fitted, save_fitted
from infoplane.benchmarks.storage.keys import training_jobs
from infoplane.benchmarks.suites.protocol import Cell, Task, TrainingSample
from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import Autoencoder, Compressed, Gaussian, Gaussianizer

SAMPLE = np.random.default_rng(0).normal(size=(200, 5))
DISTRIBUTION = CorrelatedNormal.with_mutual_information(0.5, 3, 3)
TRANSFORMERS = [
    PCA(2, svd_solver="full"),
    PCA(0.9),
    StandardScaler(with_mean=False),
    Autoencoder(max_steps=20, random_state=0),
]


@pytest.mark.parametrize("transformer", TRANSFORMERS, ids=repr)
def test_a_transformer_comes_back_to_the_last_bit(transformer: Any, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "transformer.fitted"
    fitted = transformer.fit(SAMPLE)
    save_fitted(fitted, path)
    joblib.dump(fitted, tmp_path / "pickle")
    loaded = load_fitted(type(transformer)(**transformer.get_params()), path)
    for reference in (fitted, joblib.load(tmp_path / "pickle")):
        np.testing.assert_array_equal(loaded.transform(SAMPLE), reference.transform(SAMPLE))
    codes = fitted.transform(SAMPLE)
    np.testing.assert_array_equal(loaded.inverse_transform(codes), fitted.inverse_transform(codes))
    learnt = [name for name, value in vars(fitted).items() if name.endswith("_") and not isinstance(value, float)]
    assert [type(getattr(loaded, name)) for name in learnt] == [type(getattr(fitted, name)) for name in learnt]


@pytest.mark.parametrize(
    ("transformer", "message"),
    [
        (make_pipeline(StandardScaler(), PCA(2)), "Pipeline.standardscaler is a StandardScaler"),
        (PowerTransformer(), "PowerTransformer._scaler is a StandardScaler"),
        (Gaussianizer(), "Gaussianizer.steps_ is a list"),
    ],
    ids=["parameter", "attribute", "list"],
)
def test_content_that_numbers_cannot_hold_is_refused(transformer: Any, message: str, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match=rf"{message}.* `save\(path\)` and a class method `load\(path\)`"):
        save_fitted(transformer.fit(SAMPLE), tmp_path / "transformer.fitted")
    assert not list(tmp_path.iterdir())


class Malicious:
    """An object whose pickle leaves a file when it is read."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> Any:
        return Path.touch, (self.trace,)


def forged_files(trace: Path, folder: Path) -> list[Path]:
    """The malicious object in every format that libraries read."""
    paths = [folder / name for name in ("pickle", "joblib", "torch", "npy", "npz")]
    paths[0].write_bytes(pickle.dumps(Malicious(trace), protocol=2))
    joblib.dump(Malicious(trace), paths[1], protocol=2)  # the one that torch reads
    torch.save(Malicious(trace), paths[2])
    held = np.array([Malicious(trace)], dtype=object)
    with paths[3].open("wb") as file:
        np.save(file, held)
    with paths[4].open("wb") as file:
        np.savez(file, components_=held, literals=held)
    return paths


@pytest.mark.parametrize("transformer", [PCA(2), Autoencoder()], ids=["arrays", "own format"])
def test_a_forged_file_runs_no_code(transformer: Any, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    for path in forged_files(trace, tmp_path):
        with pytest.raises((ValueError, TypeError, KeyError, RuntimeError, pickle.UnpicklingError)):
            load_fitted(transformer, path)
        assert not trace.exists(), path
    pickle.loads((tmp_path / "pickle").read_bytes())
    assert trace.exists()  # a reader of pickles would have run it


def compressed_cell() -> Cell:
    task = Task("trained", DISTRIBUTION, training=TrainingSample(CorrelatedNormal(3, 3), 200))
    return Cell(task, "P", Compressed(Gaussian(), PCA(2), PCA(2)), 50, 0)


def test_a_merged_store_runs_no_code(tmp_path: Path) -> None:
    """Pickles of the other store stay there; a forged compressor of ours is a failed row."""
    trace, cell = tmp_path / "trace", compressed_cell()
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    Store(theirs / "rows.sqlite").close()
    (forged,) = {compressor_path(job, theirs / "compressors") for job in training_jobs(cell).values()}
    forged.parent.mkdir()
    for path in (forged, forged.with_suffix(".joblib")):
        path.write_bytes(pickle.dumps(Malicious(trace), protocol=2))
    result = CliRunner().invoke(app, ["merge", str(theirs), "--store", str(ours)], catch_exceptions=False)
    assert result.exit_code == 0
    assert not list(ours.rglob("*.joblib"))
    row = run_cell(cell, ours / "compressors")
    assert row.status == "error"
    assert not trace.exists()


def test_a_row_does_not_depend_on_whether_its_compressor_was_kept(tmp_path: Path) -> None:
    cell = compressed_cell()
    first = run_cell(cell, tmp_path)
    for job in training_jobs(cell).values():
        train(job, tmp_path / "again")
    second, third = run_cell(cell, tmp_path), run_cell(cell, tmp_path / "again")
    assert first.status == "ok"
    assert first.nats == second.nats == third.nats
