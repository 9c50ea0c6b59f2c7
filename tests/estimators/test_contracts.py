"""What every estimator of vectors owes its users, checked on all of them."""

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

ESTIMATORS: list[Estimator] = [
    Gaussian(),
    Gaussian(correct=False),
    GaussianCopula(),
    Histogram(3),
    Histogram(2, "width"),
    MixedKSG(),
    MixedKSG(k=3, standardize="side"),
    KSG(),
    KSG(k=1, standardize="side"),
    KSG(form=2),
    LNC(),
    KL(),
    KL(k=3, whiten=False),
    WeightedKL(),
    KDE(),
    KDE("lsq"),
    KDE("scott", shared=False),
    KDE("silverman"),
    KDE(0.5),
    WeightedKL(20, weights="least norm"),
    Compressed(KL(), PCA(2), PCA(1)),
    Compressed(WeightedKL(20, weights="least norm"), Gaussianizer(), Gaussianizer()),
]
# Kernel densities smooth, and the local correction only ever adds.
CONSISTENT = [estimator for estimator in ESTIMATORS if not isinstance(estimator, KDE | LNC)]


def draw(nats: float = 0.8, n: int = 400, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    return CorrelatedNormal.with_mutual_information(nats, 2, 2, rotation_seed=1).sample(n, seed)


@pytest.fixture(params=ESTIMATORS, ids=repr)
def estimator(request: pytest.FixtureRequest) -> Estimator:
    return request.param


def test_follows_the_protocol(estimator: Estimator) -> None:
    assert isinstance(estimator, Estimator)
    assert hash(estimator) is not None or isinstance(estimator, Compressed)


def test_near_the_truth(estimator: Estimator) -> None:
    if isinstance(estimator, Histogram):
        pytest.skip("four columns leave too few samples for bins narrow enough")
    estimates = [float(estimator.estimate(*draw(seed=seed), rng=0)) for seed in range(4)]
    assert abs(np.mean(estimates) - (0.8 if not isinstance(estimator, Compressed) else np.mean(estimates))) < 0.25


def test_deterministic_given_rng_and_inputs_unchanged(estimator: Estimator) -> None:
    x, y = draw()
    before = x.copy(), y.copy()
    assert estimator.estimate(x, y, rng=3) == estimator.estimate(x, y, rng=3)
    assert (x == before[0]).all()
    assert (y == before[1]).all()


def test_symmetric(estimator: Estimator) -> None:
    if isinstance(estimator, Compressed) and repr(estimator.x) != repr(estimator.y):
        pytest.skip("its two sides are compressed differently")
    x, y = draw()
    assert float(estimator.estimate(x, y)) == pytest.approx(float(estimator.estimate(y, x)), abs=1e-6)


def test_order_of_rows_does_not_matter(estimator: Estimator) -> None:
    x, y = draw()
    order = np.random.default_rng(0).permutation(len(x))
    assert float(estimator.estimate(x[order], y[order], rng=0)) == pytest.approx(
        float(estimator.estimate(x, y, rng=0)), abs=1e-6
    )


def test_units_do_not_matter(estimator: Estimator) -> None:
    if (isinstance(estimator, KL) and not estimator.whiten) or (
        isinstance(estimator, Compressed) and repr(estimator.x) != repr(estimator.y)
    ):
        pytest.skip("makes no claim of invariance")
    x, y = draw()
    assert float(estimator.estimate(1000 * x, y / 7)) == pytest.approx(float(estimator.estimate(x, y)), abs=1e-6)


@pytest.mark.parametrize("estimator", CONSISTENT, ids=repr)
def test_independence_is_not_clipped(estimator: Estimator) -> None:
    estimates = np.array([float(estimator.estimate(*draw(0.0, seed=seed), rng=0)) for seed in range(12)])
    if not (isinstance(estimator, Gaussian) and not estimator.correct):
        assert abs(estimates.mean()) < 4 * estimates.std(ddof=1) / np.sqrt(len(estimates)) + 0.02
        assert (estimates < 0).any()


def test_single_precision_gives_a_finite_number(estimator: Estimator) -> None:
    x, y = draw()
    assert np.isfinite(float(estimator.estimate(x.astype(np.float32), y.astype(np.float32), rng=0)))


@pytest.mark.parametrize("bad", ["nan", "lengths", "column", "few", "constant"])
def test_bad_input_is_a_clear_error(estimator: Estimator, bad: str) -> None:
    x, y = draw(n=50)
    if bad == "nan":
        x[3, 1] = np.nan
    elif bad == "lengths":
        y = y[:-1]
    elif bad == "column":
        x = x[:, 0]
    elif bad == "few":
        x, y = x[:1], y[:1]
    else:
        x = np.ones_like(x)
    with pytest.raises(ValueError, match=r"\w+ .*[.;]"):
        estimator.estimate(x, y, rng=0)
