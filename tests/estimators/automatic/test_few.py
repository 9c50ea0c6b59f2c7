"""Few rows: the lower end is justified, and there is no upper end."""

import math

import numpy as np
import pytest

from infoplane.estimators import estimate_mi
from infoplane.estimators.automatic.few import are_few, measure_few


@pytest.mark.parametrize(("n", "d"), [(6, 1), (12, 2), (25, 1), (25, 20)])
def test_independent_rows_seldom_have_a_lower_end_above_0(n: int, d: int) -> None:
    """At most 2.5 % of them by design; more than 7 of 100 have a probability below .006."""
    rng = np.random.default_rng(n)
    found = [measure_few(rng.normal(size=(n, d)), rng.normal(size=(n, d)), rng) for _ in range(100)]
    assert sum(one.lower > 0 for one in found) <= 7
    assert all(one.upper == math.inf for one in found)


@pytest.mark.parametrize("correlation", [0.5, 0.9, 0.99])
def test_the_lower_end_is_below_the_right_value(correlation: float) -> None:
    rng = np.random.default_rng(1)
    right = -0.5 * math.log(1 - correlation**2)
    for n in (10, 25):
        x = rng.normal(size=(60, n, 1))
        y = correlation * x + math.sqrt(1 - correlation**2) * rng.normal(size=x.shape)
        found = [measure_few(a, b, rng) for a, b in zip(x, y, strict=True)]
        assert sum(one.lower > right for one in found) <= 5


@pytest.mark.parametrize("n", [4, 6, 10, 29])
def test_rows_on_a_curve_show_little(n: int) -> None:
    """Six rows of y = x^3 once had a lower end of 12.3 nats."""
    x = np.random.default_rng(2).normal(size=n)
    found = estimate_mi(x, x**3)
    assert found.upper == math.inf
    assert found.lower <= max(0.0, math.log(n) - 1.4)
    assert any(f"{n} rows are too few" in flag for flag in found.flags)
    assert any("monotone function" in flag for flag in found.flags)


def test_strong_dependence_is_shown_by_ten_rows() -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=10)
    assert estimate_mi(x, 2 * x + 0.001 * rng.normal(size=10)).lower > 0.3


def test_rows_far_fewer_than_columns() -> None:
    rng = np.random.default_rng(4)
    x = rng.normal(size=(40, 20))
    found = estimate_mi(x, 0.9 * x + 0.4 * rng.normal(size=(40, 20)))
    assert 0 < found.lower < 18 < found.upper == math.inf
    assert "40 rows are too few for 40 columns" in found.flags[0]


def test_where_rows_are_few() -> None:
    assert [are_few(*case) for case in ((29, 2), (30, 2), (30, 12), (30, 13), (1000, 400), (1000, 401))] == [
        *(True, False, False, True, False, True)
    ]
