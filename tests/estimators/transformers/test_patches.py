"""Images as patches: every pixel is kept, in its place, and networks that see patches learn images."""

import numpy as np
import pytest
import torch

from infoplane.distributions import SphereImage, SphereParameters
from infoplane.estimators import Autoencoder
from infoplane.estimators.transformers.patches import from_patches, is_large, patched_shape, to_patches


def images(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).normal(size=shape).astype(np.float32)


@pytest.mark.parametrize("shape", [(1, 68, 72), (3, 128, 4), (2, 67, 70), (3, 65, 1)], ids=str)
def test_patches_give_the_images_back(shape: tuple[int, ...]) -> None:
    whole = images(5, *shape)
    patches = to_patches(whole)
    assert patches.shape == (5, *patched_shape(shape))
    assert patches.is_contiguous(memory_format=torch.channels_last)
    assert np.array_equal(from_patches(patches, shape).numpy(), whole)
    assert patches.square().sum().item() == pytest.approx(float((whole**2).sum()), rel=1e-4)  # what is appended is zero


def test_the_pixels_of_a_patch_are_neighbours() -> None:
    whole = images(2, 3, 68, 80)
    at = to_patches(whole)[1, :, 2, 5].reshape(3, 4, 4)
    assert np.array_equal(at.numpy(), whole[1, :, 8:12, 20:24])


def test_only_images_of_more_than_64_pixels_become_patches() -> None:
    assert is_large((1, 65, 8))
    assert is_large((3, 8, 65))
    assert not is_large((3, 64, 64))
    assert not is_large((100,))


@pytest.mark.slow
def test_large_images_are_learnt() -> None:
    parameters = SphereParameters()(np.random.default_rng(0).random((2000, 5)))
    spheres = SphereImage(66)(parameters)
    fitted = Autoencoder(5, max_steps=300, random_state=0).fit(spheres)
    assert fitted.explained_variance_ > 0.9
    restored = fitted.inverse_transform(fitted.transform(spheres[:200]))
    lost = ((restored - spheres[:200]) ** 2).mean() / spheres.var(axis=0).mean()
    assert 1 - lost == pytest.approx(fitted.explained_variance_, abs=0.05)
