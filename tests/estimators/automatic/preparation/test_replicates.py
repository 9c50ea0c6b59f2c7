"""Rows with equal values: a lower bound on the MI, and none of independent rows."""

import math

import numpy as np
import pytest

from infoplane.estimators.automatic.preparation.columns import Variable
from infoplane.estimators.automatic.preparation.replicates import shown_by_replicates

RNG = np.random.default_rng(4)
CODES = RNG.integers(0, 400, 2000)
NUMBERS = Variable("x", CODES[:, None] * 1.0)
NONE = np.empty((2000, 0))


def entropy(*p: float) -> float:
    return -sum(one * math.log(one) for one in p)


@pytest.mark.parametrize("noise", [0.3, 1.0])
def test_below_the_mi_of_normal_means(noise: float) -> None:
    y = RNG.normal(size=400)[CODES] + noise * RNG.normal(size=2000)
    mi = 0.5 * math.log1p(1 / noise**2)
    assert 0.7 * mi < shown_by_replicates(NUMBERS, Variable("y", y[:, None])) < mi


@pytest.mark.parametrize("right", [1.0, 0.9, 0.7])
def test_below_the_mi_of_labels(right: float) -> None:
    y = np.where(RNG.random(2000) < right, CODES % 2, 1 - CODES % 2)
    mi = math.log(2) - (entropy(right, 1 - right) if right < 1 else 0.0)
    assert 0.5 * mi < shown_by_replicates(NUMBERS, Variable("y", NONE, y)) < mi + 0.01


def test_columns_together() -> None:
    """The exclusive or of two columns, neither of which shows anything alone."""
    x = RNG.integers(0, 20, (2000, 2))
    found = shown_by_replicates(Variable("x", x * 1.0), Variable("y", NONE, x.sum(axis=1) % 2))
    assert 0.6 < found < math.log(2) + 0.01


@pytest.mark.parametrize("seed", range(5))
def test_independent_rows_show_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for x in (rng.integers(0, 400, (2000, 1)), rng.poisson(20, (2000, 3)), rng.normal(size=(2000, 1)).round(2)):
        for y in (Variable("y", rng.normal(size=(2000, 1))), Variable("y", NONE, rng.integers(3, size=2000))):
            assert shown_by_replicates(Variable("x", x * 1.0), y) < 0.03
