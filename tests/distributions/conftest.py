"""Checks that every test of a distribution shares."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray


def _assert_mean(values: NDArray, expected: float, errors: float = 4.0, floor: float = 1e-9) -> None:
    stderr = values.std(ddof=1) / np.sqrt(len(values))
    assert np.isfinite(values).all()
    assert abs(values.mean() - expected) <= errors * stderr + floor, (
        f"{values.mean():.5f} +- {stderr:.5f}, expected {expected:.5f}"
    )


@pytest.fixture
def assert_mean() -> Callable[..., None]:
    """Assert that a sample's mean lies within 4 of its standard errors of a value."""
    return _assert_mean
