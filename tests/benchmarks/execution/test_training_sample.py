"""Training samples: the same in memory and in a file, for the variable that is asked for."""

from pathlib import Path

import numpy as np
import pytest

from infoplane.benchmarks.execution import training_sample
from infoplane.benchmarks.execution.training_sample import drawn
from infoplane.distributions import CorrelatedNormal, Pushforward, SignedPower, sphere_images


@pytest.mark.parametrize("variable", ["x", "y"])
def test_a_large_sample_is_a_file_with_the_same_values(variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distribution = sphere_images(1.0, 64, 0, channels=3)
    whole = distribution.sample(150, rng=0)["xy".index(variable)]
    in_memory = drawn(distribution, 150, variable, np.random.default_rng(0), tmp_path)
    monkeypatch.setattr(training_sample, "_IN_MEMORY", whole.nbytes - 1)
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
