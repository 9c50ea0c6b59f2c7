"""Kinds of data on which estimate_mi was once narrow and wrong: now the interval holds the MI, and is open where it must be."""

import math

import numpy as np
import pytest

from infoplane import estimate_mi

XOR = math.log(2)


def exclusive_or(columns: int, n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, float]:
    x = rng.normal(size=(n, columns))
    return x, np.sign(x[:, 0] * x[:, 1]) * np.abs(rng.normal(size=n)), XOR


def clusters(columns: int, n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, float]:
    """Both sides show one of four labels, and nothing else."""
    centres, label = 3 * np.random.default_rng(5).normal(size=(4, 2 * columns)), rng.integers(4, size=n)
    z = centres[label] + rng.normal(size=(n, 2 * columns))
    return z[:, :columns], z[:, columns:], math.log(4)


def exponentials(columns: int, n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, float]:
    """y_i = s_i + e_i of sources s_i and noise e_i, x and y each in a rotation of its own: h(gamma of 2) - 1 nats a source."""
    s, e = rng.exponential(size=(2, n, columns))
    turns = [np.linalg.qr(np.random.default_rng(seed).normal(size=(columns, columns)))[0] for seed in (11, 12)]
    return s @ turns[0], (s + e) @ turns[1], columns * np.euler_gamma


def shared_zeros(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, float]:
    """x and y are 0 in the same rows, else exponentials of normals with correlation 0.6."""
    zero, x = rng.random(n) < 0.6, rng.normal(size=n)
    y = 0.6 * x + 0.8 * rng.normal(size=n)
    nats = -0.6 * math.log(0.6) - 0.4 * math.log(0.4) - 0.4 * 0.5 * math.log(1 - 0.36)
    return np.where(zero, 0, np.exp(x)), np.where(zero, 0, np.exp(y)), nats


@pytest.mark.parametrize(
    ("data", "open_"),
    [
        (lambda rng: exclusive_or(20, 1000, rng), True),
        (lambda rng: exponentials(10, 1000, rng), True),
        (lambda rng: clusters(5, 300, rng), False),
        pytest.param(lambda rng: clusters(10, 500, rng), False, marks=pytest.mark.slow),
        (lambda rng: shared_zeros(300, rng), False),
    ],
    ids=["exclusive or", "exponentials", "clusters in 5+5", "clusters in 10+10", "shared zeros"],
)
def test_the_interval_holds_the_mi(data, open_: bool) -> None:
    x, y, nats = data(np.random.default_rng(3))
    found = estimate_mi(x, y)
    assert found.lower <= nats <= found.upper
    assert math.isinf(found.upper) == open_
    assert found.flags if open_ else found.lower > 0.2


def test_normal_pairs_in_many_columns_stay_narrow() -> None:
    rng = np.random.default_rng(4)
    x = rng.normal(size=(1000, 10))
    y = 0.6 * x + 0.8 * rng.normal(size=(1000, 10))
    turn = np.linalg.qr(rng.normal(size=(10, 10)))[0]
    found = estimate_mi(np.exp(x), np.sinh(y @ turn))  # margins that are not normal, and a copula that is
    assert found.lower <= -5 * math.log(0.64) <= found.upper < 4.5
    assert not found.flags


def test_nearly_collinear_columns_are_taken() -> None:
    rng = np.random.default_rng(5)
    x = rng.normal(size=500)
    y = 0.6 * x + 0.8 * rng.normal(size=500)
    found = estimate_mi(np.column_stack([x, x + 1e-6 * rng.normal(size=500)]), y)
    assert found.lower <= -0.5 * math.log(0.64) <= found.upper < 0.6
    assert "nearly a combination" in " ".join(found.flags)


def test_one_hot_columns_are_the_labels_they_stand_for() -> None:
    rng = np.random.default_rng(6)
    label = rng.integers(12, size=300)
    y = label + rng.normal(size=300)
    indicators, labels = (estimate_mi(one, y, fast=True) for one in (np.eye(12)[label], label.astype(str)))
    assert indicators.lower == pytest.approx(labels.lower, abs=0.15)
    assert indicators.lower > 0.5


@pytest.mark.parametrize("seed", range(3))
def test_the_value_lies_in_its_interval(seed: int) -> None:
    """But for what no MI can be: a value below 0 stays as it is, and the interval begins at 0."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(150, 1 + seed % 3))
    y = np.where(rng.random(150) < 0.5, np.sin(3 * x[:, 0]), 0.1 * seed * x[:, -1]) + 0.3 * rng.normal(size=150)
    for fast in (False, True):
        found = estimate_mi(x, y, fast=fast)
        assert found.lower <= max(found.nats, 0.0) <= found.upper


@pytest.mark.parametrize(("n", "columns", "moved"), [(56, 2, 1), (200, 30, 1), (58, 5, 5)])
def test_clusters_of_few_rows_are_divided_once(n: int, columns: int, moved: int) -> None:
    """Each half of the rows is too few for an estimate of its own, so the numbers stay whole."""
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, n, columns))
    x[: n // 2, :moved] += 20
    found = estimate_mi(x, y)
    assert found.lower == 0
    assert found.upper == math.inf


def test_a_pasted_row_is_no_information() -> None:
    x, y = np.random.default_rng(0).normal(size=(2, 1000))
    found = estimate_mi(np.append(x, [x[0]] * 40), np.append(y, [y[0]] * 40))
    assert found.lower == 0
    assert "40 of 1040 rows repeat another row" in found.flags[0]


@pytest.mark.parametrize("seed", range(2))
def test_columns_that_share_a_factor_open_no_interval(seed: int) -> None:
    """All columns of a side are one factor and noise. That is normal, and far from independent columns."""
    rng = np.random.default_rng(seed)
    factors = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], size=500)
    x, y = (factors[:, [side]] + rng.normal(size=(500, 10)) for side in range(2))
    share = 0.6 * 10 / 11  # of the correlation that the means of ten columns keep
    found = estimate_mi(x, y, fast=True)
    assert found.lower < -0.5 * math.log(1 - share**2) < found.upper < math.inf


def test_images_beside_labels_have_an_upper_end() -> None:
    rng = np.random.default_rng(0)
    found = estimate_mi(rng.normal(size=(300, 12, 12)), rng.integers(3, size=300).astype(str), fast=True)
    assert found.upper < math.log(3) + 0.1


def test_one_hot_columns_beside_one_hot_columns_are_labels() -> None:
    rng = np.random.default_rng(0)
    a, other = rng.integers(20, size=(2, 600))
    b = np.where(rng.random(600) < 0.5, a, other)
    hot, named = estimate_mi(np.eye(20)[a], np.eye(20)[b]), estimate_mi(a.astype(str), b.astype(str))
    assert hot.nats == pytest.approx(named.nats, abs=0.05)
    assert hot.upper == pytest.approx(named.upper, abs=0.05)
