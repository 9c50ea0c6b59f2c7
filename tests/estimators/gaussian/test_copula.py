"""Normal scores: invariance under monotone maps, ties, and the interval."""

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import rankdata

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import Gaussian, GaussianCopula


def test_is_gaussian_on_normal_scores() -> None:
    x, y = (np.round(points, 1) for points in CorrelatedNormal.with_mutual_information(1.0, 2, 2).sample(300, rng=0))
    scores = [np.column_stack([ndtri(rankdata(column, "average") / 301) for column in points.T]) for points in (x, y)]
    assert GaussianCopula().estimate(x, y) == Gaussian().estimate(*scores)


def test_increasing_maps_change_nothing() -> None:
    x, y = CorrelatedNormal.with_mutual_information(1.0, 2, 3).sample(300, rng=1)
    assert GaussianCopula().estimate(np.exp(3 * x), y**3) == GaussianCopula().estimate(x, y)
    assert GaussianCopula().estimate(-x, y).nats == pytest.approx(GaussianCopula().estimate(x, y).nats, abs=1e-10)


def test_exact_where_gaussian_is_not() -> None:
    distribution = CorrelatedNormal(1, 1, (0.9,))
    x, y = distribution.sample(20_000, rng=2)
    assert GaussianCopula().estimate(np.exp(2 * x), y).nats == pytest.approx(distribution.mutual_information, abs=0.03)
    assert Gaussian().estimate(np.exp(2 * x), y).nats < distribution.mutual_information / 2


def test_coverage_of_the_interval() -> None:
    distribution = CorrelatedNormal(1, 1, (0.8,))
    intervals = [GaussianCopula().estimate(*distribution.sample(1000, rng=seed)).interval() for seed in range(200)]
    assert 0.9 < np.mean([low <= distribution.mutual_information <= high for low, high in intervals]) < 0.99


def test_monotone_pairs_are_refused() -> None:
    x = np.random.default_rng(3).normal(size=(50, 1))
    with pytest.raises(ValueError, match="linearly dependent"):
        GaussianCopula().estimate(x, np.exp(x))
