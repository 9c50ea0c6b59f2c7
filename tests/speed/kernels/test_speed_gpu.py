"""Kernels and training on a GPU, against compiled kernels and torch on the CPU of the same machine."""

import pytest
import torch

from infoplane.distributions import CorrelatedNormal, rectangle_images
from infoplane.estimators import KDE, KSG, Autoencoder, on_device
from tests.speed.table import Table
from tests.speed.timing import seconds

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")]


@pytest.mark.parametrize(
    ("name", "estimator", "n", "d"),
    [
        ("KSG 1, k=5", KSG(k=5), 20_000, 4),
        ("KSG 1, k=5", KSG(k=5), 20_000, 16),
        ("KSG 1, k=5", KSG(k=5), 20_000, 64),
        ("KSG 1, k=5", KSG(k=5), 100_000, 16),
        ("leave-one-out-ML KDE MI", KDE(), 10_000, 2),
    ],
)
def test_kernels(table: Table, name: str, estimator: KSG | KDE, n: int, d: int) -> None:
    x, y = CorrelatedNormal.with_mutual_information(1.0, d, d).sample(n, rng=0)

    def on_gpu() -> float:
        with on_device("cuda"):
            return estimator.estimate(x, y).nats

    assert on_gpu() == pytest.approx(estimator.estimate(x, y).nats, abs=1e-5)
    ours, rival = (seconds(work, 3) for work in (on_gpu, lambda: estimator.estimate(x, y)))
    table.faster(f"{name}, n={n:,}, {d}+{d}; rival: ours, compiled", ours, rival, None)


def test_autoencoder(table: Table) -> None:
    """Only one round, because the rival takes a minute."""
    images, _ = rectangle_images(1.0, 32).sample(5000, rng=0)
    ours, rival = (
        seconds(lambda device=device: Autoencoder(4, max_steps=500, device=device, random_state=0).fit(images), 1)
        for device in ("cuda", "cpu")
    )
    table.faster("autoencoder, 32x32 images, 500 steps; rival: all cores", ours, rival, None)
