"""Data whose values neighbours misread: codes, cycles, copied values. The upper end is open, and a flag says what to do."""

import math

import numpy as np
import pytest
from scipy.stats import norm

from infoplane import estimate_mi

RNG = np.random.default_rng(7)
DAYS = RNG.uniform(0, 365, 1000)
DATES = RNG.integers(0, 730, 1500)
HOUSES = RNG.integers(1, 200, 600)
CODES = RNG.integers(0, 600, 1500)
COLUMNS = RNG.normal(size=(800, 6))


def noise(n: int, size: float) -> np.ndarray:
    return size * RNG.normal(size=n)


@pytest.mark.parametrize("fast", [pytest.param(False, marks=pytest.mark.slow), True])  # both ask the same of the columns
@pytest.mark.parametrize(
    ("x", "y", "said"),
    [
        (DAYS, np.sin(2 * np.pi * DAYS) + noise(1000, 0.4), "cycle of length 1"),
        (DATES, 2 * (DATES % 7 > 4) + noise(1500, 0.5), "cycle of length 7"),
        (HOUSES, np.where(HOUSES % 2, "left", "right"), "Rows with one value of x"),
        (CODES, RNG.normal(size=600)[CODES] + noise(1500, 0.5), "Rows with one value of x"),
        (COLUMNS, np.floor(2 * COLUMNS[:, 0]) % 2 + noise(800, 0.2), "in a column of x"),
        (COLUMNS[:, 0], np.where(RNG.random(800) < 0.2, COLUMNS[:, 0], COLUMNS[:, 1]), "of 800 rows a column of x equals"),
    ],
    ids=["hours", "weekends", "odd and even", "codes", "stripes among six columns", "some values copied"],
)
def test_what_neighbours_do_not_see_opens_the_upper_end(x: np.ndarray, y: np.ndarray, said: str, fast: bool) -> None:
    found = estimate_mi(x, y, fast=fast)
    assert said in " ".join(found.flags)
    assert math.isinf(found.upper) or (y.dtype.kind == "U" and found.upper > math.log(2) - 1e-3)
    exchanged = estimate_mi(y, x, fast=fast)
    assert (exchanged.upper, len(exchanged.flags)) == (found.upper, len(found.flags))


@pytest.mark.parametrize("x", [DAYS, DATES, HOUSES, CODES, COLUMNS], ids=["hours", "dates", "houses", "codes", "columns"])
def test_independent_rows_open_nothing(x: np.ndarray) -> None:
    for y in (RNG.normal(size=len(x)), RNG.poisson(3, len(x)), RNG.choice(["a", "b", "c"], len(x))):
        found = estimate_mi(x, y, fast=True)
        assert found.lower == 0
        assert found.upper < 0.7
        assert not any(flag in " ".join(found.flags) for flag in ("has a cycle", "Rows with one value", "equals one of"))


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize("every", [60, 33, 22])
@pytest.mark.parametrize("value", [0.0, -999.0])
def test_rows_of_one_value_in_both(value: float, every: int, fast: bool) -> None:
    """Nothing bought, or nothing measured, in some of a hundred rows: an atom, which adds its entropy."""
    rng = np.random.default_rng(every)
    x = rng.normal(size=1000)
    y = x + 2 * rng.normal(size=1000)
    x[::every] = y[::every] = value
    p = len(x[::every]) / 1000
    nats = -p * math.log(p) - (1 - p) * math.log(1 - p) + (1 - p) * 0.5 * math.log(1.25)
    for found in (estimate_mi(x, y, fast=fast), estimate_mi(y, x, fast=fast)):
        assert found.lower - 0.03 < nats < found.upper + 0.03 < 1.0  # chance may take a sample a little beyond
        assert "at the same time" in " ".join(found.flags)


@pytest.mark.parametrize("levels", [5, 8, 20])
def test_answers_that_agree_are_no_copies(levels: int) -> None:
    """Rows of few levels repeat by themselves, also where y is nearly a function of x."""
    x = RNG.permutation(np.arange(1200) % levels)
    y = np.where(x < 2, RNG.integers(2, size=1200), x)
    found = estimate_mi(x, y)
    assert found.n == 1200
    assert found.lower <= math.log(levels) - 2 / levels * math.log(2) <= found.upper < math.inf


def test_prices_of_products_are_draws() -> None:
    price, product = np.round(np.geomspace(1.5, 80, 30), 2), RNG.integers(30, size=900)
    found = estimate_mi(price[product], np.array(list("abc"))[np.arange(30) % 3][product])
    assert found.n == 900
    assert found.lower <= math.log(3) <= found.upper
    assert "30 distinct ones" in " ".join(found.flags)


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize(("width", "noise_size"), [(0.1, 0.0), (0.03, 0.0), (0.03, 0.009)])
def test_a_rounded_copy_has_no_narrow_interval(width: float, noise_size: float, fast: bool) -> None:
    """Densities show half a nat less than the steps of a rounded copy carry."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=1500)
    y = width * np.round((x + noise_size * rng.normal(size=1500)) / width)
    p = np.diff(norm.cdf(np.arange(-6, 6, width) + width / 2))
    entropy = -float(p @ np.log(p + 1e-300))
    found = estimate_mi(x, y, fast=fast)
    assert found.lower < entropy
    assert found.upper > entropy if noise_size == 0 else math.isinf(found.upper)
    assert "step function" in found.flags[-1] if noise_size == 0 else "rounded more coarsely" in found.flags[-1]


@pytest.mark.parametrize("seed", range(3))
def test_words_that_are_repeated_or_drawn_by_chance(seed: int) -> None:
    """y is x in four of ten rows, and else drawn anew: no Dirichlet prior around independence has such tables."""
    rng = np.random.default_rng(seed)
    p = 1 / np.arange(1, 101) ** 1.1
    p /= p.sum()
    x, again = rng.choice(100, (2, 1000), p=p)
    y = np.where(rng.random(1000) < 0.4, x, again)
    table = 0.4 * np.diag(p) + 0.6 * np.outer(p, p)
    found = estimate_mi(x.astype(str), y.astype(str))
    assert found.lower < float((table * np.log(table / np.outer(p, p))).sum()) < found.upper
    assert "unlike these" in found.flags[0]
