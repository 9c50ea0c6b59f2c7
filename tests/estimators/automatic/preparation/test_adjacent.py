"""Rows next to each other, in one column or in size: fine relations are seen, and smooth ones are not taken for such."""

import math

import numpy as np
import pytest
from scipy.stats import chi2

from infoplane import estimate_mi
from infoplane.estimators.automatic.preparation.adjacent import shown_by_adjacent_rows, shown_by_sizes
from infoplane.estimators.automatic.preparation.columns import Variable

N = 1000
RNG = np.random.default_rng(8)
X, NOISE = RNG.random(N), RNG.normal(size=N)
LEVELS = RNG.normal(size=150)
FINE = {
    "chirp": np.sin(50 * np.pi * X**2) + 0.2 * NOISE,
    "levels": LEVELS[(150 * X).astype(int)] + 0.2 * NOISE,
    "width": (1 + 0.9 * np.sin(60 * np.pi * X)) * NOISE,
}


def shown(x: np.ndarray, y: np.ndarray, nats: float):
    return shown_by_adjacent_rows(Variable("x", x[:, None]), Variable("y", y[:, None]), nats)


@pytest.mark.parametrize("y", FINE.values(), ids=FINE)
def test_fine_relations_are_seen_in_both_orders(y: np.ndarray) -> None:
    found, exchanged = shown(X, y, 0.1), shown(y, X, 0.1)
    assert found is not None
    assert (found.name, found.other) == ("x", "y")
    assert 0.15 < found.hidden <= found.shown
    assert exchanged is not None
    assert (exchanged.name, exchanged.other) == ("y", "x")
    assert exchanged[:2] == found[:2]


def test_what_is_shown_is_below_the_mi() -> None:
    """Levels of random height beside a noise: what a level shows is the MI of normal heights, or less."""
    codes = RNG.integers(0, 100, N)
    found = shown(codes + RNG.random(N), RNG.normal(size=100)[codes] + 0.5 * NOISE, 0.0)
    assert found is not None
    assert 0.3 < found.shown < 0.5 * math.log1p(4)


def test_equal_values_show_the_same_in_both_orders() -> None:
    x, y = np.floor(500 * X), np.round(FINE["levels"], 1)
    found, exchanged = shown(x, y, 0.1), shown(y, x, 0.1)
    assert found is not None
    assert exchanged is not None
    assert exchanged[:2] == found[:2]


@pytest.mark.parametrize("seed", range(5))
def test_smooth_relations_are_not(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, noise = rng.normal(size=(2, N))
    for nats, y in (
        (0.0, noise),
        (1.41, 0.97 * x + 0.243 * noise),
        (1.14, x**2 + 0.3 * noise),
        (0.86, np.sin(2 * x) + 0.3 * noise),
        (0.4, np.exp(x) * noise),
        (0.7, (x > 0) + 0.1 * noise),
        (0.3, np.round(x) + noise),
    ):
        assert shown(x, y, nats) is None


def test_series_are_left_out() -> None:
    times, series = np.arange(N) + 2 * NOISE, np.convolve(RNG.normal(size=N + 9), np.ones(10), "valid")
    assert shown(times, series, 0.0) is None
    order = RNG.permutation(N)
    assert shown(times[order], series[order], 0.0) is not None


def test_equal_values_have_no_order() -> None:
    """Rows that are sorted by y within equal values of x."""
    x, y = RNG.integers(0, 20, N), RNG.normal(size=N)
    order = np.lexsort((y, x))
    shuffled = np.argsort(RNG.random(N), kind="stable")
    x, y = x[order].astype(float), y[order]
    assert shown(x[shuffled], y[shuffled], 0.0) is None
    assert shown(x, y, 0.0) is None


def shells(columns: int, n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Four shells of equal mass, which have two labels by turns: log 2 nats."""
    x = rng.normal(size=(n, columns))
    return x, (4 * chi2.cdf((x**2).sum(axis=1), columns)).astype(int) % 2


@pytest.mark.parametrize("columns", [3, 5, 20])
def test_sizes_show_less_than_the_mi(columns: int) -> None:
    x, label = shells(columns, N, RNG)
    turned = x @ RNG.normal(size=(columns, columns))
    assert 0.15 < shown_by_sizes(Variable("x", turned), Variable("y", x[:, :0], label)) < math.log(2)
    squares = (x**2).sum(axis=1) / math.sqrt(2 * columns)  # of variance 1: a square of them has less MI than a normal one
    y = squares + 0.5 * NOISE
    assert 0.3 < shown_by_sizes(Variable("x", turned), Variable("y", y[:, None])) < 0.5 * math.log1p(4)


@pytest.mark.parametrize("seed", range(5))
def test_sizes_of_independent_columns_show_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for x in (rng.normal(size=(N, 5)), rng.integers(0, 3, (N, 4)), rng.standard_cauchy((N, 20))):
        one = Variable("x", np.asarray(x, np.float64))
        assert shown_by_sizes(one, Variable("y", rng.normal(size=(N, 6)))) == 0
        assert shown_by_sizes(one, Variable("y", one.numbers[:, :0], rng.integers(3, size=N))) == 0


@pytest.mark.parametrize("seed", range(5))
def test_equal_sizes_have_no_order(seed: int) -> None:
    """Rows that are sorted by y, of which many have one size."""
    rng = np.random.default_rng(seed)
    for x in (rng.integers(0, 2, (N, 4)), rng.normal(size=(N, 3)) * (rng.random((N, 3)) < 0.25)):
        one = Variable("x", np.asarray(x, np.float64))
        assert shown_by_sizes(one, Variable("y", np.sort(rng.normal(size=N))[:, None])) == 0
        assert shown_by_sizes(one, Variable("y", one.numbers[:, :0], np.sort(rng.integers(3, size=N)))) == 0


def test_columns_that_are_constant_in_the_rows_taken_have_no_size() -> None:
    x = np.zeros((20_000, 3))
    x[7] = 1.0  # not among the 5,000 rows
    assert shown_by_sizes(Variable("x", x), Variable("y", np.sort(RNG.normal(size=len(x)))[:, None])) == 0


def test_the_interval_opens_up_to_the_entropy_of_labels() -> None:
    x, label = shells(5, N, np.random.default_rng(3))
    found = estimate_mi(x, label)
    assert found.lower <= math.log(2) <= found.upper < 0.7
    assert "The size of x" in " ".join(found.flags)


@pytest.mark.parametrize("name", ["chirp", "levels"])
def test_the_interval_opens(name: str) -> None:
    found = estimate_mi(X, FINE[name], fast=True)
    assert found.upper == math.inf
    assert "Rows next to each other in x" in found.flags[-1]
