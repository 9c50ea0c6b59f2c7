"""Numbers beside numbers: intervals on distributions that the calibration has not seen, flags, and the twin."""

import math

import numpy as np
import pytest

from infoplane.distributions import (
    CorrelatedNormal,
    Distribution,
    MultivariateStudent,
    NoiseColumns,
    NoisySine,
    Pushforward,
    SmoothedUniform,
    correlated_uniform,
)
from infoplane.distributions.injections.coupling import Coupling
from infoplane.distributions.injections.linear import rotation
from infoplane.distributions.normal.contaminated import ContaminatedNormal
from infoplane.distributions.pushforward import Chain
from infoplane.estimators.automatic.measurement import Measurement
from infoplane.estimators.automatic.numbers import measure_numbers
from infoplane.estimators.twins.signs import SIGNS

N = 500
# None of them is in the suite `calibration`: other kinds, or other parameters and numbers of columns.
DISTRIBUTIONS: dict[str, Distribution] = {
    "normal, 1 + 3": CorrelatedNormal.with_mutual_information(0.7, 1, 3, 21),
    "student of 4 degrees": MultivariateStudent.with_mutual_information(0.35, 2, 1, 4.0, 22),
    "contaminated": ContaminatedNormal(CorrelatedNormal(1, 2, (0.8,)), 0.15, 6.0),
    "sine": NoisySine(1, 0.4),
    "uniform noise beside a column": NoiseColumns(SmoothedUniform.with_mutual_information(0.8), 1, 0),
    "independent, 3 + 2": CorrelatedNormal(3, 2),
}


@pytest.fixture(scope="module")
def measured() -> dict[str, Measurement]:
    return {
        name: measure_numbers(*distribution.sample(N, rng=31), np.random.default_rng(0))
        for name, distribution in DISTRIBUTIONS.items()
    }


def test_intervals_hold_the_mi(measured: dict[str, Measurement]) -> None:
    """Of six intervals of 95 %, more than one misses in one of thirty runs."""
    missed = [key for key, one in measured.items() if not one.lower <= DISTRIBUTIONS[key].mutual_information <= one.upper]
    assert len(missed) <= 1, missed
    assert np.median([one.upper - one.lower for one in measured.values()]) < 0.7  # and they say something


def test_independent_columns_give_no_alarm(measured: dict[str, Measurement]) -> None:
    one = measured["independent, 3 + 2"]
    assert one.lower == 0.0
    assert one.upper < 0.35
    assert abs(one.nats) < 0.1


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_what_a_measurement_holds(name: str, measured: dict[str, Measurement]) -> None:
    one, distribution = measured[name], DISTRIBUTIONS[name]
    assert 0 <= one.lower <= one.upper < math.inf
    assert one.n == N
    assert {f"sign_{name}" for name in SIGNS} <= set(one.details)
    assert sum(alternative.taken for alternative in one.alternatives) in (1, 2)  # a twin, and what corrects it
    assert one.null is not None
    assert one.twin is not None
    assert (one.twin.x_shape, one.twin.y_shape) == (distribution.x_shape, distribution.y_shape)
    assert one.twin.mutual_information >= 0
    x, y = one.twin.sample(7, rng=np.random.default_rng(0))
    assert (x.shape, y.shape) == ((7, *distribution.x_shape), (7, *distribution.y_shape))


@pytest.mark.parametrize("name", ["normal, 1 + 3", "sine"])
def test_x_and_y_may_change_places(name: str, measured: dict[str, Measurement]) -> None:
    """To the last bit; and the twin changes them too."""
    x, y = DISTRIBUTIONS[name].sample(N, rng=31)
    one, other = measured[name], measure_numbers(y, x, np.random.default_rng(0))
    assert other == one
    assert other.twin is not None
    assert one.twin is not None
    assert (other.twin.x_shape, other.twin.y_shape) == (one.twin.y_shape, one.twin.x_shape)


@pytest.fixture(scope="module")
def hidden() -> Measurement:
    """Y1 = X1 + uniform noise of 2 nats among 4 + 4 columns, behind smooth one-to-one maps."""

    def smooth(seed: int) -> Chain:
        return Chain((rotation(4, seed), Coupling(4, seed, 0.4, 0.8), rotation(4, seed + 1)))

    base = NoiseColumns(SmoothedUniform.with_mutual_information(2.0), 3, 3)
    x, y = base.sample(1000, rng=41)
    x, y = (np.column_stack([(z[:, 0] - z[:, 0].mean()) / z[:, 0].std(), z[:, 1:]]) for z in (x, y))
    return measure_numbers(smooth(5)(x), smooth(8)(y), np.random.default_rng(0))


def test_learnt_coordinates_open_the_interval_and_say_so(hidden: Measurement) -> None:
    assert hidden.upper >= 2.0
    assert any("learnt" in flag for flag in hidden.flags)
    assert "learnt" in hidden.estimator
    assert hidden.details["sign_learnt"] > 0


def test_the_lower_end_is_at_least_what_is_proven(hidden: Measurement, measured: dict[str, Measurement]) -> None:
    for one in (hidden, *measured.values()):
        if "proven" in one.details:
            assert one.lower >= max(one.details["proven"], 0.0)
    assert hidden.details["proven"] > 0.1
    assert "proven" not in measured["sine"].details  # one column each: there is nothing to learn


def test_maps_of_columns_change_little() -> None:
    x, y = Pushforward(CorrelatedNormal(2, 1, (0.7,))).sample(N, rng=51)
    plain = measure_numbers(x, y, np.random.default_rng(0))
    bent = measure_numbers(np.exp(x), y**3 + y, np.random.default_rng(0))
    assert abs(bent.nats - plain.nats) < 0.05


def test_the_upper_end_is_open_where_ranks_are_too_coarse() -> None:
    """Rotated normal columns of 4 nats a pair, seen as uniform: their ranks show too little."""
    columns = correlated_uniform(36.0, 9, 9, 1)
    found = measure_numbers(*columns.sample(1000, rng=4), np.random.default_rng(0))
    assert found.interval()[0] < 36.0
    assert found.interval()[1] == math.inf
    assert any("ranks of n rows" in flag for flag in found.flags)
