"""The calibration of intervals: scales and factors, and what opens the printed interval."""

import math

import numpy as np
import pytest

from infoplane.estimators.automatic.calibration import LEAST, Calibration, calibration, opened, widening
from infoplane.estimators.twins.signs import SIGNS

MADE_UP = Calibration({"a": 0.5, "b": 0.0}, {"a": 1.0, "b": 2.0}, (0.5, 0.9, 0.95), (0.4, 1.0, 1.5))
LEVELS = (0.01, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99)


def test_scales_are_sums_of_weighted_signs() -> None:
    assert MADE_UP.scales({"a": 0.2, "b": 0.1}) == pytest.approx((LEAST + 0.1, LEAST + 0.4))


def test_factors_are_those_of_the_file_and_linear_between() -> None:
    assert [MADE_UP.factor(level) for level in MADE_UP.levels] == list(MADE_UP.factors)
    assert MADE_UP.factor(0.7) == pytest.approx(0.7)
    assert MADE_UP.factor(0.25) == pytest.approx(0.2)
    assert MADE_UP.factor(0.999) == 1.5


def test_an_interval_has_the_arms_of_the_calibration() -> None:
    lower, upper = MADE_UP.interval(1.0, {"a": 0.2, "b": 0.1})
    assert (lower, upper) == pytest.approx((1 - 1.5 * (LEAST + 0.1), 1 + 1.5 * (LEAST + 0.4)))


@pytest.mark.parametrize(
    ("nats", "signs", "proven", "ends"),
    [
        (1.0, {}, math.nan, (0.8, 1.1)),
        (0.1, {}, math.nan, (0.0, 0.2)),
        (-0.5, {}, math.nan, (0.0, 0.0)),  # the value itself is never moved
        (1.0, {"noise_counts": 0.2, "learnt": 0.0}, math.nan, (0.8, 1.3)),
        (1.0, {"noise_counts": 0.01, "learnt": 0.0}, math.nan, (0.8, 1.1)),
        (1.0, {"noise_counts": 0.01, "learnt": 0.7}, math.nan, (0.8, 1.7)),
        (1.0, {}, 0.9, (0.9, 1.1)),
        (1.0, {}, 1.4, (1.0, 1.4)),
        (1.0, {}, -0.2, (0.8, 1.1)),
    ],
)
def test_what_opens_an_interval(nats: float, signs: dict, proven: float, ends: tuple[float, float]) -> None:
    assert opened(nats, 0.2, 0.1, signs, proven) == pytest.approx(ends)


def test_many_values_at_once_are_the_same_as_each_alone() -> None:
    rng = np.random.default_rng(0)
    nats, down, up, noise, learnt = rng.normal(size=5), *rng.exponential(size=(4, 5)) * 0.2
    proven = np.array([math.nan, 0.5, -1.0, math.nan, 2.0])
    together = opened(nats, down, up, {"noise_counts": noise, "learnt": learnt}, proven)
    for i in range(5):
        alone = opened(nats[i], down[i], up[i], {"noise_counts": noise[i], "learnt": learnt[i]}, proven[i])
        assert (together[0][i], together[1][i]) == pytest.approx(alone)


@pytest.mark.parametrize("name", ["full", "fast"])
def test_the_file_of_the_package(name: str) -> None:
    found = calibration(name)  # type: ignore[arg-type]
    assert list(found.factors) == sorted(found.factors)
    assert found.factors[0] > 0
    assert list(found.down) == list(found.up)
    assert min(*found.down.values(), *found.up.values()) >= 0
    if name == "full":
        assert set(found.down) == set(SIGNS)


def test_widening_grows_with_the_level() -> None:
    found = [widening(level) for level in LEVELS]
    assert found == sorted(found)
    assert found[0] > 0
    assert widening(0.95) == 1.0
    for level in (0, 1, 95, math.nan):
        with pytest.raises(ValueError, match="level between 0 and 1"):
            widening(level)
