"""The dimension of surfaces in more columns, and of densities that have all."""

import numpy as np
import pytest

from infoplane.estimators.neighbours.intrinsic_dimension import intrinsic_dimension, lacks_dimensions

DRAWS = ["normal", "uniform", "exponential", "standard_t"]


def columns(draw: str, d: int, n: int = 3000) -> np.ndarray:
    rng = np.random.default_rng(d)
    return rng.standard_t(3, size=(n, d)) if draw == "standard_t" else getattr(rng, draw)(size=(n, d))


@pytest.mark.parametrize("draw", DRAWS)
@pytest.mark.parametrize("d", [1, 2, 3, 4, 6, 9])
def test_densities_lack_no_dimension(draw: str, d: int) -> None:
    points = columns(draw, d)
    assert not lacks_dimensions(points)
    if d <= 4:
        assert round(intrinsic_dimension(points)) == d


@pytest.mark.parametrize("draw", ["normal", "uniform"])
@pytest.mark.parametrize("m", [1, 2, 3, 4])
def test_surfaces_show_their_dimension(draw: str, m: int) -> None:
    flat = columns(draw, m)
    bent = np.column_stack([flat, np.sin(flat[:, 0]), 0.5 * flat[:, -1] ** 2])
    assert round(intrinsic_dimension(bent)) == m
    assert lacks_dimensions(bent)


def test_a_correlation_takes_no_dimension_away() -> None:
    rng = np.random.default_rng(0)
    base = rng.normal(size=(3000, 3))
    base[:, 2] = base[:, 0] + 0.5 * base[:, 2]
    assert not lacks_dimensions(base)


def test_points_that_coincide_show_nothing() -> None:
    assert intrinsic_dimension(np.repeat(np.arange(3.0), 40)[:, None]) == 0.0


def test_a_one_to_one_map_that_stretches_unevenly_lacks_no_dimension() -> None:
    """Neighbours show 4.3 dimensions of it: a code of the right size, which has a density in its columns."""
    base = np.random.default_rng(3).normal(size=(3000, 5))
    x = np.column_stack([base[:, 0], np.exp(1.5 * base[:, 0]) * base[:, 1], np.exp(base[:, 1]) * base[:, 2], base[:, 3:]])
    assert intrinsic_dimension(x) < 4.5
    assert not lacks_dimensions(x)
