"""The autoencoder of the paper: its networks, its augmentation, its files, and that it learns."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from infoplane.distributions import bump_images
from infoplane.estimators import PublishedAutoencoder
from infoplane.estimators.transformers.published_networks import published_networks
from infoplane.estimators.transformers.published_training import augmented


@pytest.mark.parametrize(("size", "blocks"), [(32, 6), (16, 5)])
def test_networks_are_those_of_the_paper(size: int, blocks: int) -> None:
    encoder, decoder = published_networks(size, 4, torch.Generator())
    convolutions = [layer for layer in encoder.modules() if isinstance(layer, nn.Conv2d)]
    assert [layer.out_channels for layer in convolutions] == [4] + [8] * (blocks - 1)
    assert sum(isinstance(layer, nn.Upsample) for layer in decoder.modules()) == size.bit_length() - 1
    images = torch.rand(3, 1, size, size)
    codes = encoder.eval()(images)
    assert codes.shape == (3, 4)
    assert codes.abs().max() <= 1
    assert decoder.eval()(codes).shape == images.shape


def test_noise_is_for_training_only() -> None:
    encoder, _ = published_networks(16, 2, torch.Generator().manual_seed(0))
    images = torch.rand(5, 1, 16, 16)
    encoder.eval()
    assert torch.equal(encoder(images), encoder(images))
    encoder.train()
    assert not torch.equal(encoder(images), encoder(images))


def test_augmentation_zooms_into_bumps_and_moves_rectangles() -> None:
    square = torch.zeros(200, 1, 32, 32)
    square[..., 12:20, 12:20] = 1.0
    area = square[0].sum()
    zoomed = augmented(square, "zoom", torch.Generator().manual_seed(0)).sum((1, 2, 3)) / area
    assert zoomed.min() >= 0.99  # a zoom of .8 along both axes makes 1.56 times the area
    assert 1.4 < zoomed.max() <= 1.6
    moved = augmented(square, "shift and zoom", torch.Generator().manual_seed(0))
    rows = (moved.sum((1, 3)) * torch.arange(32)).sum(1) / moved.sum((1, 2, 3))
    assert rows.max() - rows.min() > 8  # by up to a fifth of 32 pixels, both ways
    assert (moved.sum((1, 2, 3)) < area).any()
    assert augmented(square, "none", torch.Generator()) is square


@pytest.mark.slow
def test_it_learns() -> None:
    x, _ = bump_images(0.0, 8).sample(300, rng=0)
    fitted = PublishedAutoencoder(2, max_steps=500, batch_size=32, learning_rate=1e-2, random_state=0).fit(x)
    residual = fitted.inverse_transform(fitted.transform(x)) - x
    assert 1 - (residual**2).sum() / ((x - x.mean(0)) ** 2).sum() > 0.5


def test_it_is_deterministic_and_survives_a_file(tmp_path: Path) -> None:
    x, _ = bump_images(0.0, 8).sample(100, rng=0)
    fitted, again = (PublishedAutoencoder(2, max_steps=5, random_state=0).fit(x) for _ in range(2))
    codes = fitted.transform(x)
    assert np.array_equal(again.transform(x), codes)
    fitted.save(tmp_path / "a.pt")
    assert np.array_equal(PublishedAutoencoder.load(tmp_path / "a.pt").transform(x), codes)


def test_errors_say_what_to_do() -> None:
    with pytest.raises(ValueError, match=r"power of two; got shape \(5, 9, 9\)"):
        PublishedAutoencoder().fit(np.zeros((5, 9, 9)))
    with pytest.raises(ValueError, match="augment must be one of"):
        PublishedAutoencoder(augment="flip").fit(np.zeros((5, 8, 8)))
    x = np.random.default_rng(0).random((20, 8, 8))
    fitted = PublishedAutoencoder(max_steps=1, random_state=0).fit(x)
    with pytest.raises(ValueError, match="fitted on images of side 8; got 16"):
        fitted.transform(np.zeros((5, 16, 16)))
