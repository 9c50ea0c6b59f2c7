"""Which samples compressors are trained on: noisy ones, clean targets only where they are asked for, large ones in a file."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from infoplane.benchmarks.execution import compressors
from infoplane.benchmarks.execution.compressors import drawn
from infoplane.benchmarks.storage.keys import Job, job_key
from infoplane.benchmarks.suites.more_images.tasks_noisy import noise_from_y_tasks, noisy_bump_tasks
from infoplane.benchmarks.suites.protocol import TrainingSample
from infoplane.distributions import CorrelatedNormal, Pushforward, SignedPower, sphere_images
from infoplane.estimators import Autoencoder
from infoplane.estimators.compressed import fit_compressor


class FittedError(Exception):
    """Ends a training, with what it was given."""


def given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, job: Job) -> tuple[Any, Any]:
    def fit(transformer: Any, sample: Any, rng: Any, target: Any = None) -> None:
        raise FittedError(sample, target)

    monkeypatch.setattr(compressors, "fit_compressor", fit)
    with pytest.raises(FittedError) as caught:
        compressors.train(job, tmp_path)
    return caught.value.args


@pytest.mark.parametrize("task", [noisy_bump_tasks()[1], noise_from_y_tasks()[1]], ids=lambda task: task.family)
def test_clean_images_are_drawn_where_they_are_to_be_restored(
    task: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """They belong to the noisy ones, row by row."""
    training = TrainingSample(task.training.distribution, 300, clean=task.training.clean)
    noisy, clean = given(monkeypatch, tmp_path, Job(Autoencoder(2, target="y"), training, "x"))
    assert noisy.shape == clean.shape == (300, 16, 16)
    assert 0.001 < (noisy - clean).std() < 0.11
    assert abs(np.corrcoef((noisy - clean).ravel(), clean.ravel())[0, 1]) < 0.05
    assert given(monkeypatch, tmp_path, Job(Autoencoder(2), training, "x"))[1] is None


def test_jobs_with_and_without_a_clean_target_are_two() -> None:
    training = noisy_bump_tasks()[0].training
    assert training is not None
    assert job_key(Job(Autoencoder(2), training, "x")) != job_key(Job(Autoencoder(2, target="y"), training, "x"))


def test_a_target_reaches_the_transformer() -> None:
    class Recorder(Autoencoder):
        def fit(self, X: Any, y: Any = None) -> "Recorder":
            self.got_ = (X, y)
            return self

    x, target = np.random.default_rng(0).normal(size=(2, 50, 4, 4))
    fitted = fit_compressor(Recorder(2, target="y"), x, np.random.default_rng(0), target)
    assert (fitted.got_[0] == x).all()
    assert (fitted.got_[1] == target).all()


@pytest.mark.parametrize("variable", ["x", "y"])
def test_a_large_sample_is_a_file_with_the_same_values(variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distribution = sphere_images(1.0, 64, 0, channels=3)
    whole = distribution.sample(150, rng=0)["xy".index(variable)]
    in_memory = drawn(distribution, 150, variable, np.random.default_rng(0), tmp_path)
    monkeypatch.setattr(compressors, "_IN_MEMORY", whole.nbytes - 1)
    in_file = drawn(distribution, 150, variable, np.random.default_rng(0), tmp_path / "new")
    assert isinstance(in_file, np.memmap)
    assert not isinstance(in_memory, np.memmap)
    assert in_file.dtype == np.float32
    assert np.array_equal(in_file, whole)
    assert np.array_equal(in_memory, whole)
    assert not list((tmp_path / "new").iterdir())  # the file has no name that could be left behind


def test_only_the_variable_that_is_asked_for_is_mapped(tmp_path: Path) -> None:
    class Unused(SignedPower):
        def __call__(self, z: np.ndarray) -> np.ndarray:
            raise AssertionError("mapped")

    distribution = Pushforward(CorrelatedNormal(1, 1, (0.5,)), SignedPower(3.0), Unused(3.0))
    rng, again = np.random.default_rng(0), np.random.default_rng(0)
    base, _ = distribution.base.sample(20, rng=again)
    assert np.array_equal(drawn(distribution, 20, "x", rng, tmp_path), SignedPower(3.0)(base))
    assert rng.random() == again.random()  # what follows, as the seeds of networks, stays the same
    with pytest.raises(AssertionError, match="mapped"):
        drawn(distribution, 20, "y", rng, tmp_path)


def test_other_distributions_are_drawn_as_they_are(tmp_path: Path) -> None:
    distribution = CorrelatedNormal(2, 2, (0.5,))
    _, y = distribution.sample(20, rng=0)
    assert np.array_equal(drawn(distribution, 20, "y", np.random.default_rng(0), tmp_path), y)
