"""The calibration of pointwise mutual information: its identity, its standard error, and mutants that the mean overlooks."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import dblquad
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
    """The mutant of a distribution whose sampler draws y for another x."""

    class Independent(kind):
        def sample(self, n: int, rng: int | None = None) -> tuple[NDArray, NDArray]:
            rng = np.random.default_rng(rng)
            return super().sample(n, rng)[0], super().sample(n, rng)[1]

    return Independent


def test_identity_by_quadrature() -> None:
    rho = 0.75
    joint = multivariate_normal(cov=[[1, rho], [rho, 1]])

    def balance(y: float, x: float) -> float:
        p, q = joint.pdf([x, y]), norm.pdf(x) * norm.pdf(y)
        return p * q / (p + q)

    m, _ = dblquad(balance, -6, 6, -6, 6, epsabs=1e-5)
    distribution = CorrelatedNormal(1, 1, (rho,))
    x, y = distribution.sample(100_000, 0)
    of_pairs = expit(-distribution.pointwise_mutual_information(x, y))
    of_strangers = expit(distribution.pointwise_mutual_information(x, np.roll(y, 1, axis=0)))
    for values in (of_pairs, of_strangers):
        assert values.mean() == pytest.approx(m, abs=4 * values.std() / math.sqrt(len(values)))
    assert of_pairs.var() + of_strangers.var() == pytest.approx(m * (1 - 2 * m), rel=0.02)


def test_standard_error_is_the_spread_of_repetitions() -> None:
    for distribution in (CorrelatedNormal(2, 2, (0.8, 0.8)), SmoothedUniform(0.01)):
        scores = [difference / stderr for difference, stderr in (calibration(distribution, 500, seed) for seed in range(300))]
        assert np.mean(scores) == pytest.approx(0, abs=4 / math.sqrt(300))
        assert np.std(scores) == pytest.approx(1, abs=4 / math.sqrt(600))


def test_independence_is_balanced_exactly() -> None:
    assert calibration(CorrelatedNormal(2, 2), 100, 0) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        (SmoothedUniform, (0.1,)),
        (ExponentialSum, (1.0, 3.0)),
        (SmoothedDiscreteUniform, (5, 2.0)),
        (LogGammaExponential, (0.5,)),
    ],
)
def test_independent_sides_are_caught(kind: type, arguments: tuple) -> None:
    difference, stderr = calibration(independent(kind)(*arguments), 5000, 0)
    assert difference > 10 * stderr


def test_a_pointwise_information_blind_to_x_is_caught(assert_mean: Callable[..., None]) -> None:
    class Blind(SmoothedUniform):
        """Right on all pairs, and as sure of strangers: the mean is the same for both."""

        def pointwise_mutual_information(self, x: NDArray, y: NDArray) -> NDArray:
            return -np.log(np.minimum(y + self.epsilon, 1) - np.maximum(y - self.epsilon, 0))[:, 0]

    distribution, other = Blind(0.1), independent(Blind)(0.1)
    for sampled in (distribution, other):
        assert_mean(distribution.pointwise_mutual_information(*sampled.sample(20_000, 0)), distribution.mutual_information)
        difference, stderr = calibration(sampled, 5000, 0)
        assert abs(difference) > 10 * stderr
