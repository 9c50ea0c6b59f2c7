"""Pointwise information of scalar and mixed distributions against densities from scipy, on pairs and independent pairs."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import bernoulli, expon, lomax, multivariate_normal, norm, poisson, uniform

from infoplane.distributions import (
    BinarySymmetricChannel,
    Distribution,
    ExponentialSum,
    HalfAtoms,
    LogGammaExponential,
    QuantisedUniform,
    RareEventChannel,
    SmoothedDiscreteUniform,
    SmoothedUniform,
    SymmetricChannel,
    ZeroInflatedPoisson,
)

# The conditional density of y given x, and the density of y.
Densities = tuple[Callable[[NDArray, NDArray], NDArray], Callable[[NDArray], NDArray]]


def log_gamma_exponential(shape: float) -> Densities:
    return (
        lambda x, y: expon(scale=np.exp(-x)).pdf(np.exp(y)) * np.exp(y),
        lambda y: lomax(shape).pdf(np.exp(y)) * np.exp(y),
    )


def exponential_sum(a: float, b: float) -> Densities:
    def marginal(y: NDArray) -> NDArray:
        return a**2 * y * np.exp(-a * y) if a == b else a * b / (b - a) * (np.exp(-a * y) - np.exp(-b * y))

    return lambda x, y: expon(scale=1 / b).pdf(y - x), marginal


def smoothed_uniform(epsilon: float) -> Densities:
    return (
        lambda x, y: uniform(-epsilon, 2 * epsilon).pdf(y - x),
        lambda y: (uniform.cdf(y + epsilon) - uniform.cdf(y - epsilon)) / (2 * epsilon),
    )


def smoothed_discrete(symbols: int, width: float) -> Densities:
    noise = uniform(0, width)
    return (
        lambda x, y: noise.pdf(y[:, 0] - x),
        lambda y: noise.pdf(y - np.arange(symbols)).mean(axis=1),
    )


def zero_inflated(loss: float) -> Densities:
    return (
        lambda x, y: loss * (y == 0) + (1 - loss) * poisson(x).pmf(y),
        lambda y: loss * (y == 0) + (1 - loss) * 0.5 ** (y + 1),
    )


def half_atoms(rho: float, flip: float, weight: float) -> Densities:
    # Atoms are counted, all else has densities; the conditional one divides by the density of x, unless x is an atom.
    def conditional(x: NDArray, y: NDArray) -> NDArray:
        atoms = np.where(x == y, 1 - flip, flip)
        joint = multivariate_normal(cov=[[1, rho], [rho, 1]]).pdf(np.hstack([x, y]))[:, None]
        same_part = np.where(np.abs(x) == 1, atoms, joint / norm.pdf(x))
        return np.where((np.abs(x) == 1) == (np.abs(y) == 1), same_part, 0.0)

    return conditional, lambda y: np.where(np.abs(y) == 1, (1 - weight) / 2, weight * norm.pdf(y))


def symmetric(symbols: int, reroll: float) -> Densities:
    return lambda x, y: (1 - reroll) * (x == y) + reroll / symbols, lambda y: np.full(y.shape, 1 / symbols)


def bits(number: int, flip: float) -> Densities:
    def spelled(labels: NDArray) -> NDArray:
        return np.array([[int(bit) for bit in f"{label:0{number}b}"] for label in labels])

    def conditional(x: NDArray, y: NDArray) -> NDArray:
        x, y = (spelled(values) if values.ndim == 1 else values for values in (x, y))
        return bernoulli(np.where(x == 1, 1 - flip, flip)).pmf(y).prod(axis=1)

    return conditional, lambda y: np.full(len(y), 0.5**number)


def quantised(probabilities: tuple[float, ...]) -> Densities:
    cell = np.cumsum(probabilities)
    return lambda x, y: (np.digitize(x[:, 0], cell[:-1]) == y) * 1.0, lambda y: np.array(probabilities)[y]


def shared_cell(widths: tuple[float, ...]) -> Densities:
    ends = np.cumsum(widths)[:-1]

    def conditional(x: NDArray, y: NDArray) -> NDArray:
        cell = np.digitize(x, ends)
        return (cell == np.digitize(y, ends)) / np.array(widths)[cell]

    return conditional, lambda y: np.ones(y.shape)


DISTRIBUTIONS: list[tuple[Distribution, Densities]] = [
    *((LogGammaExponential(shape), log_gamma_exponential(shape)) for shape in (0.5, 3.0)),
    *((ExponentialSum(a, b), exponential_sum(a, b)) for a, b in ((1.0, 3.0), (2.0, 1.0), (1.5, 1.5))),
    *((SmoothedUniform(epsilon), smoothed_uniform(epsilon)) for epsilon in (0.1, 0.75)),
    *((SmoothedDiscreteUniform(m, width), smoothed_discrete(m, width)) for m, width in ((5, 2.0), (4, 0.5), (3, 2.6))),
    *((ZeroInflatedPoisson(loss), zero_inflated(loss)) for loss in (0.0, 0.15, 0.5)),
    *((HalfAtoms(*parts), half_atoms(*parts)) for parts in ((0.9, 0.1, 0.5), (-0.5, 0.3, 0.2))),
    (SymmetricChannel(5, 0.3), symmetric(5, 0.3)),
    *((BinarySymmetricChannel(*parts), bits(*parts[:2])) for parts in ((3, 0.2), (3, 0.2, True), (2, 0.0, True), (1, 0.9))),
    (QuantisedUniform(3, 0.1, x_dim=2), quantised((0.45, 0.45, 0.1))),
    (RareEventChannel(0.05), shared_cell((0.05, 0.95))),
    (RareEventChannel(0.1, 3, 0.2), shared_cell((0.1, 0.36, 0.36, 0.18))),
]


@pytest.mark.parametrize(("distribution", "densities"), DISTRIBUTIONS, ids=lambda value: getattr(type(value), "__name__", ""))
def test_pointwise_information_is_the_ratio_of_densities(distribution: Distribution, densities: Densities) -> None:
    conditional, marginal = densities
    x, y = distribution.sample(4000, rng=0)
    for paired in (y, distribution.sample(4000, rng=1)[1]):
        with np.errstate(divide="ignore"):
            expected = (np.log(conditional(x, paired)) - np.log(marginal(paired))).reshape(-1)
        found = distribution.pointwise_mutual_information(x, paired)
        assert found.shape == (4000,)
        # The densities of scipy underflow where the logarithms of the distribution do not.
        possible = expected > -500
        np.testing.assert_allclose(found[possible], expected[possible], rtol=1e-8, atol=1e-9)
        assert (found[~possible] < -490).all()


def test_pairs_beyond_bounded_noise_are_impossible() -> None:
    distribution = SmoothedUniform(0.1)
    pairs = np.array([[0.5], [0.5], [0.5], [0.5]]), np.array([[0.39], [0.41], [0.6], [0.601]])
    expected = [-math.inf, -math.log(0.2), -math.log(0.2), -math.inf]
    np.testing.assert_allclose(distribution.pointwise_mutual_information(*pairs), expected)
