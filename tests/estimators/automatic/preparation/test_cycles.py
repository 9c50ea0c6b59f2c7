"""Cycles: found with their length, and not where there are none."""

import numpy as np
import pytest

from infoplane.estimators.automatic.preparation.columns import Variable
from infoplane.estimators.automatic.preparation.cycles import hidden_cycle

RNG = np.random.default_rng(3)
NOISE = RNG.normal(size=1200)
TIMES = RNG.uniform(1000, 1400, 1200)


def numbers(name: str, values: np.ndarray) -> Variable:
    return Variable(name, np.asarray(values, np.float64).reshape(len(values), -1))


@pytest.mark.parametrize("length", [0.71, 3.0, 7.0])
def test_the_length_of_a_cycle(length: float) -> None:
    found = hidden_cycle(numbers("x", TIMES), numbers("y", np.cos(2 * np.pi * TIMES / length) + 0.5 * NOISE))
    assert found is not None
    assert (found.name, found.other) == ("x", "y")
    assert found.length == pytest.approx(length, rel=1e-3)
    assert 0.3 < found.shown < -0.5 * np.log(0.25 / 0.75) + 0.1


def test_labels_in_turn() -> None:
    places = RNG.integers(0, 500, 1200)
    found = hidden_cycle(Variable("x", np.empty((1200, 0)), places % 2), numbers("y", places))
    assert found is not None
    assert found.length == pytest.approx(2, rel=1e-3)
    assert found.shown <= 0.5  # 2 p (1 - p): what Pinsker's inequality shows of one bit
    assert found.is_missed(0.0, 0.1)
    assert not found.is_missed(0.0, 1.6)


@pytest.mark.parametrize(
    "y",
    [
        NOISE,
        np.exp(3 * NOISE),
        RNG.poisson(2, 1200),
        np.cumsum(NOISE)[np.argsort(np.argsort(TIMES))],  # a random walk in time
        TIMES + 20 * NOISE,
        np.sin(TIMES / 60) + 0.3 * NOISE,
        TIMES > 1200,
    ],
    ids=["noise", "heavy tails", "counts", "random walk", "trend", "slow wave", "threshold"],
)
def test_what_is_no_hidden_cycle(y: np.ndarray) -> None:
    found = hidden_cycle(numbers("x", TIMES), numbers("y", y))
    assert found is None or found.hidden < 0.01
