"""Shapes that simple distributions do not describe, and shapes that they do."""

import math

import numpy as np
import pytest
from scipy.special import digamma

from infoplane.estimators.automatic.preparation.shape import (
    dimensions,
    has_clusters,
    is_regular,
    lacks_dimensions,
    local_scaling,
    share_a_curve,
)

RNG = np.random.default_rng(0)


def on_a_sphere(n: int, d: int) -> np.ndarray:
    points = np.random.default_rng(d).normal(size=(n, d))
    return points / np.linalg.norm(points, axis=1)[:, None]


@pytest.mark.parametrize("d", [2, 3, 4])
def test_the_local_scaling_of_a_sphere_is_its_equation(d: int) -> None:
    expected = (d / (d - 1) - 1) * float(digamma(20) - digamma(1))
    assert local_scaling(on_a_sphere(3000, d)) == pytest.approx(expected, abs=0.25)
    assert dimensions(on_a_sphere(3000, d)) == pytest.approx(d - 1, abs=0.2)
    assert lacks_dimensions(on_a_sphere(800, d))


@pytest.mark.parametrize("d", [2, 3, 5, 10])
@pytest.mark.parametrize("draw", ["normal", "uniform", "standard_cauchy", "lognormal"])
def test_densities_have_all_dimensions(d: int, draw: str) -> None:
    points = getattr(np.random.default_rng(d), draw)(size=(500, d))
    assert not lacks_dimensions(points)
    assert not lacks_dimensions(points + points[:, :1])  # correlated columns


@pytest.mark.parametrize("curve", [np.square, np.sin, np.abs, np.cosh])
def test_a_function_is_a_curve_and_one_with_noise_is_not(curve) -> None:  # type: ignore[no-untyped-def]
    x = RNG.normal(size=(600, 1))
    assert share_a_curve(x, curve(3 * x))
    assert not share_a_curve(x, curve(x) + 0.3 * RNG.normal(size=(600, 1)))


@pytest.mark.parametrize("correlation", [0.0, 0.6, 0.99])
def test_normals_share_no_curve(correlation: float) -> None:
    for seed in range(20):
        x, noise = np.random.default_rng(seed).normal(size=(2, 200, 1))
        assert not share_a_curve(x, correlation * x + math.sqrt(1 - correlation**2) * noise)


@pytest.mark.parametrize(
    "axis", [np.linspace(0, 1, 400), np.arange(50.0) * 7, np.geomspace(1, 1e6, 100), np.repeat(range(30), 9)]
)
def test_axes_are_regular(axis: np.ndarray) -> None:
    assert is_regular(RNG.permutation(axis))


@pytest.mark.parametrize("draw", ["normal", "uniform", "exponential", "standard_cauchy", "lognormal"])
def test_draws_are_not_regular(draw: str) -> None:
    for seed in range(20):
        values = getattr(np.random.default_rng(seed), draw)(size=100)
        assert not is_regular(values)
        assert not is_regular(np.random.default_rng(seed).normal(size=1000).round(1))  # even gaps, but uneven counts


def test_clusters() -> None:
    assert has_clusters(RNG.choice([-1, 1], 300) + 0.1 * RNG.normal(size=300))
    assert has_clusters(RNG.choice([0, 1, 2], 600) + 0.05 * RNG.normal(size=600))


@pytest.mark.parametrize("draw", ["normal", "uniform", "exponential", "standard_cauchy"])
def test_draws_from_one_density_are_no_clusters(draw: str) -> None:
    for n in (30, 100, 1000):
        found = [has_clusters(getattr(np.random.default_rng(seed), draw)(size=n)) for seed in range(50)]
        assert sum(found) <= 2


def test_a_noisy_ring_shares_no_curve_with_independent_columns() -> None:
    for seed in range(8):
        rng = np.random.default_rng(seed)
        angle = rng.uniform(0, 2 * np.pi, 1000)
        ring = np.column_stack([np.cos(angle), np.sin(angle)]) * (1 + 0.1 * rng.normal(size=(1000, 1)))
        assert not share_a_curve(ring, rng.normal(size=(1000, 1)) + 0.3 * rng.normal(size=(1000, 3)))
        assert not share_a_curve(rng.normal(size=(1000, 3)), ring)
