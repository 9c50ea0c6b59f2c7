"""The calibration of pointwise mutual information: its identity, its standard error, and errors that the mean misses."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import multivariate_normal, norm

from infoplane.distributions import (
    CorrelatedNormal,
    ExponentialSum,
    LogGammaExponential,
    SmoothedDiscreteUniform,
    SmoothedUniform,
    calibration,
)


def independent(kind: type) -> type:
    """A distribution like `kind`, but with a sampler that draws y independently of x."""

    class Independent(kind):
        def sample(self, n: int, rng: int | None = None) -> tuple[NDArray, NDArray]:
            rng = np.random.default_rng(rng)
            return super().sample(n, rng=rng)[0], super().sample(n, rng=rng)[1]

    return Independent


def test_identity_by_quadrature() -> None:
    rho = 0.75
    points, step = np.linspace(-8, 8, 401, retstep=True)
    grid = np.stack(np.meshgrid(points, points), axis=-1)
    p, q = multivariate_normal(cov=[[1, rho], [rho, 1]]).pdf(grid), norm.pdf(grid).prod(axis=-1)
    m = np.sum(p * q / (p + q)) * step**2
    distribution = CorrelatedNormal(1, 1, (rho,))
    x, y = distribution.sample(100_000, rng=0)
    on_pairs = expit(-distribution.pointwise_mutual_information(x, y))
    on_independent = expit(distribution.pointwise_mutual_information(x, np.roll(y, 1, axis=0)))
    for values in (on_pairs, on_independent):
        assert values.mean() == pytest.approx(m, abs=4 * values.std() / math.sqrt(len(values)))
    assert on_pairs.var() + on_independent.var() == pytest.approx(m * (1 - 2 * m), rel=0.02)


def test_standard_error_is_the_spread_of_repetitions() -> None:
    for distribution in (CorrelatedNormal(2, 2, (0.8, 0.8)), SmoothedUniform(0.01)):
        scores = [
            difference / stderr for difference, stderr in (calibration(distribution, 500, rng=seed) for seed in range(300))
        ]
        assert np.mean(scores) == pytest.approx(0, abs=4 / math.sqrt(300))
        assert np.std(scores) == pytest.approx(1, abs=4 / math.sqrt(600))


def test_independence_is_balanced_exactly() -> None:
    assert calibration(CorrelatedNormal(2, 2), 100, rng=0) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        (SmoothedUniform, (0.1,)),
        (ExponentialSum, (1.0, 3.0)),
        (SmoothedDiscreteUniform, (5, 2.0)),
        (LogGammaExponential, (0.5,)),
    ],
)
def test_a_sampler_of_independent_pairs_is_found(kind: type, arguments: tuple) -> None:
    difference, stderr = calibration(independent(kind)(*arguments), 5000, rng=0)
    assert difference > 10 * stderr


def test_a_pointwise_information_that_ignores_x_is_found(assert_mean: Callable[..., None]) -> None:
    class IgnoresX(SmoothedUniform):
        """Right on all pairs, but the same for independent pairs, so that the mean does not differ."""

        def pointwise_mutual_information(self, x: NDArray, y: NDArray) -> NDArray:
            return -np.log(np.minimum(y + self.epsilon, 1) - np.maximum(y - self.epsilon, 0))[:, 0]

    distribution, other = IgnoresX(0.1), independent(IgnoresX)(0.1)
    for sampled in (distribution, other):
        assert_mean(distribution.pointwise_mutual_information(*sampled.sample(20_000, rng=0)), distribution.mutual_information)
        difference, stderr = calibration(sampled, 5000, rng=0)
        assert abs(difference) > 10 * stderr
