"""Compression before estimation, with any scikit-learn transformer."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.decomposition import PCA, FactorAnalysis, IncrementalPCA, TruncatedSVD
from sklearn.frozen import FrozenEstimator
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from infoplane.distributions import Chain, CorrelatedNormal, GaussianBump, NormalCDF, Pushforward
from infoplane.estimators import KL, KSG, Compressed
from infoplane.estimators.compressed import fit_and_encode, row_losses


def lifted(n: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Two-dimensional normals and their linear images in 30 dimensions."""
    x, y = CorrelatedNormal.with_mutual_information(1.0, 2, 2).sample(n, rng=seed)
    rng = np.random.default_rng(9)
    return x, y, x @ rng.normal(size=(2, 30)), y @ rng.normal(size=(2, 30))


def test_lossless_linear_compression_changes_nothing() -> None:
    """PCA undoes a linear lift up to a linear map, and linear maps do not change whitened KL."""
    x, y, high_x, high_y = lifted(400, 0)
    compressed = Compressed(KL(), PCA(2), PCA(2)).estimate(high_x, high_y, rng=0)
    assert compressed.nats == pytest.approx(KL().estimate(x, y).nats, abs=1e-8)
    assert compressed.details["x_code_dimension"] == 2
    assert compressed.details["x_explained_variance"] == pytest.approx(1, abs=1e-10)


def test_explained_variance_is_the_share_that_the_code_keeps() -> None:
    """On the first thousand rows. Where those are all, it is the share that PCA itself reports."""
    x, y = np.random.default_rng(4).normal(size=(2, 1500, 3)) * [3.0, 1.0, 0.5]
    for n in (400, 1500):
        fitted = PCA(1).fit(x[:n])
        estimate = Compressed(KSG(), FrozenEstimator(fitted)).estimate(x[:n], y[:n])
        first = x[: min(n, 1000)]
        residual = first - fitted.inverse_transform(fitted.transform(first))
        expected = 1 - (residual**2).sum() / ((first - first.mean(axis=0)) ** 2).sum()
        assert estimate.details["x_explained_variance"] == pytest.approx(expected, abs=1e-12)
        assert 0.5 < expected < 1
        if n == 400:
            assert expected == pytest.approx(fitted.explained_variance_ratio_.sum(), abs=1e-12)


def test_the_code_that_is_restored_is_the_code_that_is_used() -> None:
    """It is made once, and not changed by a transformer that writes to what it restores."""
    calls = []

    class InPlace(StandardScaler):
        def __init__(self, *, copy: bool = False, with_mean: bool = True, with_std: bool = True) -> None:
            super().__init__(copy=copy, with_mean=with_mean, with_std=with_std)

        def transform(self, X: np.ndarray, copy: bool | None = None) -> np.ndarray:
            calls.append(len(X))
            return super().transform(X, copy)

    x, y = 5 + 3 * np.random.default_rng(4).normal(size=(2, 300, 2))
    estimate = Compressed(KSG(standardize="none"), InPlace(), InPlace()).estimate(x, y)
    assert calls == [300, 300]
    assert estimate.details["x_explained_variance"] == pytest.approx(1, abs=1e-12)
    scaled = [StandardScaler().fit_transform(sample) for sample in (x, y)]
    assert estimate.nats == pytest.approx(KSG(standardize="none").estimate(*scaled).nats, abs=1e-12)


def test_warm_up_reaches_every_part() -> None:
    calls = []

    class Cold(PCA):
        def warm_up(self) -> None:
            calls.append(self)

    class ColdKSG(KSG):
        def warm_up(self) -> None:
            calls.append(self)

    held = Compressed(ColdKSG(), Cold(), Cold())
    held.warm_up()
    Compressed(KSG(), PCA()).warm_up()
    assert len(calls) == 3
    assert all(call is part for call, part in zip(calls, (held.estimator, held.x, held.y), strict=True))


def test_data_processing() -> None:
    """One component of two loses information."""
    _, _, high_x, high_y = lifted(2000, 1)
    assert Compressed(KSG(), PCA(1), PCA(1)).estimate(high_x, high_y).nats < 0.85


def test_a_pipeline_may_compress_only_x_and_takes_images() -> None:
    base = CorrelatedNormal.with_mutual_information(1.0, 2, 2)
    distribution = Pushforward(base, Chain((NormalCDF(), GaussianBump(8))))
    x, y = distribution.sample(300, rng=0)
    pipeline = make_pipeline(StandardScaler(), PCA(2))
    estimate = Compressed(KSG(), x=pipeline).estimate(x, y, rng=0)
    assert estimate.details["x_code_dimension"] == 2
    assert "y_code_dimension" not in estimate.details
    assert 0 < estimate.nats < 1.3


def test_transformers_are_never_changed_and_frozen_ones_are_kept() -> None:
    *_, high_x, high_y = lifted(200, 2)
    pca = PCA(2)
    Compressed(KL(), pca, pca).estimate(high_x, high_y)
    assert not hasattr(pca, "components_")
    frozen = FrozenEstimator(clone(pca).fit(high_x[:50]))
    kept = frozen.components_.copy()
    Compressed(KL(), frozen, pca).estimate(high_x, high_y)
    assert (frozen.components_ == kept).all()


def test_random_state_left_open_comes_from_rng() -> None:
    *_, high_x, high_y = lifted(200, 3)
    compressed = Compressed(KL(), PCA(2, svd_solver="randomized"), PCA(2, svd_solver="randomized"))
    assert compressed.estimate(high_x, high_y, rng=1) == compressed.estimate(high_x, high_y, rng=1)


def test_refusals() -> None:
    with pytest.raises(TypeError, match="holds an estimator"):
        Compressed(PCA(2))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="compressor of x needs"):
        Compressed(KL(), x=3)
    with pytest.raises(ValueError, match="y holds class labels"):
        Compressed(KL(), y=PCA(1)).estimate(np.zeros((4, 2)), np.arange(4) % 2)


@pytest.mark.parametrize(
    "transformer", [PCA(2), TruncatedSVD(2), IncrementalPCA(2, copy=False, batch_size=50), FactorAnalysis(2)]
)
def test_the_code_is_that_of_the_fitted_transformer(transformer: object) -> None:
    """Also where `fit_transform` gives another code, or where fitting writes to the sample."""
    sample = np.random.default_rng(5).normal(size=(200, 6)) * np.arange(1, 7)
    fitted, code = fit_and_encode(transformer, sample.copy(), np.random.default_rng(0))
    assert code == pytest.approx(fitted.transform(sample.copy()), abs=1e-9)


@pytest.mark.parametrize("order", ["C", "F"])
def test_losses_do_not_depend_on_the_order_in_memory(order: str) -> None:
    target = np.random.default_rng(6).normal(size=(50, 3, 4))
    restored = np.asarray(target + 0.1, order=order)
    losses = row_losses(lambda part: restored[part], np.asarray(target, order=order))
    deviations = target - target.mean(axis=0)
    assert losses == pytest.approx(np.full(50, 50 * 12 * 0.01 / (deviations**2).sum()))
