"""Rounded and capped normals: their true MI by other sums and integrals, their samples, and their limits."""

import math

import numpy as np
import pytest
from scipy.integrate import dblquad, quad
from scipy.special import xlogy
from scipy.stats import multivariate_normal, norm

from infoplane.distributions import CappedNormal, RoundedNormal


def of_cells(cells: np.ndarray) -> float:
    """The mutual information of a table of probabilities."""
    return float((xlogy(cells, cells)).sum() - sum(xlogy(cells.sum(axis=a), cells.sum(axis=a)).sum() for a in (0, 1)))


@pytest.mark.parametrize(("correlation", "step"), [(0.6, 1.0), (-0.9, 1.0), (0.8, 0.5)])
def test_cells_by_the_bivariate_distribution_function(correlation: float, step: float) -> None:
    """Differences of the distribution function at the corners; half steps show that the method has no bias of its own."""
    edges = np.arange(-6, 6 + step / 2, step) + step / 2
    pair = multivariate_normal(cov=[[1, correlation], [correlation, 1]])
    corners = np.array([[pair.cdf([a, b]) for a in edges] for b in edges])
    cells = np.diff(np.diff(corners, axis=0), axis=1).clip(0)
    if step == 1.0:
        assert RoundedNormal(correlation, 0).mutual_information == pytest.approx(of_cells(cells), abs=1e-5)
    else:
        coarse, fine = (RoundedNormal(correlation, decimals).mutual_information for decimals in (0, 1))
        assert coarse < of_cells(cells) < fine


@pytest.mark.parametrize("correlation", [0.3, 0.6, 0.95])
def test_finer_rounding_keeps_more(correlation: float) -> None:
    values = [RoundedNormal(correlation, decimals).mutual_information for decimals in (0, 1, 2)]
    normal = -0.5 * math.log1p(-(correlation**2))
    assert 0 < values[0] < values[1] < values[2] < normal
    assert normal - values[2] < (normal - values[1]) / 50  # the loss is of second order in the width of a cell
    assert RoundedNormal(-correlation, 1).mutual_information == values[1]


def test_rounding_of_a_normal_pair_of_given_information() -> None:
    assert RoundedNormal.rounding(1.0, 2).mutual_information == pytest.approx(1.0, abs=2e-4)
    assert RoundedNormal.rounding(0.0, 1).mutual_information == 0
    x, y = RoundedNormal(0.6, 1).sample(1000, rng=0)
    np.testing.assert_array_equal(x, x.round(1))
    assert len(np.unique(y)) < 100


@pytest.mark.parametrize(("correlation", "cap"), [(0.6, 0.5), (-0.6, 0.5), (0.9, -1.0), (0.5, 2.0)])
def test_capped_by_double_quadrature(correlation: float, cap: float) -> None:
    pair = multivariate_normal(cov=[[1, correlation], [correlation, 1]])
    p, scale = norm.sf(cap), math.sqrt(1 - correlation**2)

    def density(y: float, x: float) -> float:
        f = pair.pdf([x, y])
        return float(xlogy(f, f / (norm.pdf(x) * norm.pdf(y)))) if f > 0 else 0.0

    def edge(y: float) -> float:
        above = norm.sf((cap - correlation * y) / scale)
        return float(norm.pdf(y) * xlogy(above, above / p))

    below = dblquad(density, -7, cap, -7, cap, epsabs=1e-7)[0]
    both = pair.cdf([-cap, -cap])
    expected = below + 2 * quad(edge, -8, cap)[0] + xlogy(both, both / p**2)
    assert CappedNormal(correlation, cap).mutual_information == pytest.approx(expected, abs=1e-6)


def test_a_cap_out_of_sight_changes_nothing() -> None:
    assert CappedNormal(0.6, 3.0).mutual_information == pytest.approx(-0.5 * math.log(0.64), abs=2e-3)
    values = [CappedNormal(0.6, cap).mutual_information for cap in (-1.0, 0.0, 1.0, 2.0, 3.0)]
    assert values == sorted(values)
    x, y = CappedNormal(0.6, 0.5).sample(20_000, rng=0)
    assert x.max() == y.max() == 0.5
    assert (x == 0.5).mean() == pytest.approx(norm.sf(0.5), abs=0.01)
