"""The checks of distributions: our own pass, and each kind of fault is found by the check that is meant for it."""

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from infoplane.benchmarks.user_suites.conformance import check_distribution
from infoplane.benchmarks.user_suites.distribution import distribution
from infoplane.distributions import (
    HALF_CUBE,
    CorrelatedNormal,
    NoiseColumns,
    Pushforward,
    SmoothedDiscreteUniform,
    correlated_uniform,
)

NORMAL = CorrelatedNormal(1, 1, (0.8,))


def results(found: Any, samples: int = 4000) -> dict[str, tuple[str, str]]:
    return {one.check: (one.result, one.reason) for one in check_distribution(found, samples)}


def failed(found: Any) -> set[str]:
    return {name for name, (result, _) in results(found).items() if result == "FAIL"}


class Normal:
    """A correct one, whose parts faulty ones replace."""

    x_shape: Any = (1,)
    y_shape: Any = (1,)
    mutual_information: float = NORMAL.mutual_information

    def sample(self, n: int, rng: Any = None) -> Any:
        return NORMAL.sample(n, rng=rng)

    def pointwise_mutual_information(self, x: Any, y: Any) -> Any:
        return NORMAL.pointwise_mutual_information(x, y)


class WrongMI(Normal):
    mutual_information = 1.0


class NegativeMI(Normal):
    mutual_information = -0.1


class WrongShape(Normal):
    y_shape = (2,)


class SwappedDensity(Normal):
    """Of another correlation: its mean over samples may be near, its calibration is not."""

    def pointwise_mutual_information(self, x: Any, y: Any) -> Any:
        return NORMAL.pointwise_mutual_information(x, -y)


class Integers(Normal):
    def sample(self, n: int, rng: Any = None) -> Any:
        return tuple(values.astype(int) for values in NORMAL.sample(n, rng=rng))


class Infinite(Normal):
    def sample(self, n: int, rng: Any = None) -> Any:
        x, y = NORMAL.sample(n, rng=rng)
        return np.where(x > 3, np.inf, x), y


class IgnoresSeed(Normal):
    def sample(self, n: int, rng: Any = None) -> Any:
        return NORMAL.sample(n)


class FixedSeed(Normal):
    def sample(self, n: int, rng: Any = None) -> Any:
        return NORMAL.sample(n, rng=0)


class Reseeds(Normal):
    """It copies the generator, so that two samples of one generator are equal."""

    def sample(self, n: int, rng: Any = None) -> Any:
        if isinstance(rng, np.random.Generator):
            rng = np.random.Generator(type(rng.bit_generator)(0))
            return NORMAL.sample(n, rng=5)
        return NORMAL.sample(n, rng=rng)


class ReadsGlobal(Normal):
    def sample(self, n: int, rng: Any = None) -> Any:
        x, y = NORMAL.sample(n, rng=rng)
        return x + np.random.random(), y  # noqa: NPY002


class SeedsGlobal(Normal):
    def sample(self, n: int, rng: Any = None) -> Any:
        random.seed(0)
        return NORMAL.sample(n, rng=rng)


class Folded:
    """|z|, with the positive root for an inverse."""

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return shape

    def __call__(self, z: Any) -> Any:
        return np.abs(z)

    def inverse(self, x: Any) -> Any:
        return x


@pytest.mark.parametrize(
    "found",
    [
        Normal(),
        NORMAL,
        Pushforward(correlated_uniform(1.0, 2, 2), HALF_CUBE),
        NoiseColumns(Pushforward(NORMAL, HALF_CUBE), 1, 1),
        SmoothedDiscreteUniform(5, 2.0),
    ],
    ids=lambda value: type(value).__name__,
)
def test_correct_ones_pass(found: Any) -> None:
    assert failed(found) == set()


@pytest.mark.parametrize(
    ("found", "checks"),
    [
        (WrongMI(), {"mean pointwise information"}),
        (NegativeMI(), {"states shapes and MI", "mean pointwise information"}),
        (WrongShape(), {"samples keep the shapes"}),
        (SwappedDensity(), {"mean pointwise information", "calibration of the density"}),
        (Infinite(), {"values are finite"}),
        (IgnoresSeed(), {"same seed, same sample", "global states unchanged"}),
        (FixedSeed(), {"same seed, same sample", "a Generator advances"}),
        (Reseeds(), {"a Generator advances"}),
        (ReadsGlobal(), {"same seed, same sample", "global states unchanged"}),
        (SeedsGlobal(), {"global states unchanged"}),
        (Pushforward(NORMAL, Folded()), {"inverse of the maps"}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_fault_is_found(found: Any, checks: set[str]) -> None:
    assert checks <= failed(found)


def test_integers_in_columns_are_no_labels() -> None:
    assert "samples keep the shapes" in failed(Integers())


def test_global_states_stay_as_they_were() -> None:
    before = random.getstate(), np.random.get_state()[1].copy()  # noqa: NPY002
    results(ReadsGlobal())
    assert random.getstate() == before[0]
    assert (np.random.get_state()[1] == before[1]).all()  # noqa: NPY002


def test_without_a_density_the_estimate_decides(project: Path) -> None:
    found = results(distribution("my.py:SharedSign"))
    assert found["mean pointwise information"][0] == found["calibration of the density"][0] == "skip"
    result, reason = found["MI against estimate_mi"]
    assert result == "pass" and "a weak check" in reason
    (project / "helper.py").write_text("LN2 = 2.0\n")
    result, reason = results(distribution("my.py:SharedSign"))["MI against estimate_mi"]
    assert result == "FAIL" and "but 2.0000 is stated" in reason


def test_a_task_of_another_library_passes(project: Path) -> None:
    assert failed(distribution("my.py:bmi_task")) == set()
