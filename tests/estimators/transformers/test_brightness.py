"""The brightness apart from the shape: one to one, whatever the images; and codes of bumps whose brightness is information."""

import numpy as np
import pytest

from infoplane.distributions import GaussianBump
from infoplane.estimators import Autoencoder
from infoplane.estimators.transformers.brightness import Scaling

RNG = np.random.default_rng(0)
SAMPLES = {
    "bumps": GaussianBump(9)(RNG.uniform(size=(50, 2))),
    "colours": 255 * RNG.uniform(size=(50, 3, 5, 4)),
    "signed": RNG.normal(size=(50, 6, 6)),
    "one black": np.stack([np.zeros((4, 4)), *RNG.uniform(size=(20, 4, 4))]),
    "dim": 1e-8 * RNG.uniform(size=(50, 4, 4)),
    "vectors": RNG.normal(size=(50, 3)) * [1, 10, 100],
}


@pytest.mark.parametrize("name", SAMPLES)
def test_scaling_is_one_to_one(name: str) -> None:
    sample = SAMPLES[name]
    scaling = Scaling.of(sample)
    assert scaling.restored(*scaling.scaled(sample)) == pytest.approx(sample, rel=1e-9, abs=1e-12 * np.abs(sample).max())


def test_a_brighter_image_differs_by_the_root_and_by_its_logarithm() -> None:
    scaling = Scaling.of(SAMPLES["bumps"])
    one, four = (scaling.scaled(factor * SAMPLES["bumps"]) for factor in (1, 4))
    given = [part.values * scaling.scale + scaling.mean for part in (one, four)]
    assert given[1] == pytest.approx(2 * given[0], rel=1e-5)
    assert (four.brightness - one.brightness) / scaling.unit == pytest.approx(np.log(4), rel=1e-5)


def test_vectors_have_no_brightness() -> None:
    assert Scaling.of(SAMPLES["vectors"]).scaled(SAMPLES["vectors"]).brightness.shape == (50, 0)


def test_an_error_of_brightness_counts_by_what_it_does_to_the_image() -> None:
    """To first order it is the mean squared error of the image itself, for images of equal norm."""
    sample = SAMPLES["signed"] / np.linalg.norm(SAMPLES["signed"], axis=(1, 2), keepdims=True)
    scaling = Scaling.of(sample)
    values, brightness = scaling.scaled(sample)
    off = scaling.restored(values, brightness + 1e-4) - sample
    assert ((off / scaling.scale) ** 2).mean() == pytest.approx(1e-8, rel=1e-2)


def test_the_inverse_recovers_place_and_brightness_of_images_that_were_not_trained_on() -> None:
    def drawn(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
        rng = np.random.default_rng(seed)
        centres, log_amplitudes = rng.uniform(0.2, 0.8, size=(n, 2)), rng.uniform(-1, 1, size=n)
        return GaussianBump(8)(centres) * np.exp(log_amplitudes)[:, None, None], np.column_stack([centres, log_amplitudes])

    images, parameters = drawn(1500, 1)
    fitted = Autoencoder(3, max_steps=200, random_state=0).fit(images)
    images, parameters = drawn(1000, 2)
    restored = fitted.inverse_transform(fitted.transform(images))
    amplitudes = 0.5 * np.log((restored**2).sum(axis=(1, 2)) / (images**2).sum(axis=(1, 2)))  # error of ln a
    assert np.sqrt((amplitudes**2).mean()) < 0.1 * parameters[:, 2].std()
    centres = GaussianBump(8).inverse(np.maximum(restored, 1e-6))
    assert np.median(np.abs(centres - parameters[:, :2])) < 0.05
