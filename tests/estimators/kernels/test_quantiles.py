"""Quantiles of a column against those of numpy."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from infoplane.estimators.kernels import quantiles as module
from infoplane.estimators.kernels.quantiles import quantiles

SHARES = np.concatenate([[0.0, 1e-6], np.linspace(0.01, 0.99, 23), [1 - 1e-6, 1.0]])
COLUMNS = {
    "normal": lambda rng, n: rng.normal(size=n),
    "both signs of zero": lambda rng, n: rng.choice([-0.0, 0.0, -1e-300, 1e-300], n),
    "heavy tails": lambda rng, n: rng.standard_cauchy(n) ** 5,
    "one bin": lambda rng, n: 1e6 + rng.random(n),
    "ties": lambda rng, n: rng.poisson(2.0, n) - 3.0,
}


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("n", [1, 2, 17, 3000])
def test_they_are_those_of_numpy(monkeypatch: pytest.MonkeyPatch, name: str, n: int) -> None:
    column = COLUMNS[name](np.random.default_rng(n), n)
    expected = np.quantile(column, SHARES)
    assert_allclose(quantiles(column, SHARES), expected, rtol=1e-14)
    monkeypatch.setattr(module, "_BINS_FROM", 0)
    assert_allclose(quantiles(column, SHARES), expected, rtol=1e-14)


def test_a_column_of_an_array_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BINS_FROM", 0)
    points = np.random.default_rng(0).normal(size=(500, 3))
    before = points.copy()
    assert_allclose(quantiles(points[:, 1], SHARES), np.quantile(before[:, 1], SHARES), rtol=1e-14)
    assert (points == before).all()
