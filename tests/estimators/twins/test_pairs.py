"""Pairs of coordinates in many columns: their information, and the twin that holds nothing else."""

import math
import pickle

import numpy as np
import pytest

from infoplane.distributions import (
    CorrelatedNormal,
    Distribution,
    LinearLift,
    MultivariateStudent,
    Pushforward,
    Repeated,
    SmoothedUniform,
    WrappedNormal,
)
from infoplane.estimators import estimate_mi
from infoplane.estimators.twins.pairs import Pairing, learn_pairs
from infoplane.estimators.twins.statistics import brought_near

WRAPPED = Repeated(WrappedNormal(0.7, 5.0), 10)
NORMAL = CorrelatedNormal.with_mutual_information(2.0, 9, 8, 1)


def paired(distribution: Distribution, n: int, seed: int = 1) -> tuple[Pairing, float]:
    x, y = (brought_near(part) for part in distribution.sample(n, rng=seed))
    pairing = learn_pairs(x, y, np.random.default_rng(0).permutation(n))
    assert pairing is not None
    assert pairing.of_sample() == pairing.information(x, y)
    return pairing, pairing.of_sample().nats


@pytest.mark.parametrize(
    ("distribution", "nats"),
    [
        (WRAPPED, 0.35),
        (NORMAL, 0.25),
        (CorrelatedNormal(9, 8), 0.25),
        (Repeated(SmoothedUniform.with_mutual_information(0.4), 8), 0.5),
    ],
)
def test_it_is_near_the_mi_of_normal_columns_and_of_independent_pairs(distribution: Distribution, nats: float) -> None:
    """Within four standard deviations of KSG summed over the pairs, .03 each; of sharp edges KSG says too little."""
    _, found = paired(distribution, 1000)
    assert found == pytest.approx(distribution.mutual_information, abs=nats)


def test_draws_of_the_twin_have_its_mi_and_the_columns_of_the_data() -> None:
    pairing, found = paired(WRAPPED, 2000)
    twin = pairing.twin(np.random.default_rng(2))
    x, y = twin.sample(2000, rng=3)
    assert twin.estimate == pytest.approx(WRAPPED.mutual_information, abs=0.3)
    assert pairing.of_draw(x, y, normal=False).nats == pytest.approx(found, abs=0.3)
    assert np.allclose(np.sort(x, axis=0), np.sort(pairing.x, axis=0))
    assert not np.allclose(x, pairing.x)


def test_a_twin_of_more_rows_repeats_none_before_all_have_come() -> None:
    pairing, _ = paired(WRAPPED, 500)
    x, _ = pairing.twin(np.random.default_rng(2)).sample(1200, rng=4)
    values, counts = np.unique(x[:, 0].round(12), return_counts=True)
    assert len(values) == 500
    assert set(counts) == {2, 3}


def test_the_twin_can_be_exchanged_and_pickled() -> None:
    twin = paired(NORMAL, 400)[0].twin(np.random.default_rng(2))
    assert (twin.x_shape, twin.y_shape) == ((9,), (8,))
    x, y = twin.sample(50, rng=5)
    other_x, other_y = pickle.loads(pickle.dumps(twin.swapped())).sample(50, rng=5)
    assert np.array_equal(x, other_y)
    assert np.array_equal(y, other_x)


def test_too_few_rows_have_no_pairs() -> None:
    x, y = NORMAL.sample(99, rng=0)
    assert learn_pairs(x, y, np.arange(99)) is None


def test_many_pairs_that_are_not_normal_are_measured_right() -> None:
    """Before, the value was a normal copula's: 1.6 nats too low here, with an interval of .5."""
    found = estimate_mi(*WRAPPED.sample(800, rng=8), rng=0)
    lower, upper = found.interval()
    assert lower < WRAPPED.mutual_information < upper
    assert found.nats == pytest.approx(WRAPPED.mutual_information, abs=0.35)
    assert "pairs" in found.estimator


@pytest.mark.parametrize("true_mi", [0.0, 2.0])
def test_of_normal_columns_the_noise_of_pairs_stays_away(true_mi: float) -> None:
    distribution = CorrelatedNormal.with_mutual_information(true_mi, 8, 8, 1)
    found = estimate_mi(*distribution.sample(600, rng=9), rng=0)
    assert found.interval()[0] - 0.02 < true_mi < found.interval()[1]  # what the learnt coordinates prove has noise
    assert found.nats == pytest.approx(true_mi, abs=0.2)


def test_heavy_tails_that_all_pairs_share_are_not_taken_for_pairs() -> None:
    student = MultivariateStudent.with_mutual_information(2.0, 9, 9, 2.0, 1)
    found = estimate_mi(*student.sample(800, rng=10), rng=0)
    assert "pairs" not in found.estimator
    assert found.nats == pytest.approx(2.0, abs=0.3)


def test_what_all_columns_share_is_not_counted_once_for_each_pair() -> None:
    """One class of two in every column: ln 2 nats at most, where each pair alone shows nearly as much."""
    rng = np.random.default_rng(12)
    sign = rng.choice((-2.0, 2.0), size=(600, 1))
    x, y = sign + rng.normal(size=(600, 8)), sign + rng.normal(size=(600, 8))
    found = estimate_mi(x, y, rng=0)
    assert found.nats == pytest.approx(math.log(2), abs=0.3)


def test_strong_normal_columns_have_no_pairs_and_are_measured_as_before() -> None:
    """KSG sees about ln n nats in a pair; these have 4.6."""
    rng = np.random.default_rng(13)
    x = rng.normal(size=(500, 9))
    y = x + 0.01 * rng.normal(size=x.shape)
    assert learn_pairs(brought_near(x), brought_near(y), rng.permutation(500)) is None
    true_mi = 9 / 2 * math.log1p(1e4)
    assert estimate_mi(x, y, rng=0).nats == pytest.approx(true_mi, abs=1.0)


def test_the_interval_is_open_where_no_twin_explains_many_columns() -> None:
    """Sharp pairs that rotations of x and of y hide."""
    hidden = Pushforward(Repeated(SmoothedUniform.with_mutual_information(2.0), 8), LinearLift(8, 8, 1), LinearLift(8, 8, 2))
    found = estimate_mi(*hidden.sample(2200, rng=11), rng=0)
    lower, upper = found.interval()
    assert lower < hidden.mutual_information
    assert math.isinf(upper)
    assert any("no simple distribution" in flag for flag in found.flags)
    assert "nearest" in found.reason
