"""The autoencoder of a family of images, with its default steps, on one core as the benchmark trains it."""

import pytest
import torch

from infoplane.distributions import bump_images, rectangle_images
from infoplane.distributions.protocol import Distribution
from infoplane.estimators import Autoencoder
from tests.speed.table import Table
from tests.speed.timing import times

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("name", "images", "size", "bar", "kept"),
    [
        ("16x16 bumps", bump_images(2.0), 2, 15.0, 0.995),
        ("32x32 rectangles", rectangle_images(2.0, 32), 4, 30.0, 0.98),
    ],
)
def test_a_family(table: Table, name: str, images: Distribution, size: int, bar: float, kept: float) -> None:
    sample, _ = images.sample(5000, rng=0)
    autoencoder, threads = Autoencoder(size, random_state=0), torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        taken = times(lambda: autoencoder.fit(sample)).processor
    finally:
        torch.set_num_threads(threads)
    assert autoencoder.explained_variance_ > kept
    work = f"autoencoder, 5,000 {name}, explained variance {autoencoder.explained_variance_:.4f}, on one core"
    table.at_most(work, taken, bar, on_the_wall=False)
