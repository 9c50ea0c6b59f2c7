"""The autoencoder: codes of samples of any shape, reproducible, that keep the information of images of few parameters."""

import pickle
import tracemalloc
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from scipy.stats import kstest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils import get_tags

from infoplane.distributions import Chain, CorrelatedNormal, GaussianBump, NormalCDF, RectangleEdges, RectangleImage
from infoplane.estimators import KL, Autoencoder, Compressed, Estimator, WeightedKL
from infoplane.estimators.training.seeding import build
from infoplane.estimators.transformers.autoencoder_networks import Bottleneck

QUICK = Autoencoder(2, max_steps=4, batch_size=32, random_state=0, device="cpu")
SHAPES = [(17, 17), (1, 28, 28), (3, 7, 12), (2, 33, 3), (1, 1), (5,), (67, 9), (2, 66, 70)]


def noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).normal(size=shape)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_samples_of_any_shape_are_encoded_and_decoded(shape: tuple[int, ...]) -> None:
    samples = noise(60, *shape)
    for components in (1, 20):
        fitted = clone(QUICK).set_params(n_components=components).fit(samples)
        codes = fitted.transform(samples)
        assert codes.shape == (60, components)
        assert codes.dtype == np.float64
        assert fitted.inverse_transform(codes).shape == samples.shape


def test_a_code_as_long_as_the_sample_loses_nothing() -> None:
    assert Autoencoder(6, max_steps=120, random_state=0).fit(noise(1000, 3)).explained_variance_ > 0.95


@pytest.mark.slow
def test_colour_images_of_odd_height_and_width_are_learnt() -> None:
    bumps = GaussianBump(9)(np.random.default_rng(0).uniform(size=(1000, 2)))
    colours = np.stack([bumps, 255 * bumps[:, ::-1], 7 - bumps], axis=1)
    assert Autoencoder(2, max_steps=250, random_state=0).fit(colours).explained_variance_ > 0.9


def test_codes_are_standard_over_the_training_rows() -> None:
    points = noise(1000, 3) * [1, 10, 100]
    codes = Autoencoder(2, max_steps=50, random_state=0).fit(points).transform(points)
    # A tenth of the rows were not trained on.
    assert codes.mean(axis=0) == pytest.approx(0, abs=0.05)
    assert codes.std(axis=0) == pytest.approx(1, abs=0.05)


def test_the_code_is_nearly_normal_and_the_network_is_the_same() -> None:
    corners = np.random.default_rng(0).uniform(size=(2000, 2)) ** 3
    fitted = Autoencoder(2, max_steps=100, random_state=0).fit(corners)
    plain = Autoencoder(2, max_steps=100, random_state=0, code="standard").fit(corners)
    normal, standard = fitted.transform(corners), plain.transform(corners)
    assert plain.gaussianizer_ is None
    assert fitted.gaussianizer_.transform(standard) == pytest.approx(normal, abs=1e-9)
    rng = np.random.default_rng(1)
    for direction in rng.normal(size=(5, 2)):
        assert kstest(normal @ (direction / np.linalg.norm(direction)), "norm").statistic < 0.04
    assert kstest(standard[:, 0], "norm").statistic > 0.04
    assert fitted.inverse_transform(normal) == pytest.approx(plain.inverse_transform(standard), abs=1e-5)


def test_a_code_on_fewer_dimensions_is_not_bent() -> None:
    angle = np.random.default_rng(0).uniform(0, 3, 2000)
    curve = np.stack([np.cos(angle), np.sin(angle), angle], axis=1)
    assert Autoencoder(2, max_steps=100, random_state=0).fit(curve).gaussianizer_ is None


