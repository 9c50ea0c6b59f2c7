"""The Gaussianizer: one to one, towards normal, and good for strong dependence."""

import numpy as np
import pytest
from scipy.stats import kstest

from infoplane.distributions import correlated_uniform
from infoplane.estimators import Compressed, Gaussianizer, WeightedKL
from infoplane.estimators.transformers import gaussianizer


def test_rotations_keep_the_map_one_to_one() -> None:
    """The determinant of its Jacobian matrix never changes sign."""
    x = np.random.default_rng(1).exponential(size=(3000, 2)) @ np.array([[1.0, 0.5], [0.0, 1.0]])
    fitted = Gaussianizer(5).fit(x)
    at, step = x[:500], 1e-6
    along = [(fitted.transform(at + step * axis) - fitted.transform(at - step * axis)) / (2 * step) for axis in np.eye(2)]
    determinants = np.linalg.det(np.stack(along, axis=2))
    turned = np.prod([np.linalg.det(rotation) for rotation, _ in fitted.steps_])
    assert (determinants * turned > 0).all()


@pytest.mark.parametrize("draw", ["normal", "uniform", "exponential", "standard_cauchy"])
@pytest.mark.parametrize("d", [1, 3])
def test_the_inverse_is_exact_also_far_outside(d: int, draw: str) -> None:
    x = getattr(np.random.default_rng(4), draw)(size=(500, d)) * 10.0 ** np.arange(d)
    fitted = Gaussianizer().fit(x)
    scale = np.ptp(np.quantile(x, [0.25, 0.75], axis=0), axis=0)
    for sample in (x, 30 * x, np.array([[1e3], [-1e3]]) * scale):
        assert fitted.inverse_transform(fitted.transform(sample)) / scale == pytest.approx(sample / scale, rel=1e-8, abs=1e-8)
    z = np.random.default_rng(5).uniform(-1, 1, size=(500, d))
    assert fitted.transform(fitted.inverse_transform(z)) == pytest.approx(z, abs=1e-8)


def test_values_that_no_sample_maps_to_are_refused() -> None:
    fitted = Gaussianizer().fit(np.random.default_rng(4).normal(size=(500, 3)))
    with pytest.raises(ValueError, match=r"1 of 2 rows of Z .*Clip Z"):
        fitted.inverse_transform([[0.0, 0.0, 0.0], [30.0, 0.0, 0.0]])


@pytest.mark.parametrize("d", [2, 7])
def test_parts_of_the_rows_are_mapped_as_the_whole(monkeypatch: pytest.MonkeyPatch, d: int) -> None:
    x = np.random.default_rng(6).exponential(size=(1000, d))
    whole = Gaussianizer(3)
    z = whole.fit_transform(x)
    monkeypatch.setattr(gaussianizer, "_ROWS", 64)
    monkeypatch.setattr(gaussianizer, "_PRODUCTS", 1)
    in_parts = Gaussianizer(3)
    for found in (in_parts.fit_transform(x), in_parts.transform(x), whole.transform(x)):
        assert found == pytest.approx(z, rel=1e-12, abs=1e-12)


def test_one_column_has_nothing_to_rotate() -> None:
    x = np.random.default_rng(0).exponential(size=(200, 1))
    assert len(Gaussianizer(5).fit(x).steps_) == 1
    assert len(Gaussianizer(5).fit(np.hstack([x, x**2])).steps_) == 6


def test_a_curved_triangle_becomes_normal() -> None:
    x = np.sort(np.random.default_rng(2).uniform(size=(4000, 2)), axis=1)
    z = Gaussianizer().fit_transform(x)
    for direction in (0.0, 0.7, 1.4, 2.1):
        assert kstest(z @ np.array([np.cos(direction), np.sin(direction)]), "norm").statistic < 0.03
    assert kstest(Gaussianizer(0).fit_transform(x) @ np.array([1.0, -1.0]) / 2**0.5, "norm").statistic > 0.05


def test_the_seed_decides_the_rotations() -> None:
    x = np.random.default_rng(3).uniform(size=(200, 3))
    first, again, other = (Gaussianizer(3, random_state=seed).fit_transform(x) for seed in (0, 0, 1))
    assert (first == again).all()
    assert not np.allclose(first, other)


def test_strong_dependence_between_uniforms() -> None:
    """At 8 nats on 2+2 uniforms the plain estimator is far too low; after Gaussianizers it is not."""
    distribution = correlated_uniform(8.0, 2, 2, rotation_seed=0)
    plain = WeightedKL(20, weights="least norm")
    estimators = (plain, Compressed(plain, Gaussianizer(), Gaussianizer()))
    samples = [distribution.sample(3000, rng=seed) for seed in range(3)]
    errors = [np.mean([estimator.estimate(*sample).nats - 8 for sample in samples]) for estimator in estimators]
    assert errors[0] < -0.5
    assert abs(errors[1]) < 0.25


def test_samples_without_a_density_are_refused() -> None:
    with pytest.raises(ValueError, match="minimum of 2"):
        Gaussianizer().fit(np.ones((1, 1)))
    with pytest.raises(ValueError, match="constant, or almost"):
        Gaussianizer().fit(np.eye(100)[:, :1])
    with pytest.raises(ValueError, match="singular"):
        Gaussianizer().fit(np.random.default_rng(0).normal(size=(100, 2)) @ np.ones((2, 3)))
    with pytest.raises(ValueError, match="rotations >= 0; got -1"):
        Gaussianizer(-1).fit(np.arange(100.0)[:, None])
    fitted = Gaussianizer().fit(np.random.default_rng(0).normal(size=(100, 2)))
    with pytest.raises(ValueError, match="fitted on 2 columns; got 3 of Z"):
        fitted.inverse_transform(np.zeros((4, 3)))
