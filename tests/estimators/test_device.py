"""Networks that train on a GPU give the numbers of the CPU: weights and batches are drawn on the CPU for both."""

from typing import Any

import numpy as np
import pytest
import torch

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import FDIME, MINE, NWJ, SMILE, Autoencoder, DoE, FlowMI, InfoNCE, JensenShannon, LatentMI

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")

X, Y = CorrelatedNormal.with_mutual_information(1.0, 2, 2).sample(4000, rng=0)
IMAGES = np.random.default_rng(0).normal(size=(600, 1, 1)) * np.linspace(-1, 1, 64).reshape(8, 8)
CRITICS = (MINE, NWJ, InfoNCE, JensenShannon, SMILE, FDIME)


@pytest.mark.parametrize("kind", CRITICS)
@pytest.mark.parametrize("head", ["concatenated", "separable"])
def test_critics(kind: Any, head: str) -> None:
    on = {device: kind(max_steps=300, head=head, device=device).estimate(X, Y, rng=0) for device in ("cpu", "cuda")}
    assert on["cuda"].nats == pytest.approx(on["cpu"].nats, abs=0.02)
    assert on["cuda"].nats == pytest.approx(1.0, abs=0.25)


def test_convolutional_critics() -> None:
    on = {device: MINE(max_steps=100, device=device).estimate(IMAGES, IMAGES[:, :4], rng=0) for device in ("cpu", "cuda")}
    assert on["cuda"].nats == pytest.approx(on["cpu"].nats, rel=0.05)


@pytest.mark.parametrize("kind", [DoE, FlowMI, LatentMI])
def test_models(kind: Any) -> None:
    on = {device: kind(max_steps=300, device=device).estimate(X, Y, rng=0) for device in ("cpu", "cuda")}
    assert on["cuda"].nats == pytest.approx(on["cpu"].nats, abs=0.05)


def test_stacks() -> None:
    samples = [CorrelatedNormal.with_mutual_information(1.0, 2, 2).sample(1000, rng=seed) for seed in range(3)]
    mine = MINE(max_steps=200, patience=None, device="cuda")
    one_by_one = [mine.estimate(x, y, rng=seed).nats for seed, (x, y) in enumerate(samples)]
    stacked = [estimate.nats for estimate in mine.estimate_stack(samples, range(3))]
    assert stacked == pytest.approx(one_by_one, abs=0.02)


def test_an_autoencoder_comes_back_to_the_cpu() -> None:
    codes = {device: Autoencoder(1, device=device, random_state=0).fit(IMAGES).transform(IMAGES) for device in ("cpu", "cuda")}
    assert codes["cuda"].shape == (600, 1)
    assert abs(np.corrcoef(codes["cpu"][:, 0], codes["cuda"][:, 0])[0, 1]) > 0.99
