"""The autoencoder: a scikit-learn citizen that keeps the information of images of few parameters."""

import pickle
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils import get_tags

from infoplane.distributions import Chain, CorrelatedNormal, GaussianBump, NormalCDF, RectangleEdges, RectangleImage
from infoplane.estimators import KL, Autoencoder, Compressed, Estimator, WeightedKL

QUICK = Autoencoder(2, max_steps=20, batch_size=32, random_state=0, device="cpu")


def noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).normal(size=shape)


SHAPES = [(16, 16), (28, 28), (1, 28, 28), (17, 17), (3, 17, 28), (3, 7, 12), (2, 33, 3), (1, 1), (5,)]


@pytest.mark.parametrize("components", [1, 20], ids=["under-complete", "over-complete"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_any_shape_goes_in_and_comes_back(shape: tuple[int, ...], components: int) -> None:
    samples = noise(100, *shape)
    fitted = clone(QUICK).set_params(n_components=components).fit(samples)
    codes = fitted.transform(samples)
    assert codes.shape == (100, components)
    assert codes.dtype == np.float64
    assert fitted.inverse_transform(codes).shape == samples.shape


def test_an_over_complete_code_loses_nothing() -> None:
    vectors = noise(2000, 3)
    assert Autoencoder(6, max_steps=600, random_state=0).fit(vectors).explained_variance_ > 0.99


def test_colour_images_of_odd_sides_are_learnt() -> None:
    bumps = GaussianBump(17)(np.random.default_rng(0).uniform(size=(2000, 2)))
    colours = np.stack([bumps, 255 * bumps[:, ::-1], 7 - bumps], axis=1)
    assert Autoencoder(2, max_steps=300, random_state=0).fit(colours).explained_variance_ > 0.95


def test_codes_are_standard_over_the_training_rows() -> None:
    images = GaussianBump(8)(np.random.default_rng(0).uniform(size=(3000, 2)))
    codes = Autoencoder(2, max_steps=200, random_state=0).fit(images).transform(images)
    # A tenth of the rows were not trained on.
    assert codes.mean(axis=0) == pytest.approx(0, abs=0.02)
    assert codes.std(axis=0) == pytest.approx(1, abs=0.02)


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


def test_pickled_it_encodes_the_same() -> None:
    images = noise(100, 8, 8)
    fitted = clone(QUICK).fit(images)
    assert (pickle.loads(pickle.dumps(fitted)).transform(images) == fitted.transform(images)).all()


def test_saved_and_loaded_it_is_the_same(tmp_path: Path) -> None:
    images = noise(100, 3, 8, 8)
    fitted = clone(QUICK).fit(images)
    fitted.save(tmp_path / "autoencoder.pt")
    loaded = Autoencoder.load(tmp_path / "autoencoder.pt")
    codes = fitted.transform(images)
    assert (loaded.transform(images) == codes).all()
    assert (loaded.inverse_transform(codes) == fitted.inverse_transform(codes)).all()
    assert loaded.explained_variance_ == fitted.explained_variance_
    assert loaded.history_ == fitted.history_
    assert loaded.get_params() == {**fitted.get_params(), "random_state": None}


def test_vectors_on_a_curve_survive_one_component_whatever_the_units() -> None:
    angle = np.random.default_rng(0).uniform(0, 3, 3000)
    curve = np.stack([100 * np.cos(angle), np.sin(angle) + 5, np.full_like(angle, 7)], axis=1)
    fitted = Autoencoder(1, max_steps=400, random_state=0).fit(curve)
    assert fitted.explained_variance_ > 0.99
    assert abs(np.corrcoef(np.argsort(np.argsort(fitted.transform(curve)[:, 0])), angle)[0, 1]) > 0.99
    residual = fitted.inverse_transform(fitted.transform(curve)) - curve
    assert residual.std(axis=0) == pytest.approx(0, abs=7)


def test_bumps_keep_their_information() -> None:
    image = Chain((NormalCDF(), GaussianBump(8)))
    fitted = Autoencoder(2, max_steps=400, random_state=0).fit(image(noise(3000, 2)))
    assert fitted.explained_variance_ > 0.97
    assert fitted.history_["select"][-1] < 0.1 * fitted.history_["select"][0]
    x, y = CorrelatedNormal.with_mutual_information(2.0, 2, 2, rotation_seed=1).sample(2000, 0)
    codes = fitted.transform(image(x)), fitted.transform(image(y))
    assert codes[0].std(axis=0) == pytest.approx(1, abs=0.05)
    latent = KL().estimate(NormalCDF()(x), NormalCDF()(y)).nats
    assert KL().estimate(*codes).nats == pytest.approx(latent, abs=0.2)


def test_too_narrow_a_code_says_so() -> None:
    images = GaussianBump(8)(np.random.default_rng(0).uniform(size=(1500, 2)))
    assert Autoencoder(1, max_steps=200, random_state=0).fit(images).explained_variance_ < 0.9


def test_compressed_hands_it_images() -> None:
    assert get_tags(QUICK).input_tags.three_d_array
    x, y = noise(120, 8, 8), noise(120, 6, 6)
    estimate = Compressed(KL(), clone(QUICK), clone(QUICK).set_params(random_state=None)).estimate(x, y, rng=0)
    assert estimate.details["x_code_dimension"] == 2
    assert "y_explained_variance" in estimate.details


def test_bad_input_is_refused_with_its_remedy() -> None:
    fitted = clone(QUICK).fit(noise(100, 8, 8))
    with pytest.raises(NotFittedError):
        QUICK.transform(noise(10, 8, 8))
    with pytest.raises(ValueError, match=r"fitted on samples of shape \(8, 8\)"):
        fitted.transform(noise(10, 8, 9))
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
    with pytest.raises(ValueError, match="n_components"):
        Autoencoder(0).fit(noise(100, 8))
    with pytest.raises(ValueError, match="batch_size"):
        Autoencoder(1, batch_size=1).fit(noise(100, 8))


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
    assert fitted.seconds_ < 120
    for nats in (0.0, 2.5, 5.0):
        distribution = CorrelatedNormal.with_mutual_information(nats, d, d, rotation_seed=1)
        gaps = []
        for seed in range(4):
            sides = [parameters(side) for side in distribution.sample(5000, seed)]
            codes = [fitted.transform(image(side)) for side in sides]
            gaps.append(float(estimator.estimate(*codes)) - float(estimator.estimate(*sides)))
        assert abs(np.mean(gaps)) < 0.3
