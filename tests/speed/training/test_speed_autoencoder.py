"""The autoencoder of a family of images, with its default steps, on one core: images so small take no second."""

import numpy as np
import pytest
from sklearn.base import clone
from torch.profiler import ProfilerActivity, profile

from infoplane.distributions import bump_images, rectangle_images
from infoplane.distributions.protocol import Distribution
from infoplane.estimators import Autoencoder
from infoplane.estimators.kernels.threads import at_most
from tests.speed.table import Table
from tests.speed.timing import times

pytestmark = pytest.mark.slow


# Operations by a part of their names. Activations before a convolution of stride 2 count as a part of it.
PARTS = {
    "convolutions": ("convolution", "_Shrink", "_Grow"),
    "dense layers": ("addmm", "aten::mm"),
    "activations": ("silu", "_Smooth"),
}
STEPS = 100
FAMILIES = [
    ("16x16 bumps", bump_images(2.0), 2, 15.0, 0.995),
    ("32x32 rectangles", rectangle_images(2.0, 32), 4, 30.0, 0.98),
]


def shares(images: np.ndarray, size: int) -> dict[str, float]:
    """The shares of a short training that `PARTS` and the rest take."""
    with profile(activities=[ProfilerActivity.CPU]) as run:
        Autoencoder(size, max_steps=STEPS, random_state=0).fit(images)
    taken = {event.key: event.self_cpu_time_total for event in run.key_averages()}
    whole = sum(taken.values())
    found = {
        part: sum(taken[key] for key in taken if any(name in key for name in names)) / whole for part, names in PARTS.items()
    }
    return found | {"the rest": 1 - sum(found.values())}


@pytest.mark.parametrize(("name", "images", "size", "bar", "kept"), FAMILIES)
def test_a_family(table: Table, name: str, images: Distribution, size: int, bar: float, kept: float) -> None:
    sample, _ = images.sample(5000, rng=0)
    autoencoder = Autoencoder(size, random_state=0)
    clone(autoencoder).set_params(max_steps=1).fit(sample)  # compiles
    with at_most(1):
        taken = times(lambda: autoencoder.fit(sample)).processor
        parts = shares(sample, size)
    assert autoencoder.explained_variance_ > kept
    for part, share in parts.items():
        table.part(f"autoencoder, {name}, {autoencoder.n_steps_:,} steps", part, share * taken)
    work = f"autoencoder, 5,000 {name}, explained variance {autoencoder.explained_variance_:.4f}, on one core"
    limit = ", ".join(f"{part} take {share:.0%}" for part, share in parts.items())
    table.at_most(work, taken, bar, on_the_wall=False, limit=f"with their gradients, {limit}.")
