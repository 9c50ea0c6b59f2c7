"""Standard deviations equal those of numpy bit for bit, and the bound on inner spreads holds."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from infoplane.estimators.kernels.passes.deviations import deviations, least_inner

KEPT = 0.9


@pytest.mark.parametrize("n", [2, 9, 1000, 20_011])
@pytest.mark.parametrize("d", [1, 2, 3, 8, 33])
def test_deviations_equal_numpy(n: int, d: int) -> None:
    points = np.random.default_rng(n + d).normal(size=(n, d)) * 10.0 ** np.arange(-3, d - 3) + np.arange(d)
    assert_array_equal(deviations(points), points.std(axis=0))
    by_columns = np.asfortranarray(points)
    assert_array_equal(deviations(by_columns), by_columns.std(axis=0))


@pytest.mark.parametrize("n", [10, 101, 3000])
@pytest.mark.parametrize("kind", ["normal", "exponential", "two values", "heavy tails", "outliers", "constant"])
def test_the_bound_is_below_the_inner_spread(kind: str, n: int) -> None:
    rng = np.random.default_rng(n)
    points = rng.normal(size=(n, 4))
    if kind == "exponential":
        points = rng.exponential(size=(n, 4))
    if kind == "two values":
        points = rng.integers(0, 2, size=(n, 4)).astype(np.float64)
    if kind == "heavy tails":
        points /= rng.random((n, 4)) ** 2
    if kind == "outliers":
        points[: n // 20 + 1] *= 1e4
    if kind == "constant":
        points[:] = 0.1
    kept, spreads = int(np.ceil(KEPT * n)), points.std(axis=0)
    squares = np.sort((points - np.median(points, axis=0)) ** 2, axis=0)[:kept]
    bound = least_inner(points, spreads, kept)
    assert (bound <= np.sqrt(squares.mean(axis=0)) * (1 + 1e-12)).all()
    if n == 3000 and kind in ("normal", "exponential", "two values"):  # there it serves its purpose
        assert (bound > 1.01 * spreads / 6).all()