def test_standardising_the_code_changes_no_reconstruction() -> None:
    network = build(lambda: Bottleneck((3,), 2), torch.Generator().manual_seed(0)).eval()
    x = torch.randn(50, 3, generator=torch.Generator().manual_seed(1)), torch.empty(50, 0)
    with torch.no_grad():
        before, _ = network(*x)
        network.standardise(network.encode(*x))
        codes = network.encode(*x)
        assert torch.allclose(network(*x)[0], before, atol=1e-6)
    assert codes.mean(0).tolist() == pytest.approx([0, 0], abs=1e-5)
    assert codes.var(0, correction=0).tolist() == pytest.approx([1, 1], rel=1e-4)


def test_random_state_decides_everything_and_torch_is_left_alone() -> None:
    images = noise(100, 8, 8)
    state, given = torch.random.get_rng_state(), images.copy()
    first, again = (clone(QUICK).fit(images) for _ in range(2))
    other = clone(QUICK).set_params(random_state=1).fit(images)
    assert (first.transform(images) == again.transform(images)).all()
    assert first.history_ == again.history_
    assert (first.transform(images) != other.transform(images)).any()
    assert torch.equal(state, torch.random.get_rng_state())
    assert (images == given).all()


def test_many_rows_are_encoded_and_decoded_in_parts() -> None:
    points = noise(2100, 3)
    fitted = clone(QUICK).fit(points)
    codes = fitted.transform(points)
    assert codes[-100:] == pytest.approx(fitted.transform(points[-100:]), abs=1e-5)
    assert fitted.inverse_transform(codes)[-100:] == pytest.approx(fitted.inverse_transform(codes[-100:]), abs=1e-5)


def test_a_pickled_autoencoder_encodes_the_same() -> None:
    images = noise(100, 8, 8)
    fitted = clone(QUICK).fit(images)
    assert (pickle.loads(pickle.dumps(fitted)).transform(images) == fitted.transform(images)).all()


def test_a_saved_autoencoder_is_loaded_unchanged(tmp_path: Path) -> None:
    frame = pd.DataFrame(noise(100, 2), columns=["length", "width"])
    for samples in (noise(100, 3, 8, 8), frame):
        fitted = clone(QUICK).fit(samples)
        fitted.save(tmp_path / "autoencoder.pt")
        loaded = Autoencoder.load(tmp_path / "autoencoder.pt")
        codes = fitted.transform(samples)
        assert (loaded.transform(samples) == codes).all()
        assert (loaded.inverse_transform(codes) == fitted.inverse_transform(codes)).all()
        assert loaded.explained_variance_ == fitted.explained_variance_
        assert loaded.history_ == fitted.history_
        assert loaded.get_params() == {**fitted.get_params(), "random_state": None}
        assert vars(loaded).keys() == vars(fitted).keys()


def test_vectors_on_a_curve_survive_one_component_whatever_the_units() -> None:
    angle = np.random.default_rng(0).uniform(0, 3, 2000)
    curve = np.stack([100 * np.cos(angle), np.sin(angle) + 5, np.full_like(angle, 7)], axis=1)
    fitted = Autoencoder(1, max_steps=150, random_state=0).fit(curve)
    assert fitted.explained_variance_ > 0.98
    assert abs(np.corrcoef(np.argsort(np.argsort(fitted.transform(curve)[:, 0])), angle)[0, 1]) > 0.99
    residual = fitted.inverse_transform(fitted.transform(curve)) - curve
    assert residual.std(axis=0) == pytest.approx(0, abs=10)
    unexplained = (residual**2).sum() / ((curve - curve.mean(axis=0)) ** 2).sum()
    assert fitted.explained_variance_ == pytest.approx(1 - unexplained, abs=0.01)


def test_bumps_keep_their_information() -> None:
    image = Chain((NormalCDF(), GaussianBump(8)))
    fitted = Autoencoder(2, max_steps=200, random_state=0).fit(image(noise(2000, 2)))
    assert fitted.explained_variance_ > 0.95
    assert fitted.history_["select"][-1] < 0.1 * fitted.history_["select"][0]
    x, y = CorrelatedNormal.with_mutual_information(2.0, 2, 2, rotation_seed=1).sample(2000, rng=0)
    codes = fitted.transform(image(x)), fitted.transform(image(y))
    latent = KL().estimate(NormalCDF()(x), NormalCDF()(y)).nats
    assert KL().estimate(*codes).nats == pytest.approx(latent, abs=0.25)


