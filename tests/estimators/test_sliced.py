"""Sliced mutual information: its closed form between normals, its standard error, and what it is not."""

import math

import numpy as np
import pytest

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import KDE, KSG, Gaussian, SlicedMI

RHO = 0.95
DISTRIBUTION = CorrelatedNormal(2, 2, (RHO, RHO))
# Along directions at an angle u the correlation is RHO cos(u). This is the mean of -1/2 ln(1 - RHO^2 cos^2 u) over the circle.
TRUE_SI = -math.log((1 + math.sqrt(1 - RHO**2)) / 2)


def test_closed_form_on_the_circle() -> None:
    for estimator, tolerance in ((Gaussian(), 0.0), (KSG(), 0.02)):
        estimate = SlicedMI(estimator, 400).estimate(*DISTRIBUTION.sample(3000, rng=0), rng=1)
        assert abs(estimate.nats - TRUE_SI) < 4 * estimate.stderr + tolerance
        assert estimate.stderr < 0.05
    assert 0.5 * DISTRIBUTION.mutual_information > TRUE_SI


def test_for_one_column_each_it_is_mutual_information() -> None:
    x, y = CorrelatedNormal(1, 1, (0.8,)).sample(500, rng=2)
    estimate, plain = SlicedMI(Gaussian(), 5).estimate(x, y, rng=0), Gaussian().estimate(x, y)
    assert estimate.nats == pytest.approx(plain.nats, abs=1e-12)
    assert estimate.stderr == pytest.approx(plain.stderr, abs=1e-12)
    assert estimate.details["spread"] == pytest.approx(0, abs=1e-12)


def test_standard_error_covers() -> None:
    found = [SlicedMI(Gaussian(), 20).estimate(*DISTRIBUTION.sample(200, rng=seed), rng=seed) for seed in range(150)]
    spread = np.std([estimate.nats for estimate in found], ddof=1)
    assert 0.95 < np.mean([estimate.stderr for estimate in found]) / spread < 2
    low, high = np.array([estimate.interval() for estimate in found]).T
    assert ((low <= TRUE_SI) & (high >= TRUE_SI)).mean() > 0.9


def test_contract() -> None:
    x, y = DISTRIBUTION.sample(200, rng=3)
    before = x.copy(), y.copy()
    sliced = SlicedMI(slices=10)
    assert sliced.estimate(x, y, rng=5) == sliced.estimate(x, y, rng=5)
    assert sliced.estimate(x, y, rng=5) != sliced.estimate(x, y, rng=6)
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(y, before[1])
    independent = np.array(
        [SlicedMI(slices=5).estimate(x, y[np.random.default_rng(s).permutation(200)], rng=s).nats for s in range(40)]
    )
    assert abs(independent.mean()) < 4 * independent.std(ddof=1) / math.sqrt(40)
    assert (independent < 0).any()


def test_is_marked_as_another_quantity() -> None:
    assert SlicedMI.quantity == "sliced mutual information"
    assert not any(hasattr(estimator, "quantity") for estimator in (KSG(), Gaussian(), KDE()))


def test_without_standard_errors_of_slices_there_is_no_standard_error() -> None:
    class Silent:
        def estimate(self, x: object, y: object, *, rng: object = None) -> object:
            return type(Gaussian().estimate(*DISTRIBUTION.sample(50, rng=0)))(1.0)

    assert SlicedMI(Silent(), 3).estimate(*DISTRIBUTION.sample(50, rng=0), rng=0).stderr is None  # type: ignore[arg-type]


def test_refusals() -> None:
    with pytest.raises(ValueError, match="at least 2 slices"):
        SlicedMI(slices=1)
    with pytest.raises(TypeError, match="holds an estimator"):
        SlicedMI("KSG")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="SlicedMI needs continuous variables"):
        SlicedMI().estimate(list("abc") * 3, np.arange(9.0))
