"""The fast value: no twin, a flag, a wider interval; entropies in few columns, a copula in many."""

import numpy as np
import pytest

from infoplane.distributions import CorrelatedNormal, NoisySine, SmoothedUniform
from infoplane.estimators.automatic.fast import measure_fast
from infoplane.estimators.automatic.preparation.spread import in_order

DISTRIBUTIONS = {
    "normal": CorrelatedNormal.with_mutual_information(0.7, 2, 1, 1),
    "many columns": CorrelatedNormal.with_mutual_information(0.8, 6, 5, 2),
    "sine": NoisySine(2, 0.3),
    "uniform noise": SmoothedUniform.with_mutual_information(0.5),
    "independent": CorrelatedNormal(2, 2),
}


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_the_interval_holds_the_mi(name: str) -> None:
    distribution = DISTRIBUTIONS[name]
    one = measure_fast(*distribution.sample(500, rng=3), np.random.default_rng(0))
    assert one.lower <= distribution.mutual_information <= one.upper
    assert one.twin is None
    assert len(one.flags) == 1
    assert "fast" in one.flags[0]
    assert one.null is not None
    assert ("copula" in one.estimator) == (name == "many columns")
    assert sum(alternative.taken for alternative in one.alternatives) == 1
    assert all(number >= 0 for key, number in one.details.items() if key.startswith("sign_"))


def test_x_and_y_may_change_places() -> None:
    x, y = DISTRIBUTIONS["normal"].sample(300, rng=4)
    one, other = (measure_fast(*in_order(*pair), np.random.default_rng(0)) for pair in ((x, y), (y, x)))
    assert one == other
