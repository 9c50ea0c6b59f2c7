"""The number of rows that repeat is never below the exact one, and near it where few rows do."""

import numpy as np
import pytest

from infoplane.estimators.kernels.passes.repeated import most_repeated


@pytest.mark.parametrize("times", [1, 5, 20, 254, 255, 1000])
@pytest.mark.parametrize("levels", [1, 2, 300, 5000, 10**9])
@pytest.mark.parametrize("d", [1, 3])
def test_against_numpy(levels: int, d: int, times: int) -> None:
    rng = np.random.default_rng(levels)
    points = rng.normal(size=(min(levels, 10_000), d))[rng.integers(0, min(levels, 10_000), 10_000)]
    if levels > 10_000:
        points = rng.normal(size=(10_000, d))
    points[::3] *= 0.0  # zeros of both signs are equal
    _, of_row, counts = np.unique(points + 0.0, axis=0, return_inverse=True, return_counts=True)
    exact = int((counts[of_row.ravel()] > times).sum())
    found = most_repeated(points, times)
    assert exact <= found <= len(points)
    if times <= 254:
        assert found <= exact + 0.2 * len(points)
