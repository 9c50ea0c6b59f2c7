"""`estimate_mi`: its flow, its flags, and what must not change the number."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

from infoplane.estimators import Measurement, estimate_mi

RNG = np.random.default_rng(0)
X = RNG.normal(size=(150, 1))
Y = 0.8 * X + 0.6 * RNG.normal(size=(150, 1))
CENSORED, CENSORED_Y = X.clip(-0.7, 0.7), Y.clip(-1, 0.5)  # for neighbour counts on ranks, which are quick
STRINGS = np.array(["a", "b", "c"])[RNG.integers(0, 3, 150)]


def same(first: Measurement, second: Measurement, tolerance: float = 1e-9) -> None:
    assert first.nats == pytest.approx(second.nats, abs=tolerance)
    assert (first.lower, first.upper) == pytest.approx((second.lower, second.upper), abs=tolerance)


@pytest.mark.parametrize("fast", [True, False])
def test_containers_of_the_same_values_give_one_measurement(fast: bool) -> None:
    expected = estimate_mi(X, Y, fast=fast)
    forms = (pd.DataFrame, torch.tensor, lambda a: pd.Series(a[:, 0]), lambda a: a[:, 0].tolist())
    for form in forms if fast else forms[:1]:
        assert estimate_mi(form(X), form(Y), fast=fast) == expected


@pytest.mark.parametrize(
    ("x", "y"), [(X, Y), (CENSORED, CENSORED_Y), (np.hstack([X, RNG.normal(size=(150, 1))]), Y), (CENSORED, STRINGS)]
)
def test_x_and_y_may_change_places(x: Any, y: Any) -> None:
    same(estimate_mi(x, y, fast=True), estimate_mi(y, x, fast=True))


def test_the_number_of_threads_changes_nothing() -> None:
    expected = estimate_mi(X, Y, fast=True)
    assert estimate_mi(X, Y, fast=True, n_jobs=1) == expected == estimate_mi(X, Y, fast=True, n_jobs=-1)
    with pytest.raises(ValueError, match="n_jobs is a number of threads"):
        estimate_mi(X, Y, n_jobs=0)


def test_the_same_seed_gives_the_same_measurement() -> None:
    assert estimate_mi(CENSORED, CENSORED_Y) == estimate_mi(CENSORED, CENSORED_Y)
    assert estimate_mi(CENSORED, CENSORED_Y, rng=1) == estimate_mi(CENSORED, CENSORED_Y, rng=1)
    assert estimate_mi(CENSORED, CENSORED_Y, rng=1) != estimate_mi(CENSORED, CENSORED_Y, rng=2)


def test_increasing_maps_of_columns_do_not_change_ranks() -> None:
    found = estimate_mi(CENSORED, CENSORED_Y)
    assert estimate_mi(np.exp(3 * CENSORED), 5 + CENSORED_Y**3).nats == pytest.approx(found.nats, abs=1e-12)


@pytest.mark.parametrize("fast", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_monotone_maps_change_the_value_by_less_than_its_noise(fast: bool) -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(2000, 1))
    y = math.sqrt(1 - math.exp(-2)) * x + math.exp(-1) * rng.normal(size=(2000, 1))  # 1 nat
    noise = math.sqrt(1 - math.exp(-2)) / math.sqrt(2000)  # standard deviation of the mean pointwise information
    plain = estimate_mi(x, y, fast=fast).nats
    for u, v in ((np.exp(x), y**3), (-x, np.sinh(2 * y))):
        assert estimate_mi(u, v, fast=fast).nats == pytest.approx(plain, abs=noise)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_fewer_than_four_rows_are_refused(n: int) -> None:
    with pytest.raises(ValueError, match=f"needs at least 4 rows without missing values; got {n}"):
        estimate_mi(np.arange(n), np.arange(n))


def test_a_constant_has_no_information() -> None:
    for x, y in ((np.ones(50), Y[:50]), (STRINGS[:50], np.full((50, 3), 2.5)), (["a"] * 50, Y[:50])):
        found = estimate_mi(x, y)
        assert (found.nats, found.lower, found.upper) == (0, 0, 0)
        assert "constant over its 50 rows" in found.flags[-1]


def test_what_was_done_to_the_data_is_said() -> None:
    x = np.hstack([CENSORED, np.ones((150, 1)), 2 * CENSORED])
    flags = estimate_mi(x, CENSORED_Y).flags
    assert any("1 column of x was constant" in flag for flag in flags)
    assert any("1 column of x was a copy or a linear combination" in flag for flag in flags)
    assert any("x has a column in which" in flag for flag in flags)
    holes = CENSORED.copy()
    holes[:7] = np.nan
    found = estimate_mi(holes, CENSORED_Y, missing="drop")
    assert found.flags[0] == "7 of 150 rows had missing values and were dropped."
    assert (found.n, found.details["dropped_rows"]) == (143, 7)
    tripled = estimate_mi(np.repeat(X, 3, 0), np.repeat(Y, 3, 0), fast=True)
    assert tripled.n == 150
    assert any("300 of 450 rows repeat another row" in flag for flag in tripled.flags)


def test_images_of_many_pixels_ask_for_compression() -> None:
    found = estimate_mi(RNG.normal(size=(150, 12, 12)), Y, fast=True)
    assert "x holds images of 144 pixels" in found.flags[0]
    assert found.upper == math.inf


def test_exact_relations_are_infinite() -> None:
    for y in (X, X**3, np.exp(-X), np.hstack([RNG.normal(size=(150, 1)), X])):
        found = estimate_mi(X, y)
        assert found.nats == found.upper == math.inf
        assert 0 < found.lower < math.log(150)


@pytest.mark.parametrize("y", [X**2, np.sin(3 * X), np.maximum(X, 0)], ids=["square", "sine", "rectifier"])
def test_functions_that_are_not_monotone_have_no_upper_end(y: np.ndarray) -> None:
    found = estimate_mi(X, y, fast=True)
    assert found.upper == math.inf
    assert found.lower > 0.5


def test_parameters_are_checked() -> None:
    with pytest.raises(ValueError, match='scheme must be "shuffle", "shift" or "block"'):
        estimate_mi(X, Y, scheme="roll")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"groups"):
        estimate_mi(X, Y, groups=[1, 2, 3])
    with pytest.raises(ValueError, match="discrete lists 2 columns"):
        estimate_mi(X, Y, discrete=[True, False])


def test_numbers_that_are_called_numbers_stay_numbers() -> None:
    levels = RNG.integers(0, 3, 150)
    assert "rank" in estimate_mi(levels, Y, discrete=False).estimator
    assert "rank" not in estimate_mi(levels, Y, fast=True).estimator


def test_a_value_may_be_negative_and_its_interval_not() -> None:
    found = [estimate_mi(CENSORED, RNG.permutation(CENSORED_Y)) for _ in range(8)]
    assert min(one.nats for one in found) < 0
    assert all(one.lower == 0 <= one.upper for one in found)
