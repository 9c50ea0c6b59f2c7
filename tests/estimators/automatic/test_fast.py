"""The fast value: no twin, a flag, a wider interval; entropies in few columns, a copula in many."""

import numpy as np
import pytest

from infoplane import estimate_mi
from infoplane.distributions import CorrelatedNormal, NoisySine, SmoothedUniform
from infoplane.estimators.automatic.fast import measure_fast
from infoplane.estimators.automatic.preparation.spread import in_order
from infoplane.estimators.kernels import threads
from infoplane.estimators.twins import blocks

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


@pytest.mark.parametrize("fast", [False, True])
def test_threads_change_nothing(monkeypatch: pytest.MonkeyPatch, fast: bool) -> None:
    """Not in the random numbers either, nor with blocks of rows."""
    x, y = DISTRIBUTIONS["normal"].sample(900, rng=5)
    monkeypatch.setattr(blocks, "MOST_ROWS", 400)
    monkeypatch.setattr(blocks.blocks_of, "__defaults__", (400,))
    monkeypatch.setattr(threads, "_MANY_ROWS", 0)
    found = []
    for number in (1, 3):
        monkeypatch.setattr(threads, "_number", number)
        found.append(estimate_mi(x, y, fast=fast))
    assert found[0] == found[1]
    assert found[0].details == found[1].details


def test_x_and_y_may_change_places() -> None:
    x, y = DISTRIBUTIONS["normal"].sample(300, rng=4)
    one, other = (measure_fast(*in_order(*pair), np.random.default_rng(0)) for pair in ((x, y), (y, x)))
    assert one == other
