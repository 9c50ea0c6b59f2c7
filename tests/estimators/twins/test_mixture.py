"""Mixture twins: MI of known mixtures, number of components, and the twin of one component."""

import math

import numpy as np
import pytest

from infoplane.distributions import CorrelatedNormal, NormalMixture
from infoplane.estimators.twins.elliptical import EllipticalTwin
from infoplane.estimators.twins.mixture import MixtureTwin, fit_mixture

KNOWN = NormalMixture(
    1,
    (0.3, 0.7),
    ((-1.5, 1.0), (1.0, -0.5)),
    (((1.0, 0.8), (0.8, 1.0)), ((0.6, -0.4), (-0.4, 0.9))),
)
TWIN = MixtureTwin(np.array(KNOWN.weights), np.array(KNOWN.means), np.array(KNOWN.covariances), 1)


def test_pointwise_information_is_that_of_the_distribution() -> None:
    x, y = KNOWN.sample(200, rng=0)
    np.testing.assert_allclose(TWIN.pointwise_mutual_information(x, y), KNOWN.pointwise_mutual_information(x, y), atol=1e-10)


def test_mean_over_draws_is_the_mi() -> None:
    values = TWIN.pointwise_mutual_information(*TWIN.sample(20_000, rng=1))
    stderr = values.std() / math.sqrt(len(values))
    assert stderr < 0.01
    assert abs(values.mean() - KNOWN.mutual_information) < 4 * stderr


def test_draws_have_the_moments_of_the_mixture() -> None:
    z = np.hstack(TWIN.sample(40_000, rng=2))
    mean = np.array(KNOWN.weights) @ np.array(KNOWN.means)
    np.testing.assert_allclose(z.mean(axis=0), mean, atol=5 * z.std() / 200)


def test_a_swapped_twin_is_the_twin_of_y_and_x() -> None:
    mixture = MixtureTwin(
        np.array([0.4, 0.6]),
        np.array([[0.0, 1, 2], [3, 4, 5]]),
        np.stack([np.eye(3) + 0.2, 2 * np.eye(3) - 0.3]),
        1,
        0.25,
    )
    x, y = mixture.sample(50, rng=3)
    swapped = mixture.swapped()
    assert (swapped.x_shape, swapped.y_shape) == ((2,), (1,))
    assert swapped.mutual_information == mixture.mutual_information == 0.25
    np.testing.assert_allclose(swapped.pointwise_mutual_information(y, x), mixture.pointwise_mutual_information(x, y))
    np.testing.assert_array_equal(swapped.swapped().means, mixture.means)


def fitted(distribution: NormalMixture | CorrelatedNormal, n: int) -> MixtureTwin | EllipticalTwin:
    order = np.random.default_rng(4).permutation(n)
    x, y = distribution.sample(n, rng=5)
    return fit_mixture(x, y, order[n // 5 :], order[: n // 5], np.random.default_rng(6))


def test_the_fit_finds_the_mi_of_a_mixture() -> None:
    twin = fitted(KNOWN, 3000)
    assert isinstance(twin, MixtureTwin)
    assert twin.mutual_information == pytest.approx(KNOWN.mutual_information, abs=0.05)


def test_normal_columns_need_one_component() -> None:
    distribution = CorrelatedNormal(2, 2, (0.6, 0.3))
    twin = fitted(distribution, 1500)
    assert isinstance(twin, EllipticalTwin)
    assert twin.dof == math.inf
    assert twin.estimate == pytest.approx(distribution.mutual_information, abs=0.08)
