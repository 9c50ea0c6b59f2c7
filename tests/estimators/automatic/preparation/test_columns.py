"""Columns that say nothing are dropped, and noise that is rounding is taken off."""

import numpy as np
import pytest

from infoplane.estimators.automatic.preparation.columns import (
    Variable,
    cleaned,
    variable,
    without_combinations,
    without_constants,
    without_tiny_noise,
)
from infoplane.estimators.validation import mixed_sample

RNG = np.random.default_rng(0)
NUMBERS = RNG.normal(size=(200, 3))


def test_constant_columns() -> None:
    kept, flag = without_constants(np.column_stack([np.full(200, 0.1), NUMBERS, np.zeros(200)]))
    np.testing.assert_array_equal(kept, NUMBERS)
    assert flag == "2 columns of {name} were constant, and dropped."
    assert without_constants(NUMBERS)[1] is None


@pytest.mark.parametrize("scale", [1e-7, 1.0, 1e9])
def test_combinations_are_found_at_every_scale(scale: float) -> None:
    total = NUMBERS @ np.array([[1.0], [-2], [0.5]])
    kept, flag = without_combinations(np.hstack([NUMBERS, scale * total, scale * (NUMBERS[:, :1] + 4)]))
    assert kept.shape == (200, 3)
    assert flag is not None
    assert flag.startswith("2 columns")
    assert np.linalg.matrix_rank((kept - kept.mean(axis=0)) / kept.std(axis=0)) == 3


def test_columns_of_small_units_and_copies_with_noise_stay() -> None:
    for numbers in (NUMBERS * [1, 1e-9, 1e9], np.hstack([NUMBERS, NUMBERS + 1e-4 * RNG.normal(size=(200, 3))])):
        assert without_combinations(numbers)[1] is None


def test_with_more_columns_than_rows_only_copies_go() -> None:
    wide = RNG.normal(size=(10, 20))
    assert without_combinations(wide)[1] is None
    assert without_combinations(np.hstack([wide, wide[:, :4]]))[0].shape == (10, 20)


@pytest.mark.parametrize(("levels", "noise"), [(2, 1e-12), (5, 1e-9), (50, 1e-10)])
def test_levels_with_tiny_noise(levels: int, noise: float) -> None:
    exact = RNG.integers(0, levels, 1000) * 3.7
    found, flag = without_tiny_noise((exact + noise * RNG.normal(size=1000))[:, None])
    assert flag is not None
    assert len(np.unique(found)) == levels
    np.testing.assert_allclose(found[:, 0], exact, atol=1e-8)


@pytest.mark.parametrize(
    "column",
    [
        RNG.normal(size=1000),
        RNG.integers(0, 5, 1000) + 1e-3 * RNG.normal(size=1000),  # clusters, but not that tight
        np.where(RNG.random(1000) < 0.1, -9999, RNG.normal(size=1000)),
        np.where(RNG.random(1000) < 0.1, -9999, 1e-4 * RNG.normal(size=1000)),  # one level without noise: a code
        np.where(RNG.random(1000) < 0.5, 1e-7, 1.0) * RNG.normal(size=1000),
        np.exp(8 * RNG.normal(size=1000)),
        RNG.standard_cauchy(1000) ** 3,
        RNG.integers(0, 5, 1000) * 1.0,
        np.linspace(0, 1, 1000),
    ],
    ids=["normal", "clusters", "code", "code of small units", "two scales", "wide", "heavy tails", "levels", "axis"],
)
def test_noise_that_is_no_rounding_stays(column: np.ndarray) -> None:
    found, flag = without_tiny_noise(column[:, None])
    assert flag is None
    np.testing.assert_array_equal(found[:, 0], column)


def test_parts_of_samples() -> None:
    labels = RNG.integers(0, 3, 200)
    assert variable(labels, "x")[0].numbers.shape == (200, 0)
    mixed, _ = variable(mixed_sample(NUMBERS, labels), "x")
    np.testing.assert_array_equal(mixed.numbers, NUMBERS)
    np.testing.assert_array_equal(mixed.labels, labels)
    images, flags = variable(RNG.normal(size=(5, 11, 11)), "y")
    assert images.numbers.shape == (5, 121)
    assert "y holds images of 121 pixels" in flags[0]
    assert variable(RNG.normal(size=(5, 3, 3)), "y")[1] == []


def test_constant_labels_are_dropped() -> None:
    found, flags = cleaned(Variable("x", NUMBERS, np.full(200, 4)))
    assert found.labels is None
    assert flags == ["The labels of x are constant, and were dropped."]
    nothing, flags = cleaned(Variable("x", np.ones((200, 2)), np.full(200, 4)))
    assert nothing.is_constant
    assert flags == []
