"""Maps of one column: increasing, through the quantiles, with an exact inverse."""

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from infoplane.estimators.transformers.column_maps import ColumnMap

DRAWS = ["normal", "uniform", "exponential", "standard_cauchy"]


def column(draw: str, n: int = 2000) -> np.ndarray:
    return getattr(np.random.default_rng(0), draw)(size=n)


@pytest.mark.parametrize("draw", DRAWS)
def test_it_increases_far_beyond_the_sample(draw: str) -> None:
    sample = column(draw)
    z = np.linspace(2 * sample.min() - 1, 2 * sample.max() + 1, 200_001)
    assert (np.diff(ColumnMap(sample)(z)) > 0).all()


@pytest.mark.parametrize("draw", DRAWS)
def test_quantiles_go_to_those_of_the_normal(draw: str) -> None:
    sample = column(draw)
    last = ndtri(1 - 5 / 2000)  # five samples lie beyond
    levels = np.linspace(-last, last, 2 * int(last / 0.5) + 2)
    assert ColumnMap(sample)(np.quantile(sample, ndtr(levels))) == pytest.approx(levels, abs=1e-12)


def test_beyond_the_knots_it_is_asinh_of_the_chord() -> None:
    sample = column("exponential")
    g = ColumnMap(sample)
    last = ndtri(1 - 5 / 2000)
    levels = np.linspace(-last, last, 2 * int(last / 0.5) + 2)
    knots = np.quantile(sample, ndtr(levels))
    for end, inner, direction in ((-1, -2, 1), (0, 1, -1)):
        chord = (levels[end] - levels[inner]) / (knots[end] - knots[inner])
        far = np.array([0.1, 1.0, 1e3, 1e9])
        expected = levels[end] + direction * np.arcsinh(far * chord)
        assert g(knots[end] + direction * far) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("n", [12, 20, 2000])
@pytest.mark.parametrize("draw", DRAWS)
def test_the_inverse_is_exact_in_the_middle_at_the_knots_and_in_the_tails(draw: str, n: int) -> None:
    sample = column(draw, n)
    g = ColumnMap(sample)
    spread = np.ptp(np.quantile(sample, [0.25, 0.75]))
    z = np.concatenate([sample, g.cubic.x, np.linspace(-100, 100, 4001) * spread, [-1e9 * spread, 1e9 * spread]])
    assert g.inverse(g(z)) == pytest.approx(z, rel=1e-8, abs=1e-8 * spread)
    levels = np.linspace(-8, 8, 4001)
    assert g(g.inverse(levels)) == pytest.approx(levels, abs=1e-10)


def test_a_cubic_that_is_flat_at_its_end_is_solved_there() -> None:
    """A long last piece after a steep one: the cubic has slope 0 at the last knot, where a Newton step alone would fail."""
    sample = np.concatenate([np.linspace(0, 1, 1990), np.linspace(1, 1e6, 10)])
    g = ColumnMap(sample)
    assert abs(g.cubic.derivative()(g.cubic.x[-1])) < 1e-20
    levels = g(g.cubic.x[-1:]) - np.array([0.0, 1e-12, 1e-6, 1e-2, 0.3])
    assert g(g.inverse(levels)) == pytest.approx(levels, abs=1e-10)


def test_few_samples_have_knots_at_their_quartiles() -> None:
    sample = np.arange(9.0)
    assert ColumnMap(sample)(np.array([2.0, 4.0, 6.0])) == pytest.approx([ndtri(0.25), 0, ndtri(0.75)], abs=1e-12)


def test_a_column_of_ties_is_refused() -> None:
    with pytest.raises(ValueError, match="constant, or almost"):
        ColumnMap(np.eye(100)[0])


def test_a_map_through_the_knots_of_another_is_the_same() -> None:
    sample = column("exponential")
    g = ColumnMap(sample)
    z = np.linspace(-1, 12, 1001)
    assert (ColumnMap.through(*g.knots)(z) == g(z)).all()
