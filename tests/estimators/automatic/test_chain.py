"""The chain rule over labels, on measurements that are known."""

import math

import numpy as np
import pytest

from infoplane.estimators.automatic.chain import by_levels
from infoplane.estimators.automatic.measurement import Measurement
from infoplane.estimators.automatic.preparation.columns import Variable

RNG = np.random.default_rng(0)


def known(x: Variable, y: Variable, rng: np.random.Generator, fast: bool) -> Measurement:
    """The labels say .5, and numbers the mean of their first column, within .1."""
    nats = 0.5 if x.labels is not None else float(x.numbers[:, 0].mean())
    return Measurement(nats, 0.01, lower=nats - 0.1, upper=nats + 0.1, estimator="known", n=len(x))


def test_terms_add_up_with_the_shares_of_the_levels() -> None:
    labels = np.repeat([3, 7], [100, 300])
    numbers = np.where(labels == 3, 1.0, 2.0)[:, None] + 1e-3 * RNG.normal(size=(400, 1))
    numbers -= np.where(labels == 3, numbers[labels == 3].mean() - 1, numbers[labels == 7].mean() - 2)[:, None]
    found = by_levels(Variable("x", numbers, labels), Variable("y", RNG.normal(size=(400, 1))), RNG, False, known)
    assert found.nats == pytest.approx(0.5 + 0.25 * 1 + 0.75 * 2)
    assert (found.lower, found.upper) == pytest.approx((found.nats - 0.2, found.nats + 0.2))
    assert found.stderr == pytest.approx(0.01 * math.sqrt(1 + 0.25**2 + 0.75**2))


def test_rare_levels_are_taken_to_be_like_the_others() -> None:
    labels = np.repeat([0, 1], [380, 20])
    numbers = 1 + 1e-3 * RNG.normal(size=(400, 1))
    numbers -= numbers[labels == 0].mean() - 1
    found = by_levels(Variable("x", numbers, labels), Variable("y", RNG.normal(size=(400, 1))), RNG, False, known)
    assert found.nats == pytest.approx(1.5)
    assert found.lower == pytest.approx(0.4 + 0.95 * 0.9)
    assert found.upper == pytest.approx(0.6 + 1.1)
    assert "20 of 400 rows have labels too rare" in found.flags[-1]


def test_where_all_levels_are_rare_there_is_no_upper_end() -> None:
    labels = np.repeat(np.arange(20), 10)
    found = by_levels(
        Variable("x", RNG.normal(size=(200, 1)), labels), Variable("y", RNG.normal(size=(200, 1))), RNG, False, known
    )
    assert (found.lower, found.upper) == (0.4, math.inf)


def test_one_open_end_opens_the_sum() -> None:
    def open_above(x: Variable, y: Variable, rng: np.random.Generator, fast: bool) -> Measurement:
        return Measurement(0.5, 0.01, lower=0.4, upper=math.inf, estimator="known", n=len(x))

    labels = np.repeat([3, 7], [100, 300])
    found = by_levels(
        Variable("x", RNG.normal(size=(400, 1)), labels), Variable("y", RNG.normal(size=(400, 1))), RNG, False, open_above
    )
    assert (found.nats, found.upper) == (pytest.approx(1.0), math.inf)


def test_labels_that_name_the_rows_leave_what_the_numbers_show() -> None:
    """The numbers alone say 1, more than the labels; a column of names has no say in what lies within its levels."""
    numbers = 1 + 1e-3 * RNG.normal(size=(400, 1))
    numbers -= numbers.mean() - 1
    found = by_levels(Variable("x", numbers, np.arange(400)), Variable("y", RNG.normal(size=(400, 1))), RNG, False, known)
    assert found.nats == pytest.approx(1)
    assert found.lower == pytest.approx(0.9)
    assert math.isinf(found.upper)
    assert "Each row has its own label" in found.flags[0]
