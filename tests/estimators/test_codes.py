"""Remarks on codes: which are flagged, and what estimators of entropies make of codes with too many components."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import PCA

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import KL, KSG, Compressed, Estimator, WeightedKL
from infoplane.estimators.codes import LEAST_KEPT, remarks_on

LEAST_NORM = WeightedKL(20, weights="least norm")


class Cut(TransformerMixin, BaseEstimator):
    """Two columns as they are, restored exactly but for those beyond a cut."""

    def __init__(self, cut: float = 3.0) -> None:
        self.cut = cut

    def fit(self, X: np.ndarray, y: object = None) -> "Cut":
        return self

    def transform(self, X: np.ndarray) -> np.ndarray:
        return X

    def inverse_transform(self, Z: np.ndarray) -> np.ndarray:
        return Z + (Z[:, :1] > self.cut)


class Bent(TransformerMixin, BaseEstimator):
    """Two columns as four, on a surface of two dimensions."""

    def fit(self, X: np.ndarray, y: object = None) -> "Bent":
        return self

    def transform(self, X: np.ndarray) -> np.ndarray:
        return np.column_stack([X, np.sin(X[:, 0]), 0.5 * X[:, 1] ** 2])


def pair(nats: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    return CorrelatedNormal.with_mutual_information(nats, 2, 2).sample(3000, rng=seed)


def test_a_code_with_a_density_has_no_flag() -> None:
    remarks = remarks_on(pair(0.0)[0], "x", losses=np.full(100, 1 - LEAST_KEPT))
    assert (remarks.dimension, remarks.on_surface, remarks.flags) == (2, False, ())
    assert remarks.details == {"x_code_dimension": 2.0, "x_explained_variance": LEAST_KEPT}


def test_a_code_that_loses_variance_is_flagged() -> None:
    remarks = remarks_on(pair(0.0)[0], "y", losses=np.full(100, 0.06))
    assert remarks.details["y_loses_variance"] == 1.0
    assert "94.0%" in remarks.flags[0]
    estimate = Compressed(KSG(), PCA(1)).estimate(*pair(1.0), rng=0)
    assert estimate.details["x_loses_variance"] == 1.0
    assert "code of x" in estimate.flags[0]


def test_a_code_that_restores_a_few_rows_badly_is_flagged() -> None:
    x, y = pair(1.0)
    estimate = Compressed(KL(), Cut(2.5), Cut(9.0)).estimate(x, y, rng=0)
    badly = int((x[:1000, 0] > 2.5).sum())
    assert 0 < badly < 20
    assert estimate.details["x_restores_badly"] == 1.0
    assert estimate.details["x_badly_restored"] == badly / 1000
    assert "y_restores_badly" not in estimate.details
    assert estimate.flags == (estimate.flags[0],)
    assert f"compressor of x restores {badly} of 1,000 rows badly" in estimate.flags[0]


@pytest.mark.parametrize(("nats", "columns", "flagged"), [(0.0, 4, False), (1.0, 1, False), (1.0, 4, True), (6.0, 4, True)])
def test_ksg_that_cannot_resolve_the_dependence_is_flagged(nats: float, columns: int, flagged: bool) -> None:
    x, y = CorrelatedNormal.with_mutual_information(nats, columns, columns).sample(2000, rng=0)
    estimate = Compressed(KSG(), PCA(columns), PCA(columns)).estimate(x, y, rng=0)
    assert ("ksg_falls_short" in estimate.details) == flagged == bool(estimate.flags)
    if flagged:
        assert estimate.stderr is not None
        assert estimate.details["short_of_normal"] > 3 * estimate.stderr
        assert nats - estimate.nats > estimate.details["short_of_normal"]


def test_the_flag_of_ksg_does_not_say_that_it_is_wrong() -> None:
    """Tight clusters: KSG is right, though it would not be on normal pairs."""
    rng = np.random.default_rng(0)
    cluster = rng.integers(60, size=4000)
    x, y = (rng.normal(size=(60, 4))[cluster] + 1e-3 * rng.normal(size=(4000, 4)) for _ in "xy")
    estimate = Compressed(KSG(), PCA(4), PCA(4)).estimate(x, y, rng=0)
    assert estimate.nats == pytest.approx(np.log(60), abs=0.05)
    assert "the true MI may be higher" in estimate.flags[-1]


def test_only_ksg_is_compared_with_normal_pairs() -> None:
    x, y = CorrelatedNormal.with_mutual_information(6.0, 4, 4).sample(1000, rng=0)
    assert Compressed(KL(), PCA(4), PCA(4)).estimate(x, y, rng=0).flags == ()


@pytest.mark.parametrize("estimator", [KL(), LEAST_NORM, KSG()], ids=repr)
def test_a_code_with_too_many_components_is_flagged_by_every_estimator(estimator: Estimator) -> None:
    estimate = Compressed(estimator, Bent(), Bent()).estimate(*pair(1.0), rng=0)
    assert estimate.details["x_lacks_dimensions"] == estimate.details["y_lacks_dimensions"] == 1.0
    assert "x lies on 2 dimensions but has 4 components" in estimate.flags[0]


@pytest.mark.parametrize("estimator", [KL(), LEAST_NORM], ids=repr)
@pytest.mark.parametrize("nats", [0.0, 2.0, 4.0])
def test_entropies_on_surfaces_give_the_information(estimator: Estimator, nats: float) -> None:
    """Without the surfaces they are off by nats."""
    x, y = pair(nats)
    assert Compressed(estimator, Bent(), Bent()).estimate(x, y, rng=0).nats == pytest.approx(nats, abs=0.25)
    assert abs(estimator.estimate(Bent().transform(x), Bent().transform(y)).nats - nats) > 0.5


def test_one_variable_may_lie_on_a_surface() -> None:
    x, y = pair(1.5)
    estimate = Compressed(LEAST_NORM, x=Bent()).estimate(x, y, rng=0)
    assert estimate.nats == pytest.approx(1.5, abs=0.2)
    assert "y_lacks_dimensions" not in estimate.details


def test_labels_beside_a_surface() -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(2, size=3000)
    x = rng.normal(size=(3000, 2)) + 3.0 * labels[:, None]
    flat = LEAST_NORM.estimate(x, labels).nats
    assert Compressed(LEAST_NORM, x=Bent()).estimate(x, labels, rng=0).nats == pytest.approx(flat, abs=0.05)


def test_dimensions_are_checked() -> None:
    x, y = pair(1.0)
    with pytest.raises(ValueError, match="two integers from 1; got"):
        KL(dimensions=(0, 2))
    with pytest.raises(ValueError, match="x has 2 columns"):
        KL(dimensions=(3, 2)).estimate(x, y)


@pytest.mark.parametrize("estimator", [KL(3), WeightedKL(8)], ids=repr)
def test_all_dimensions_are_the_estimate_without_whitening(estimator: KL | WeightedKL) -> None:
    x, y = pair(1.0)
    plain = type(estimator)(estimator.k, whiten=False).estimate(x, y)
    assert estimator.on_dimensions(2, 2).estimate(x, y).nats == pytest.approx(plain.nats, abs=1e-12)