def test_a_code_that_is_too_short_shows_in_the_explained_variance() -> None:
    assert Autoencoder(1, max_steps=60, random_state=0).fit(noise(1000, 2)).explained_variance_ < 0.9


def test_compressed_gives_images_to_an_autoencoder() -> None:
    assert get_tags(QUICK).input_tags.three_d_array
    x, y = noise(120, 8, 8), noise(120, 6, 6)
    estimate = Compressed(KL(), clone(QUICK), clone(QUICK).set_params(random_state=None)).estimate(x, y, rng=0)
    assert estimate.details["x_code_dimension"] == 2
    assert "y_explained_variance" in estimate.details


def test_tensors_and_float32_are_taken() -> None:
    images = noise(100, 8, 8).astype(np.float32)
    fitted = clone(QUICK).fit(torch.tensor(images, requires_grad=True))
    assert (fitted.transform(images) == clone(QUICK).fit(images).transform(images)).all()
    assert fitted.transform(images[:1]).shape == (1, 2)


def noisy_bumps(n: int, noise: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    clean = GaussianBump(8)(rng.uniform(size=(n, 2)))
    return clean, clean + noise * rng.standard_normal(clean.shape)


@pytest.mark.slow
def test_a_denoising_autoencoder_restores_the_clean_images() -> None:
    clean, noisy = noisy_bumps(2000, 0.3)
    fitted = Autoencoder(2, max_steps=250, random_state=0, target="y").fit(noisy, clean)
    restored = fitted.inverse_transform(fitted.transform(noisy))
    assert fitted.explained_variance_ > 0.9
    kept = 1 - ((restored - clean) ** 2).sum() / ((clean - clean.mean(axis=0)) ** 2).sum()
    assert fitted.explained_variance_ == pytest.approx(kept, abs=0.05)
    assert ((restored - clean) ** 2).mean() < 0.2 * ((noisy - clean) ** 2).mean()
    # The variance of the noise is no part of what it has to keep.
    assert clone(fitted).set_params(target="X").fit(noisy).explained_variance_ < 0.6


def test_the_target_has_a_scale_of_its_own(tmp_path: Path) -> None:
    clean, noisy = noisy_bumps(300, 0.1)
    fitted = clone(QUICK).set_params(target="y").fit(noisy, clean)
    scaled = clone(QUICK).set_params(target="y").fit(noisy, 1000 * clean)
    codes = fitted.transform(noisy)
    assert scaled.transform(noisy) == pytest.approx(codes, abs=1e-3)
    assert scaled.inverse_transform(codes) == pytest.approx(1000 * fitted.inverse_transform(codes), abs=0.2)
    scaled.save(tmp_path / "denoising.pt")
    assert (Autoencoder.load(tmp_path / "denoising.pt").inverse_transform(codes) == scaled.inverse_transform(codes)).all()


def test_without_a_clean_target_the_second_argument_changes_nothing() -> None:
    images = noise(100, 8, 8)
    assert (clone(QUICK).fit(images, np.arange(100)).transform(images) == clone(QUICK).fit(images).transform(images)).all()


@pytest.mark.slow
def test_fitting_and_encoding_need_little_memory_beside_the_sample(tmp_path: Path) -> None:
    """Of a file that is mapped into memory, only parts are read. Arrays of tensors are not counted; they are of batches."""
    shape = (4000, 3, 32, 32)
    file = np.memmap(tmp_path / "images", np.float32, "w+", shape=shape)
    for start in range(0, len(file), 1000):
        file[start : start + 1000] = noise(1000, *shape[1:])
    settings = clone(QUICK).set_params(max_steps=3)
    clone(settings).fit(file[:100])  # loads libraries
    tracemalloc.start()
    fitted = settings.fit(file)
    codes = fitted.transform(file)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(codes) == len(file)
    assert np.isfinite(fitted.explained_variance_)
    in_memory = clone(settings).fit(np.array(file))
    assert (in_memory.transform(file) == codes).all()
    assert peak < 0.6 * file.nbytes


def test_bad_targets_are_refused() -> None:
    images = noise(100, 8, 8)
    denoising = clone(QUICK).set_params(target="y")
    with pytest.raises(ValueError, match=r"fit got no y: fit it beforehand"):
        denoising.fit(images)
    with pytest.raises(ValueError, match=r"shape of X, \(100, 8, 8\); got \(99, 8, 8\)"):
        denoising.fit(images, images[1:])
    with pytest.raises(ValueError, match="Input y contains NaN"):
        denoising.fit(images, np.full_like(images, np.nan))
    with pytest.raises(ValueError, match="y is constant"):
        denoising.fit(images, np.ones_like(images))
    with pytest.raises(ValueError, match="target is"):
        clone(QUICK).set_params(target="clean").fit(images, images)


def test_bad_input_is_refused_with_its_remedy() -> None:
    fitted = clone(QUICK).fit(noise(100, 8, 8))
    with pytest.raises(NotFittedError):
        QUICK.transform(noise(10, 8, 8))
    for shape in ((8, 9), (9, 8), (8,), (1, 8, 8)):
        with pytest.raises(ValueError, match=r"fitted on samples of shape \(8, 8\)"):
            fitted.transform(noise(10, *shape))
    with pytest.raises(ValueError, match="2 components"):
        fitted.inverse_transform(noise(10, 3))
    with pytest.raises(ValueError, match="constant"):
        clone(QUICK).fit(np.ones((100, 8, 8)))
    with pytest.raises(ValueError, match="Draw more samples"):
        clone(QUICK).fit(noise(10, 8, 8))
    with pytest.raises(ValueError, match="NaN"):
        clone(QUICK).fit(np.full((100, 8), np.nan))
    with pytest.raises(ValueError, match="images with channels"):
        clone(QUICK).fit(noise(100, 2, 2, 2, 2))
    with pytest.raises(ValueError, match="n_components >= 1"):
        Autoencoder(0).fit(noise(100, 8))
    with pytest.raises(ValueError, match='"normal" or "standard"; got \'flat\''):
        Autoencoder(1, code="flat").fit(noise(100, 8))
    with pytest.raises(ValueError, match="batch_size >= 2; got 1"):
        Autoencoder(1, batch_size=1).fit(noise(100, 8))
    assert clone(QUICK).set_params(batch_size=2).fit(noise(100, 8)).n_steps_ > 0


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "parameters, image, d, bar, estimator",
    [
        (NormalCDF(), GaussianBump(16), 2, 0.999, KL()),
        (Chain((NormalCDF(), RectangleEdges(32))), RectangleImage(32), 4, 0.97, WeightedKL()),
    ],
    ids=["bumps", "rectangles"],
)
def test_images_of_the_benchmark(parameters: Chain, image: Chain, d: int, bar: float, estimator: Estimator) -> None:
    fitted = Autoencoder(d, random_state=0).fit(image(parameters(noise(20_000, d))))
    assert fitted.explained_variance_ > bar
    assert fitted.converged_
    for nats in (0.0, 2.5, 5.0):
        distribution = CorrelatedNormal.with_mutual_information(nats, d, d, rotation_seed=1)
        gaps = []
        for seed in range(4):
            pair = [parameters(sample) for sample in distribution.sample(5000, rng=seed)]
            codes = [fitted.transform(image(sample)) for sample in pair]
            gaps.append(float(estimator.estimate(*codes)) - float(estimator.estimate(*pair)))
        assert abs(np.mean(gaps)) < 0.3
