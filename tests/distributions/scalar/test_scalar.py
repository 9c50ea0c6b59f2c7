"""Distributions of one continuous pair: entropies by quadrature, from densities written here from the definitions."""

import itertools
import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.special import xlogy
from scipy.stats import entropy as entropy_of
from scipy.stats import gamma, lomax

from infoplane.distributions import ExponentialSum, LogGammaExponential, QuantisedUniform, RareEventChannel, SmoothedUniform


@pytest.mark.parametrize("shape", [0.05, 0.5, 1.0, 3.0, 40.0])
def test_log_gamma_exponential(shape: float) -> None:
    # h(Y) - h(Y|X) with h(Exp(g)) = 1 - ln g; exp(Y) is Lomax, and logarithms change both entropies alike.
    mean_log = gamma(shape).expect(np.log) if shape > 1 else gamma(shape + 1).expect(np.log) - 1 / shape
    assert LogGammaExponential(shape).mutual_information == pytest.approx(lomax(shape).entropy() - 1 + mean_log, abs=1e-6)


def test_log_gamma_exponential_at_extreme_shapes() -> None:
    # psi(1 + s) - ln s for very small and very large s.
    assert LogGammaExponential(1e-200).mutual_information == pytest.approx(200 * math.log(10) - np.euler_gamma, rel=1e-12)
    assert LogGammaExponential(1e12).mutual_information == pytest.approx(5e-13, rel=1e-9)
    below, above = (LogGammaExponential(100 + step).mutual_information for step in (-1e-9, 1e-9))
    assert below == pytest.approx(above, rel=1e-9)
    x, y = LogGammaExponential(1e-200).sample(100, rng=0)
    assert np.isfinite(x).all()
    assert np.isfinite(y).all()


@pytest.mark.parametrize(("a", "b"), [(1.0, 3.0), (3.0, 1.0), (1.0, 1.01), (2.0, 40.0)])
def test_exponential_sum(a: float, b: float) -> None:
    def density(y: float) -> float:
        return a * b / (b - a) * (math.exp(-a * y) - math.exp(-b * y))

    h_y, _ = quad(lambda y: -xlogy(density(y), density(y)), 0, 80 / min(a, b), limit=500)
    assert ExponentialSum(a, b).mutual_information == pytest.approx(h_y - (1 - math.log(b)), abs=1e-7)


def test_exponential_sum_of_equal_rates_is_euler() -> None:
    assert ExponentialSum(2.0, 2.0).mutual_information == pytest.approx(np.euler_gamma, abs=1e-12)
    for nearly in (1 - 1e-6, 1 + 1e-6, 1 + 1e-3):
        assert ExponentialSum(1.0, nearly).mutual_information == pytest.approx(np.euler_gamma, abs=1e-3)
    joined = [ExponentialSum(1.0, 1 + step).mutual_information for step in (0.99e-4, 1.01e-4)]
    assert joined[0] == pytest.approx(joined[1], abs=2e-6)


@pytest.mark.parametrize("epsilon", [0.01, 0.1, 0.4999, 0.5, 0.75, 3.0])
def test_smoothed_uniform(epsilon: float) -> None:
    def density(y: float) -> float:
        return max(min(y + epsilon, 1) - max(y - epsilon, 0), 0) / (2 * epsilon)

    corners = sorted({-epsilon, epsilon, 1 - epsilon, 1 + epsilon})
    h_y = sum(quad(lambda y: -xlogy(density(y), density(y)), *ends)[0] for ends in itertools.pairwise(corners))
    distribution = SmoothedUniform(epsilon)
    assert distribution.mutual_information == pytest.approx(h_y - math.log(2 * epsilon), abs=1e-8)
    inverse_width = 1 / (2 * epsilon)
    smoothed = inverse_width / 2 if inverse_width <= 1 else math.log(inverse_width) + 1 / (2 * inverse_width)
    assert distribution.mutual_information == pytest.approx(smoothed, rel=1e-12)


def test_quantised_uniform_labels_are_quantiles() -> None:
    distribution = QuantisedUniform(3, 0.1, x_dim=2)
    x, y = distribution.sample(100_000, rng=0)
    assert distribution.mutual_information == pytest.approx(entropy_of([0.45, 0.45, 0.1]), rel=1e-12)
    np.testing.assert_allclose(np.bincount(y) / len(y), [0.45, 0.45, 0.1], atol=0.007)
    np.testing.assert_array_equal(y, np.digitize(x[:, 0], [0.45, 0.9]))
    assert QuantisedUniform(8).mutual_information == pytest.approx(math.log(8))
    np.testing.assert_array_equal(QuantisedUniform(8).label(x), np.floor(8 * x[:, 0]))


def cells_of(distribution: RareEventChannel, x: NDArray) -> NDArray:
    last = 1 / distribution.cells if distribution.last is None else distribution.last
    widths = [
        distribution.failure,
        *[(1 - distribution.failure) * (1 - last) / max(distribution.cells - 1, 1)] * (distribution.cells - 1),
    ]
    return np.digitize(x[:, 0], np.cumsum(widths))


@pytest.mark.parametrize("distribution", [RareEventChannel(0.05), RareEventChannel(0.02, 3), RareEventChannel(0.1, 4, 0.1)])
def test_rare_event_channel_shares_its_cell(distribution: RareEventChannel) -> None:
    x, y = distribution.sample(100_000, rng=1)
    cells = cells_of(distribution, x)
    np.testing.assert_array_equal(cells, cells_of(distribution, y))
    # Given the cell, X and Y are uniform and independent, so the entropy of the cell is their mutual information.
    frequencies = np.bincount(cells) / len(cells)
    assert distribution.mutual_information == pytest.approx(entropy_of(frequencies), abs=0.01)
    for cell in range(distribution.cells + 1):
        inside = cells == cell
        assert abs(np.corrcoef(x[inside, 0], y[inside, 0])[0, 1]) < 5 / math.sqrt(inside.sum())


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        (LogGammaExponential, (0.0,)),
        (ExponentialSum, (1.0, -1.0)),
        (SmoothedUniform, (0.0,)),
        (QuantisedUniform, (0,)),
        (QuantisedUniform, (3, 1.5)),
        (RareEventChannel, (0.0,)),
        (RareEventChannel, (0.1, 0)),
        (RareEventChannel, (0.1, 3, 1.0)),
    ],
)
def test_bad_parameters_are_refused(kind: type, arguments: tuple) -> None:
    with pytest.raises(ValueError, match=r"got .*\d"):
        kind(*arguments)
