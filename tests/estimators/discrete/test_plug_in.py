"""Counts of labels against the table written out, and the correction against the bias."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import xlogy

from infoplane.distributions import BinarySymmetricChannel, SymmetricChannel
from infoplane.estimators import PlugIn
from infoplane.estimators.samples.levels import symbols


def written_out(x: np.ndarray, y: np.ndarray, correct: bool) -> float:
    """H(X) + H(Y) - H(X,Y), each from its own table, with (K - 1) / 2n added to each if corrected."""
    table = np.zeros((x.max() + 1, y.max() + 1))
    np.add.at(table, (x, y), 1)

    def entropy(counts: np.ndarray) -> float:
        p = counts / counts.sum()
        return float(-xlogy(p, p).sum()) + correct * ((counts > 0).sum() - 1) / (2 * counts.sum())

    return entropy(table.sum(axis=1)) + entropy(table.sum(axis=0)) - entropy(table)


@given(st.integers(0, 10_000), st.integers(2, 9), st.integers(2, 9), st.booleans())
def test_equals_the_table(seed: int, a: int, b: int, correct: bool) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.integers(a, size=40), rng.integers(b, size=40)
    x[:2], y[:2] = (0, 1), (0, 1)
    estimate = PlugIn(correct).estimate(x, y)
    assert estimate.nats == pytest.approx(written_out(x, y, correct), abs=1e-12)
    assert estimate.details["pairs"] == len(set(zip(x.tolist(), y.tolist(), strict=True)))


def test_identical_labels_give_their_entropy() -> None:
    x = np.repeat([3, -1, 7, 10**9], 25)
    assert PlugIn(correct=False).estimate(x, x).nats == pytest.approx(math.log(4), abs=1e-12)
    assert PlugIn().estimate(x, x % 2 == 1).nats < math.log(2)


def test_correction_removes_the_bias() -> None:
    distribution = SymmetricChannel(6, 0.6)
    plain, corrected = (
        np.array([PlugIn(c).estimate(*distribution.sample(400, rng=seed)).nats for seed in range(300)])
        - distribution.mutual_information
        for c in (False, True)
    )
    assert plain.mean() == pytest.approx(25 / 800, abs=4 * plain.std() / math.sqrt(300) + 2e-3)
    assert abs(corrected.mean()) < 4 * corrected.std() / math.sqrt(300) + 1e-3


@pytest.mark.parametrize("reroll", [0.3, 1.0])
def test_standard_error(reroll: float) -> None:
    distribution = SymmetricChannel(6, reroll)
    found = [PlugIn().estimate(*distribution.sample(1000, rng=seed)) for seed in range(200)]
    spread = np.std([estimate.nats for estimate in found], ddof=1)
    stderr = np.mean([estimate.stderr for estimate in found])
    # At independence the pointwise terms vanish, and their deviation is sqrt(2) too large.
    assert stderr == pytest.approx(spread * (1 if reroll < 1 else math.sqrt(2)), rel=0.2)


def test_many_labels_need_no_table() -> None:
    rng = np.random.default_rng(0)
    x = rng.permutation(100_000)
    assert PlugIn(correct=False).estimate(x, x[::-1], discrete=True).nats == pytest.approx(math.log(100_000), abs=1e-9)


def test_equal_rows_are_one_label() -> None:
    distribution = BinarySymmetricChannel(3, 0.1)
    columns, labels = distribution.sample(500, rng=1), BinarySymmetricChannel(3, 0.1, as_labels=True).sample(500, rng=1)
    assert PlugIn().estimate(*columns) == PlugIn().estimate(*labels)
    assert PlugIn().estimate(columns[0] - 0.0, -columns[1]) == PlugIn().estimate(*labels)  # minus zero is zero


@given(st.integers(0, 1000), st.integers(1, 4))
def test_symbols_number_distinct_rows(seed: int, d: int) -> None:
    rows = np.random.default_rng(seed).integers(3, size=(30, d))
    codes = symbols(rows)
    assert set(codes) == set(range(len(set(map(tuple, rows.tolist())))))
    np.testing.assert_array_equal(codes[:, None] == codes[None], (rows[:, None] == rows[None]).all(axis=2))


def test_refusals() -> None:
    x = np.arange(6) % 3
    with pytest.raises(ValueError, match=r"y has 6 distinct rows of numbers in 6 samples, too many to count: take Histogram"):
        PlugIn().estimate(x, np.arange(6.0)[:, None])
    with pytest.raises(ValueError, match="x is constant over its 6 samples"):
        PlugIn().estimate(np.zeros(6, int), x)
