"""Tasks of other libraries as distributions."""

from typing import Any

import numpy as np
import pytest

from infoplane.distributions import CorrelatedNormal, Distribution, as_distribution


class Task:
    """As the tasks of bmi are."""

    dim_x, dim_y = 2, 1
    mutual_information = 0.25

    def sample(self, n_points: int, seed: int) -> tuple[Any, Any]:
        assert isinstance(seed, int)
        x = np.random.default_rng(seed).normal(size=(n_points, 2)).astype(np.float32)
        return x, x[:, :1]


class Sampler:
    """As the samplers of bmi are: the MI is a method, and the second parameter has another name."""

    def sample(self, n_points: int, rng: int) -> tuple[Any, Any]:
        return Task().sample(n_points, rng)

    def mutual_information(self) -> float:
        return 0.25


class Labels:
    """Lists of labels and of numbers; the seed is keyword-only."""

    mutual_information = 0.0

    def sample(self, size: int, *, random_state: int) -> tuple[Any, Any]:
        rng = np.random.default_rng(random_state)
        return rng.integers(0, 3, size).tolist(), rng.normal(size=size).tolist()


@pytest.mark.parametrize("task", [Task(), Sampler()])
def test_tasks_and_samplers(task: Any) -> None:
    found = as_distribution(task)
    assert isinstance(found, Distribution)
    assert (found.x_shape, found.y_shape, found.mutual_information) == ((2,), (1,), 0.25)
    x, y = found.sample(20, rng=1)
    assert x.dtype == y.dtype == np.float64
    np.testing.assert_array_equal(x, found.sample(20, rng=np.random.default_rng(1))[0])
    assert not np.array_equal(x, found.sample(20, rng=2)[0])


def test_labels_and_flat_columns() -> None:
    found = as_distribution(Labels())
    x, y = found.sample(20, rng=1)
    assert (found.x_shape, found.y_shape) == ((), (1,))
    assert (x.shape, x.dtype, y.shape) == ((20,), np.int64, (20, 1))


def test_a_distribution_stays_what_it_is() -> None:
    normal = CorrelatedNormal(1, 1, (0.5,))
    assert as_distribution(normal) is normal


@pytest.mark.parametrize(
    ("thing", "message"), [(3, "has no sample and no mutual_information"), (Task, "is a class: make an object of it")]
)
def test_other_things_are_refused(thing: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        as_distribution(thing)
