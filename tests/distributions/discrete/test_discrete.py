"""Discrete and mixed distributions: mutual information from the table of joint probabilities, and counts of samples."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.special import xlogy
from scipy.stats import poisson

from infoplane.distributions import (
    BinarySymmetricChannel,
    CappedNormal,
    HalfAtoms,
    QuantisedUniform,
    RoundedNormal,
    SmoothedDiscreteUniform,
    SymmetricChannel,
    ZeroInflatedPoisson,
)
from infoplane.distributions.label_entropies import binary_entropy, binary_probability, nearly_uniform, nearly_uniform_entropy


def information(table: NDArray) -> float:
    product = np.outer(table.sum(axis=1), table.sum(axis=0))
    return float(np.sum(xlogy(table, table) - xlogy(table, product)))


def counted(x: NDArray, y: NDArray) -> NDArray:
    table = np.zeros((x.max() + 1, y.max() + 1))
    np.add.at(table, (x, y), 1 / len(x))
    return table


@pytest.mark.parametrize(("symbols", "reroll"), [(2, 0.2), (5, 0.3), (10, 1.0), (10, 0.0)])
def test_symmetric_channel(symbols: int, reroll: float) -> None:
    distribution = SymmetricChannel(symbols, reroll)
    table = ((1 - reroll) * np.eye(symbols) + reroll / symbols) / symbols
    assert distribution.mutual_information == pytest.approx(information(table), abs=1e-12)
    np.testing.assert_allclose(counted(*distribution.sample(200_000, rng=0)), table, atol=4 * math.sqrt(0.25 / 200_000))


@pytest.mark.parametrize(("bits", "flip"), [(1, 0.1), (3, 0.3), (3, 0.0), (2, 0.5), (2, 0.9)])
def test_binary_symmetric_channel(bits: int, flip: float) -> None:
    distribution = BinarySymmetricChannel(bits, flip, as_labels=True)
    table = np.array([[(1 - flip) / 2, flip / 2], [flip / 2, (1 - flip) / 2]])
    joint = np.ones((1, 1))
    for _ in range(bits):
        joint = np.kron(table, joint)
    assert distribution.mutual_information == pytest.approx(information(joint), abs=1e-12)
    x, y = distribution.sample(200_000, rng=0)
    np.testing.assert_allclose(counted(x, y), joint, atol=4 * math.sqrt(0.25 / 200_000))
    columns_x, columns_y = BinarySymmetricChannel(bits, flip).sample(200_000, rng=0)
    np.testing.assert_array_equal(columns_x @ 2 ** np.arange(bits), x)
    np.testing.assert_array_equal(columns_y @ 2 ** np.arange(bits), y)


@pytest.mark.parametrize(("symbols", "width"), [(5, 2.0), (2, 2.0), (7, 3.4), (3, 0.5), (1, 1.0), (4, 9.0), (2, 1.3)])
def test_smoothed_discrete_uniform(symbols: int, width: float) -> None:
    def density(y: NDArray) -> NDArray:
        x = np.arange(symbols)[:, None]
        return ((x <= y) & (y < x + width)).sum(axis=0) / (symbols * width)

    points = (np.arange(400_000) + 0.5) / 400_000 * (symbols + width)
    p = density(points)
    h_y = -np.sum(xlogy(p, p)) * (points[1] - points[0])
    distribution = SmoothedDiscreteUniform(symbols, width)
    assert distribution.mutual_information == pytest.approx(h_y - math.log(width), abs=1e-4)


@given(symbols=st.integers(1, 500))
def test_discrete_mixture_of_gao(symbols: int) -> None:
    closed = math.log(symbols) - (symbols - 1) / symbols * math.log(2)
    assert SmoothedDiscreteUniform(symbols, 2.0).mutual_information == pytest.approx(closed, rel=1e-12, abs=1e-12)


@given(symbols=st.integers(1, 200), width=st.floats(0.01, 1.0))
def test_labels_that_do_not_overlap_are_known_from_y(symbols: int, width: float) -> None:
    assert SmoothedDiscreteUniform(symbols, width).mutual_information == pytest.approx(math.log(symbols), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(("loss", "published"), [(0.0, 0.3012), (0.15, 0.2298), (0.5, 0.1164)])
def test_zero_inflated_poisson(loss: float, published: float) -> None:
    counts = np.arange(200)

    def conditional(x: float) -> NDArray:
        p = (1 - loss) * poisson(x).pmf(counts)
        p[0] += loss
        return p

    h_conditional, _ = quad(lambda x: math.exp(-x) * -np.sum(xlogy(conditional(x), conditional(x))), 0, 50, limit=500)
    marginal = (1 - loss) * 0.5 ** (counts + 1)
    marginal[0] += loss
    value = ZeroInflatedPoisson(loss).mutual_information
    assert value == pytest.approx(-np.sum(xlogy(marginal, marginal)) - h_conditional, abs=1e-6)
    assert value == pytest.approx(published, abs=5e-5)
    # The published formula assumes that losses are seen; it is only an upper bound.
    assert value <= (1 - loss) * 0.30125


def test_zero_inflated_poisson_samples() -> None:
    x, y = ZeroInflatedPoisson(0.15).sample(200_000, rng=0)
    assert x.mean() == pytest.approx(1, abs=0.01)
    assert (y == 0).mean() == pytest.approx(0.15 + 0.85 / 2, abs=0.005)
    assert (y == y.astype(int)).all()


def test_half_atoms() -> None:
    distribution = HalfAtoms()
    # Chain rule: X and Y both show the part; to that, add the mutual information within each part.
    normal, atoms = -0.5 * math.log(1 - 0.81), math.log(2) + 0.1 * math.log(0.1) + 0.9 * math.log(0.9)
    assert distribution.mutual_information == pytest.approx(math.log(2) + normal / 2 + atoms / 2, rel=1e-12)
    assert distribution.mutual_information == pytest.approx(1.29236, abs=5e-6)
    x, y = distribution.sample(100_000, rng=0)
    is_atom = np.abs(x) == 1
    np.testing.assert_array_equal(is_atom, np.abs(y) == 1)
    assert is_atom.mean() == pytest.approx(0.5, abs=0.01)
    assert (x[is_atom] != y[is_atom]).mean() == pytest.approx(0.1, abs=0.01)
    assert np.corrcoef(x[~is_atom], y[~is_atom])[0, 1] == pytest.approx(0.9, abs=0.01)


@given(entropy=st.floats(0, 12))
def test_nearly_uniform(entropy: float) -> None:
    symbols, last = nearly_uniform(entropy)
    assert nearly_uniform_entropy(symbols, last) == pytest.approx(entropy, abs=1e-9)
    assert math.log(symbols) >= entropy - 1e-9


@given(entropy=st.floats(0, math.log(2)))
def test_binary_entropy_round_trip(entropy: float) -> None:
    assert binary_entropy(binary_probability(entropy)) == pytest.approx(entropy, abs=1e-12)


def test_the_largest_targets_are_reached() -> None:
    for bits, symbols in itertools.product((1, 4), (2, 8)):
        assert BinarySymmetricChannel.with_mutual_information(bits * math.log(2), bits).flip == 0
        assert QuantisedUniform.with_mutual_information(math.log(symbols)).symbols == symbols


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        (SymmetricChannel, (1, 0.5)),
        (SymmetricChannel, (2, 1.5)),
        (BinarySymmetricChannel, (0, 0.5)),
        (BinarySymmetricChannel, (63, 0.5, True)),
        (SmoothedDiscreteUniform, (0,)),
        (SmoothedDiscreteUniform, (2, 0.0)),
        (ZeroInflatedPoisson, (1.0,)),
        (RoundedNormal, (0.9995, 1)),
        (RoundedNormal, (0.5, 3)),
        (RoundedNormal, (0.5, -1)),
        (CappedNormal, (1.0,)),
        (CappedNormal, (0.5, 3.1)),
        (HalfAtoms, (1.0,)),
        (HalfAtoms, (0.5, 1.1)),
        (HalfAtoms, (0.5, -0.1)),
        (HalfAtoms, (0.5, 0.1, 1.0)),
        (HalfAtoms, (0.5, 0.1, 0.0)),
        (SymmetricChannel, (2, -0.1)),
        (BinarySymmetricChannel, (1, 1.1)),
        (BinarySymmetricChannel, (1, -0.1)),
        (ZeroInflatedPoisson, (-0.1,)),
    ],
)
def test_bad_parameters_are_refused(kind: type, arguments: tuple) -> None:
    with pytest.raises(ValueError, match="got"):
        kind(*arguments)
