"""What every estimator between numbers must do, checked on all of them."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.decomposition import PCA

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import (
    KDE,
    KL,
    KSG,
    LNC,
    Compressed,
    Estimator,
    Gaussian,
    GaussianCopula,
    Gaussianizer,
    Histogram,
    MixedKSG,
    WeightedKL,
)
from infoplane.estimators.checked import CheckedEstimator

ESTIMATORS: list[Estimator] = [
    *(Gaussian(), Gaussian(correct=False), GaussianCopula(), Histogram(3), Histogram(2, "width")),
    *(KSG(), KSG(k=1, standardize="side"), KSG(form=2), MixedKSG(), LNC()),
    *(KL(), KL(k=3, whiten=False), WeightedKL(), WeightedKL(20, weights="least norm")),
    *(KDE(), KDE("lsq"), KDE("scott", shared=False), KDE(0.5)),
    *(Compressed(KL(), PCA(2), PCA(2)), Compressed(WeightedKL(20, weights="least norm"), Gaussianizer(), Gaussianizer())),
]
EACH = pytest.mark.parametrize("estimator", ESTIMATORS, ids=repr)
# Two or three bins in each of four columns are too wide.
CLOSE = [estimator for estimator in ESTIMATORS if not isinstance(estimator, Histogram)]
# Kernel densities smooth, the local correction only adds, and canonical correlations without correction are too large.
UNBIASED_AT_ZERO = [e for e in ESTIMATORS if not isinstance(e, KDE | LNC) and e != Gaussian(correct=False)]
# Distances in the units of the data.
FREE_OF_UNITS = [estimator for estimator in ESTIMATORS if estimator != KL(k=3, whiten=False)]

TRUE_MI = 0.8


def draw(nats: float = TRUE_MI, n: int = 400, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    return CorrelatedNormal.with_mutual_information(nats, 2, 2, rotation_seed=1).sample(n, rng=seed)


@EACH
def test_follows_the_protocol(estimator: Estimator) -> None:
    """It has the one public method, with the one check of samples, and it is a value: equal parameters, equal hash."""
    assert isinstance(estimator, Estimator)
    assert type(estimator).estimate is CheckedEstimator.estimate
    same = replace(estimator)  # type: ignore[type-var]
    assert same is not estimator
    assert same == estimator
    assert hash(same) == hash(estimator)


@pytest.mark.parametrize("estimator", CLOSE, ids=repr)
def test_near_the_true_mi(estimator: Estimator) -> None:
    estimates = [float(estimator.estimate(*draw(seed=seed), rng=0)) for seed in range(4)]
    assert abs(np.mean(estimates) - TRUE_MI) < 0.25


@EACH
def test_deterministic_given_rng_and_inputs_unchanged(estimator: Estimator) -> None:
    x, y = draw()
    before = x.copy(), y.copy()
    assert estimator.estimate(x, y, rng=3) == estimator.estimate(x, y, rng=3)
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(y, before[1])


@EACH
def test_symmetric_and_independent_of_the_order_of_rows(estimator: Estimator) -> None:
    x, y = draw()
    expected = float(estimator.estimate(x, y, rng=0))
    order = np.random.default_rng(0).permutation(len(x))
    assert float(estimator.estimate(y, x, rng=0)) == pytest.approx(expected, abs=1e-6)
    assert float(estimator.estimate(x[order], y[order], rng=0)) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("estimator", FREE_OF_UNITS, ids=repr)
def test_units_do_not_matter(estimator: Estimator) -> None:
    x, y = draw()
    assert float(estimator.estimate(1000 * x, y / 7)) == pytest.approx(float(estimator.estimate(x, y)), abs=1e-6)


@pytest.mark.parametrize("estimator", UNBIASED_AT_ZERO, ids=repr)
def test_independence_is_not_clipped(estimator: Estimator) -> None:
    estimates = np.array([float(estimator.estimate(*draw(0.0, seed=seed), rng=0)) for seed in range(12)])
    assert abs(estimates.mean()) < 4 * estimates.std(ddof=1) / np.sqrt(len(estimates)) + 0.02
    assert (estimates < 0).any()


@EACH
def test_single_precision_gives_nearly_the_same(estimator: Estimator) -> None:
    x, y = draw()
    single = float(estimator.estimate(x.astype(np.float32), y.astype(np.float32), rng=0))
    assert single == pytest.approx(float(estimator.estimate(x, y, rng=0)), abs=0.02)


@EACH
def test_too_few_samples_and_constants_are_a_clear_error(estimator: Estimator) -> None:
    x, y = draw(n=50)
    with pytest.raises(ValueError, match=r"\w+ .*[.;]"):
        estimator.estimate(x[:1], y[:1], rng=0)
    for pair, name in (((np.ones_like(x), y), "x"), ((x, np.ones_like(y)), "y")):
        with pytest.raises(ValueError, match=f"{name} is constant over its 50 samples"):
            estimator.estimate(*pair, rng=0)
