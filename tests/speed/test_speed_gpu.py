"""Kernels and training on a GPU, against compiled kernels and torch on the CPU of the same machine."""

import os
import time
from collections.abc import Callable

import numpy as np
import pytest
import torch

from infoplane.distributions import CorrelatedNormal, rectangle_images
from infoplane.estimators import KDE, KSG, Autoencoder, on_device

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif("PYTEST_XDIST_WORKER" in os.environ, reason="timings want the machine to themselves: make speed"),
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here"),
]

ROUNDS = 3


def median_seconds(work: Callable[[], object]) -> float:
    work()  # compiles, and starts the device
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return float(np.median(taken))


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
def test_kernels(table: list[str], name: str, estimator: KSG | KDE, n: int, d: int) -> None:
    x, y = CorrelatedNormal.with_mutual_information(1.0, d, d).sample(n, rng=0)

    def on_gpu() -> float:
        with on_device("cuda"):
            return estimator.estimate(x, y).nats

    assert on_gpu() == pytest.approx(estimator.estimate(x, y).nats, abs=1e-5)
    ours, rival = median_seconds(on_gpu), median_seconds(lambda: estimator.estimate(x, y))
    work = f"{name}, n={n:,}, {d}+{d}; rival: ours, compiled"
    table.append(f"| {work} | {ours:.3f} s | {rival:.3f} s | {rival / ours:.2f}x | | |")


def test_autoencoder(table: list[str]) -> None:
    """Only one round, because the rival takes a minute."""
    images, _ = rectangle_images(1.0, 32).sample(5000, rng=0)
    taken = {}
    for device in ("cuda", "cpu"):
        start = time.perf_counter()
        Autoencoder(4, max_steps=500, device=device, random_state=0).fit(images)
        taken[device] = time.perf_counter() - start
    table.append(
        f"| autoencoder, 32x32 images, 500 steps; rival: all cores | {taken['cuda']:.1f} s | {taken['cpu']:.1f} s "
        f"| {taken['cpu'] / taken['cuda']:.1f}x | | |"
    )
