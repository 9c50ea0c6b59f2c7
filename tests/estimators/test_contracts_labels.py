"""What every estimator that takes labels owes its users, on pairs with labels on one side and on both."""

from collections.abc import Callable

import numpy as np
import pytest

from infoplane.distributions import Distribution, SmoothedDiscreteUniform, SymmetricChannel
from infoplane.estimators import KDE, KL, Estimator, Histogram, MixedKSG, PlugIn, Ross, WeightedKL

Pair = tuple[np.ndarray, np.ndarray]

BESIDE_NUMBERS = SmoothedDiscreteUniform(4, 2.0)
BETWEEN_LABELS = SymmetricChannel(4, 0.4)
CASES: list[tuple[Estimator, Distribution]] = [
    *((estimator, BESIDE_NUMBERS) for estimator in (Ross(), MixedKSG(), Histogram(), Histogram(20, "width"))),
    *((estimator, BESIDE_NUMBERS) for estimator in (KL(), WeightedKL(), KDE())),
    *((estimator, BETWEEN_LABELS) for estimator in (PlugIn(), PlugIn(correct=False), MixedKSG(), Histogram())),
]


def renamed(side: np.ndarray) -> np.ndarray:
    return np.array([12, -5, 3, 700])[side] if side.ndim == 1 else side


pytestmark = pytest.mark.parametrize(
    ("estimator", "distribution"), CASES, ids=lambda value: repr(value) if isinstance(value, Estimator) else ""
)


def test_near_the_truth(estimator: Estimator, distribution: Distribution) -> None:
    found = [estimator.estimate(*distribution.sample(800, seed)) for seed in range(4)]
    assert np.mean([estimate.nats for estimate in found]) == pytest.approx(distribution.mutual_information, abs=0.06)
    assert all(estimate.stderr is not None and 0 < estimate.stderr < 0.1 for estimate in found)


def test_inputs_are_unchanged_and_no_randomness_used(estimator: Estimator, distribution: Distribution) -> None:
    x, y = distribution.sample(300, 0)
    before = x.copy(), y.copy()
    assert estimator.estimate(x, y, rng=1) == estimator.estimate(x, y, rng=2)
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(y, before[1])


@pytest.mark.parametrize(
    "change",
    [
        lambda x, y: (y, x),
        lambda x, y: (x[::-1], y[::-1]),
        lambda x, y: (renamed(x), renamed(y)),
        lambda x, y: (x.astype(np.uint8), y.astype(np.uint8) if y.ndim == 1 else y),
    ],
    ids=["sides", "rows", "names", "bytes"],
)
def test_does_not_depend_on(estimator: Estimator, distribution: Distribution, change: Callable[..., Pair]) -> None:
    x, y = distribution.sample(300, 1)
    assert estimator.estimate(*change(x, y)).nats == pytest.approx(estimator.estimate(x, y).nats, abs=1e-9)


def test_booleans_are_labels(estimator: Estimator, distribution: Distribution) -> None:
    x, y = distribution.sample(300, 2)
    y = y > 1 if y.ndim == 1 else y
    as_integers = y.astype(int) if y.ndim == 1 else y
    assert estimator.estimate(x > 1, y) == estimator.estimate((x > 1).astype(int), as_integers)


def test_independence_is_not_clipped(estimator: Estimator, distribution: Distribution) -> None:
    rng = np.random.default_rng(3)
    found = np.array(
        [estimator.estimate(x, rng.permutation(y)).nats for x, y in (distribution.sample(400, s) for s in range(24))]
    )
    # Counts without a correction are never negative, and kernel densities smooth.
    if not isinstance(estimator, KDE) and estimator != PlugIn(correct=False):
        assert abs(found.mean()) < 4 * found.std(ddof=1) / np.sqrt(24)
        assert (found < 0).any()


@pytest.mark.parametrize("bad", ["lengths", "floats", "few", "nan"])
def test_bad_input_is_a_clear_error(estimator: Estimator, distribution: Distribution, bad: str) -> None:
    x, y = distribution.sample(60, 4)
    if bad == "lengths":
        y = y[:-1]
    elif bad == "floats":
        x = x.astype(float)
    elif bad == "few":
        x, y = x[:1], y[:1]
    else:
        y = y.astype(float).reshape(60, 1)
        y[3] = np.nan
    with pytest.raises(ValueError, match=r"\w+ .*[.;]"):
        estimator.estimate(x, y)
