"""The Estimate."""

import math

import pytest

from infoplane.estimators import Estimate


def test_units_and_interval() -> None:
    estimate = Estimate(-math.log(2), stderr=0.1)
    assert float(estimate) == -math.log(2)
    assert estimate.bits == -1
    low, high = estimate.interval(0.95)
    assert (low + high) / 2 == pytest.approx(-math.log(2))
    assert (high - low) / 2 == pytest.approx(0.1959964, abs=1e-6)


def test_interval_refusals() -> None:
    with pytest.raises(ValueError, match="no standard error"):
        Estimate(1.0).interval()
    with pytest.raises(ValueError, match="between 0 and 1"):
        Estimate(1.0, 0.1).interval(95)


def test_details_cannot_leak_between_estimates() -> None:
    with pytest.raises(TypeError):
        Estimate(1.0).details["k"] = 1.0  # type: ignore[index]
