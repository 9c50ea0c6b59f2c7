"""Learnt coordinates: evidence from below, also where neighbours in many columns see nothing."""

import numpy as np
import pytest

from infoplane.distributions import CorrelatedNormal, NoiseColumns, Pushforward, SmoothedUniform
from infoplane.distributions.injections.coupling import Coupling
from infoplane.distributions.injections.linear import rotation
from infoplane.distributions.pushforward import Chain
from infoplane.estimators import KSG
from infoplane.estimators.twins.learnt import learnt_information
from infoplane.estimators.twins.statistics import mapped


def of(x: np.ndarray, y: np.ndarray, seed: int = 0) -> tuple[float, float]:
    """Value and standard error, on mapped columns."""
    found = learnt_information(*mapped(x, y).columns, np.random.default_rng(seed).permutation(len(x)))
    return found.nats, found.stderr


@pytest.mark.parametrize(("true_mi", "x_dim", "y_dim"), [(0.0, 3, 3), (0.5, 2, 2), (1.5, 4, 2)])
def test_it_stays_below_the_mi(true_mi: float, x_dim: int, y_dim: int) -> None:
    """The larger of two means is a little too high, which four standard errors allow for."""
    nats, stderr = of(*CorrelatedNormal.with_mutual_information(true_mi, x_dim, y_dim, 1).sample(1000, rng=2))
    assert nats < true_mi + 4 * stderr
    assert nats > true_mi / 2 - 4 * stderr  # and is no trivial bound


def test_it_finds_a_sharp_relation_that_neighbours_miss() -> None:
    """Y1 = X1 + uniform noise among 5 + 5 columns, behind smooth one-to-one maps."""

    def smooth(seed: int) -> Chain:
        return Chain((rotation(5, seed), Coupling(5, seed, 0.4, 0.8), rotation(5, seed + 1), Coupling(5, seed + 1, 0.4, 0.8)))

    hidden = NoiseColumns(SmoothedUniform.with_mutual_information(2.0), 4, 4)
    x, y = hidden.sample(3000, rng=7)
    scaled = [np.column_stack([(z[:, 0] - z[:, 0].mean()) / z[:, 0].std(), z[:, 1:]]) for z in (x, y)]
    x, y = smooth(3)(scaled[0]), smooth(5)(scaled[1])
    nats, stderr = of(x, y)
    assert nats - 2 * stderr > 2 * KSG().estimate(x, y).nats
    assert nats < 2.0 + 4 * stderr
    assert Pushforward(hidden, smooth(3), smooth(5)).mutual_information == pytest.approx(2.0, abs=1e-6)


def test_the_same_rows_give_the_same_number() -> None:
    x, y = CorrelatedNormal(2, 2, (0.7,)).sample(300, rng=8)
    assert of(x, y) == of(x, y)
    assert of(x, y) != of(x, y, seed=1)
