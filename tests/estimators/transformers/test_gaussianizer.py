"""The Gaussianizer: one to one, smooth, towards normal, and good for strong dependence."""

import numpy as np
import pytest
from scipy.stats import kstest
from sklearn.base import clone

from infoplane.distributions import correlated_uniform
from infoplane.estimators import Compressed, Gaussianizer, WeightedKL


@pytest.mark.parametrize("draw", ["normal", "uniform", "exponential", "standard_cauchy"])
def test_every_column_map_increases(draw: str) -> None:
    column = getattr(np.random.default_rng(0), draw)(size=2000)[:, None]
    fitted = Gaussianizer().fit(column)
    z = np.linspace(2 * column.min(), 2 * column.max(), 200_001)[:, None]
    values = fitted.transform(z)[:, 0]
    assert (np.diff(values) > 0).all()


def test_rotations_keep_the_map_one_to_one() -> None:
    """Its Jacobian determinant never changes sign."""
    x = np.random.default_rng(1).exponential(size=(3000, 2)) @ np.array([[1.0, 0.5], [0.0, 1.0]])
    fitted = Gaussianizer(5).fit(x)
    at, step = x[:500], 1e-6
    along = [(fitted.transform(at + step * axis) - fitted.transform(at - step * axis)) / (2 * step) for axis in np.eye(2)]
    determinants = np.linalg.det(np.stack(along, axis=2))
    turned = np.prod([np.linalg.det(rotation) for rotation, _ in fitted.steps_])
    assert (determinants * turned > 0).all()


def test_a_curved_triangle_becomes_normal() -> None:
    x = np.sort(np.random.default_rng(2).uniform(size=(4000, 2)), axis=1)
    z = Gaussianizer().fit_transform(x)
    for direction in (0.0, 0.7, 1.4, 2.1):
        assert kstest(z @ np.array([np.cos(direction), np.sin(direction)]), "norm").statistic < 0.03
    assert kstest(Gaussianizer(0).fit_transform(x) @ np.array([1.0, -1.0]) / 2**0.5, "norm").statistic > 0.05


def test_fit_transform_is_fit_then_transform_and_cloning_keeps_parameters() -> None:
    x = np.random.default_rng(3).uniform(size=(200, 3))
    assert (Gaussianizer(3).fit_transform(x) == Gaussianizer(3).fit(x).transform(x)).all()
    assert clone(Gaussianizer(3, random_state=5)).get_params() == {"rotations": 3, "random_state": 5}


def test_strong_dependence_between_uniforms() -> None:
    """At 8 nats on 2+2 uniforms the plain estimator is far low; behind Gaussianizers it is not."""
    distribution = correlated_uniform(8.0, 2, 2, rotation_seed=0)
    plain = WeightedKL(20, weights="least norm")
    errors = np.array(
        [
            [
                e.estimate(*distribution.sample(3000, seed)).nats - 8
                for e in (plain, Compressed(plain, Gaussianizer(), Gaussianizer()))
            ]
            for seed in range(3)
        ]
    ).mean(axis=0)
    assert errors[0] < -0.5
    assert abs(errors[1]) < 0.25


def test_refusals() -> None:
    with pytest.raises(ValueError, match="minimum of 20"):
        Gaussianizer().fit(np.arange(10.0)[:, None])
    with pytest.raises(ValueError, match="constant, or almost"):
        Gaussianizer().fit(np.eye(100)[:, :1])
    with pytest.raises(ValueError, match="singular"):
        Gaussianizer().fit(np.random.default_rng(0).normal(size=(100, 2)) @ np.ones((2, 3)))
    with pytest.raises(ValueError, match="rotations >= 0"):
        Gaussianizer(-1).fit(np.arange(100.0)[:, None])
