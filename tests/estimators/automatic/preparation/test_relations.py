"""Relations without noise, and relations with a little."""

import numpy as np
import pytest

from infoplane import estimate_mi
from infoplane.estimators.automatic.preparation.relations import exact_relation, rows_that_follow, share_in_steps

RNG = np.random.default_rng(0)
X = RNG.normal(size=(200, 2))


@pytest.mark.parametrize(
    ("y", "what"),
    [
        (X[:, :1], "equal to a column"),
        (X[:, 1:] ** 3, "a monotone function of a column"),
        (-np.exp(X[:, :1]), "a monotone function of a column"),
        (X.sum(axis=1, keepdims=True), "a linear combination of columns"),
        (np.hstack([RNG.normal(size=(200, 1)), 1e-7 * X @ [[1.0], [-3]]]), "a linear combination of columns"),
    ],
)
def test_exact_relations(y: np.ndarray, what: str) -> None:
    for relation in (exact_relation(X, y), exact_relation(y, X)):
        assert relation is not None
        assert what in relation


@pytest.mark.parametrize(
    "y",
    [RNG.normal(size=(200, 1)), X[:, :1] + 0.01 * RNG.normal(size=(200, 1)), X[:, :1] ** 2, np.sin(X[:, :1]) * X[:, 1:]],
)
def test_other_relations_are_not_called_exact(y: np.ndarray) -> None:
    assert exact_relation(X, y) is None


def test_equal_levels_are_no_infinite_information() -> None:
    """Labels that are equal share their entropy, no more."""
    levels = RNG.integers(0, 40, (200, 1)) * 1.0
    assert exact_relation(levels, levels) is None


def test_rows_that_follow_a_curve() -> None:
    x = RNG.normal(size=500)
    assert rows_that_follow(x, x**3) >= 499
    assert rows_that_follow(np.where(x > 0, x, RNG.normal(size=500)), x) > 100  # half of the rows
    assert rows_that_follow(x, x + 1e-4 * RNG.normal(size=500)) > 400


def test_rows_with_visible_noise_follow_nothing() -> None:
    for seed in range(20):
        x, noise = np.random.default_rng(seed).normal(size=(2, 500))
        assert rows_that_follow(x, noise) == 0
        assert rows_that_follow(x, x + 0.1 * noise) == 0


def test_first_digits_are_steps_of_the_amount() -> None:
    """They return in each power of ten; an error in a hundredth of the rows leaves rows alone."""
    amount = 10 ** RNG.uniform(0, 3, 800)
    digit = np.floor(amount / 10 ** np.floor(np.log10(amount)))
    assert share_in_steps(amount, digit) == 1
    assert share_in_steps(digit, amount) < 0.1
    errors = np.where(RNG.random(800) < 0.01, digit % 9 + 1, digit)
    assert 0.8 < share_in_steps(amount, errors) < 1


def test_rows_of_a_sorted_table_are_no_steps() -> None:
    x, y = np.divmod(np.sort(RNG.integers(0, 100, 5000)), 10)
    assert share_in_steps(x.astype(float), y.astype(float)) < 1
    assert share_in_steps(x.astype(float), np.floor(x / 3) % 2) == 1


def test_the_upper_end_holds_the_entropy_of_steps() -> None:
    amount = 10 ** RNG.uniform(0, 4, 500)
    digit = np.floor(amount / 10 ** np.floor(np.log10(amount)))
    shares = np.log10(1 + 1 / np.arange(1, 10))
    found = estimate_mi(amount, digit, fast=True)
    assert found.lower < -shares @ np.log(shares) < found.upper < 2.3
