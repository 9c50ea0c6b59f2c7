"""Rank autocorrelations, the flag that rests on them, and the length of blocks."""

import numpy as np
import pytest
from scipy.stats import rankdata

from infoplane.estimators.serial_dependence import rank_autocorrelations, sensible_block_length, serial_flag

from .series import autoregressive

X, Y = autoregressive(0, 1000, 0.95)
ROWS = [np.arange(1000)]


def test_autocorrelation_is_its_equation() -> None:
    values = np.random.default_rng(0).integers(0, 5, (30, 2)).astype(float)
    for column, found in zip(values.T, rank_autocorrelations(values, [np.arange(30)]), strict=True):
        r = rankdata(column) - 15.5
        expected = sum(r[i] * r[i + 1] for i in range(29)) / 29 / (sum(r**2) / 30)
        assert found == pytest.approx(expected, abs=1e-12)


def test_rows_of_two_series_are_no_neighbours() -> None:
    """Two interleaved series: within each the sign changes at every row, between them never."""
    values = np.array([[1.0], [1.0], [-1.0], [-1.0]] * 5)
    together, apart = [np.arange(20)], [np.arange(0, 20, 2), np.arange(1, 20, 2)]
    assert rank_autocorrelations(values, apart) == pytest.approx([-1.0])
    assert rank_autocorrelations(values, together) == pytest.approx([1 / 19])


@pytest.mark.parametrize("memory", [0.5, 0.95])
def test_autocorrelation_of_a_long_series_is_its_memory(memory: float) -> None:
    """The rank correlation of normals of correlation r is 6 / pi arcsin(r / 2)."""
    x, _ = autoregressive(1, 20_000, memory)
    assert rank_autocorrelations(x, [np.arange(20_000)])[0] == pytest.approx(6 / np.pi * np.arcsin(memory / 2), abs=0.02)


def test_constant_columns_and_single_rows_have_none() -> None:
    assert rank_autocorrelations(np.ones((9, 2)), [np.arange(9)]).tolist() == [0.0, 0.0]
    assert rank_autocorrelations(X[:3], [np.array([0]), np.array([1])]).tolist() == [0.0]


def test_two_series_are_flagged() -> None:
    flag = serial_flag(X, Y)
    assert flag is not None
    assert "scheme=" in flag
    alternating = np.where(np.arange(1000) % 2, 1.0, -1.0)[:, None]
    assert serial_flag(X * alternating, Y * alternating)  # autocorrelations of -.95
    assert serial_flag((X[:, 0] > 0).astype(int), Y)
    noise = np.random.default_rng(2).normal(size=(1000, 20))
    assert serial_flag(np.hstack([noise, X]), Y)  # one column is enough


def test_one_series_is_not_flagged() -> None:
    noise = np.random.default_rng(3).normal(size=(1000, 1))
    assert serial_flag(X, noise) is None
    assert serial_flag(noise, Y) is None


def test_independent_rows_are_not_flagged() -> None:
    """x and y are flagged by chance in one sample of 10,000, because both must be."""
    draws = np.random.default_rng(4)
    assert not any(serial_flag(draws.normal(size=(n, 2)), draws.integers(0, 3, n)) for n in (2, 3, 8, 50, 400) * 40)


def test_rare_labels_of_independent_rows_are_not_flagged() -> None:
    """Names that occur once or seldom: most new ones come late in no sense that matters."""
    draws = np.random.default_rng(8)
    for levels in (10**6, 1000, 100):
        samples = [draws.zipf(1.5, 1000) % levels, draws.integers(0, levels, 1000)]
        assert serial_flag(samples[0], samples[1]) is None
        assert all(abs(rank_autocorrelations(each, ROWS)[0]) < 0.1 for each in samples)


def test_labels_that_stay_have_the_probability_of_staying() -> None:
    draws = np.random.default_rng(9)
    stays = draws.random((2, 20_000)) < 0.6
    x, y = (draws.choice(40, 20_000)[np.maximum.accumulate(np.where(each, 0, np.arange(20_000)))] for each in stays)
    assert rank_autocorrelations(x, [np.arange(20_000)]) == pytest.approx([0.6], abs=0.02)
    assert serial_flag(x, y)
    assert rank_autocorrelations(np.zeros(9, int), [np.arange(9)]).tolist() == [0.0]  # one class


def test_weak_dependence_of_a_large_sample_is_not_flagged() -> None:
    x, y = autoregressive(5, 20_000, 0.15)  # significant, but the variance grows by a factor of 1.05 only
    assert rank_autocorrelations(x, [np.arange(20_000)])[0] > 10 / np.sqrt(20_000)
    assert serial_flag(x, y) is None


@pytest.mark.parametrize("order", [1, -1])
def test_sorted_samples_are_not_flagged(order: int) -> None:
    """Independent draws of dependent pairs, stored in the order of one column or of the classes."""
    draws = np.random.default_rng(6)
    x = np.sort(draws.normal(size=300))[::order, None]
    assert serial_flag(x, x + draws.normal(size=(300, 1))) is None
    classes = np.repeat([2, 0, 1], 100)[::order]
    assert serial_flag(classes, classes[:, None] + draws.normal(size=(300, 1))) is None
    swapped = np.repeat([2, 0, 1, 2], 75)  # a class in two runs is no order of the classes
    assert serial_flag(swapped, swapped[:, None] + draws.normal(size=(300, 1)))


def test_blocks_are_as_long_as_the_memory_asks_for() -> None:
    noise = np.random.default_rng(7).normal(size=(1000, 1))
    assert 60 < sensible_block_length(X, Y, ROWS) < 150  # 5 t = 98 with a = .95
    assert sensible_block_length(X, noise, ROWS) < 7
    assert sensible_block_length(np.arange(1000.0)[:, None], np.arange(1000.0)[:, None], ROWS) == 200  # a fifth
    assert sensible_block_length(X[:3], Y[:3], [np.arange(3)]) == 1
