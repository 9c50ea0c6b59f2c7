"""MINE: near the truth, unbiased at independence, reproducible, honest about its state."""

import math

import numpy as np
import pytest
import torch

from infoplane.distributions import Chain, CorrelatedNormal, GaussianBump, NormalCDF, Pushforward
from infoplane.estimators import MINE, Estimator
from infoplane.estimators.critics import FILTERS, Critic

QUICK = MINE(hidden=64, max_steps=300, batch_size=256)


def draw(nats: float, n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    return CorrelatedNormal.with_mutual_information(nats, 2, 2, rotation_seed=1).sample(n, seed)


def test_follows_the_protocol_and_nears_the_truth() -> None:
    assert isinstance(QUICK, Estimator)
    estimate = QUICK.estimate(*draw(1.0, 3000), rng=0)
    assert estimate.stderr is not None
    assert abs(estimate.nats - 1.0) < 4 * estimate.stderr + 0.1
    assert 0.01 < estimate.stderr < 0.1
    details = estimate.details
    assert details["dv_report"] == estimate.nats
    assert details["dv_train"] == pytest.approx(1.0, abs=0.2)
    assert details["ceiling"] == pytest.approx(math.log(600 * 20))
    assert 0 < details["best_step"] <= details["steps"] <= 300


def test_no_upward_bias_at_independence_and_no_clipping() -> None:
    estimates = np.array([float(QUICK.estimate(*draw(0.0, 500, seed), rng=seed)) for seed in range(8)])
    assert estimates.mean() <= 4 * estimates.std(ddof=1) / math.sqrt(len(estimates))
    assert estimates.min() < 0


def test_same_rng_same_number_whatever_the_threads_and_torch_left_alone() -> None:
    x, y = draw(1.0, 400)
    before, threads, state = x.copy(), torch.get_num_threads(), torch.random.get_rng_state()
    numbers = []
    try:
        for count in (1, 2):
            torch.set_num_threads(count)
            numbers.append(float(QUICK.estimate(x, y, rng=3)))
    finally:
        torch.set_num_threads(threads)
    assert numbers[0] == pytest.approx(numbers[1], abs=1e-4)
    assert numbers[0] != float(QUICK.estimate(x, y, rng=4))
    assert torch.equal(state, torch.random.get_rng_state())
    assert (x == before).all()


def test_units_do_not_matter() -> None:
    x, y = draw(1.0, 400)
    assert float(QUICK.estimate(1000 * x + 5, y / 7, rng=0)) == pytest.approx(float(QUICK.estimate(x, y, rng=0)), abs=1e-2)


def test_images_take_convolutional_towers_by_themselves() -> None:
    bumps = Chain((NormalCDF(), GaussianBump(8)))
    law = Pushforward(CorrelatedNormal.with_mutual_information(2.0, 2, 2), bumps, bumps)
    images = law.sample(1500, 0)
    estimate = MINE(hidden=64, max_steps=200, batch_size=256, learning_rate=3e-3).estimate(*images, rng=0)
    assert 1.0 < estimate.nats < 2.4
    towers = 2 * (FILTERS * 9 + FILTERS)
    head = (2 * FILTERS * 16) * 64 + 64 + 64 * 64 + 64 + 64 + 1
    assert estimate.details["parameters"] == towers + head
    dense = MINE(hidden=64, max_steps=1, critic="dense").estimate(*images, rng=0)
    assert dense.details["parameters"] == 128 * 64 + 64 + 64 * 64 + 64 + 64 + 1


def test_an_image_may_meet_labels() -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(3, size=900)
    images = rng.normal(size=(900, 3, 9, 6))
    images[:, 0, :, :3] += 2 * labels[:, None, None]
    assert 0.7 < float(QUICK.estimate(images, labels, rng=0)) < math.log(3) + 0.15


@pytest.mark.parametrize("side, convolutions", [(4, 1), (16, 2), (32, 3)])
def test_number_of_convolutions_follows_the_image(side: int, convolutions: int) -> None:
    critic = Critic((1, side, side), (2,), 8, 1)
    assert sum(isinstance(layer, torch.nn.Conv2d) for layer in critic.modules()) == convolutions
    assert critic(torch.zeros(5, 1, side, side), torch.zeros(5, 2)).shape == (5,)


def test_an_undertrained_critic_says_so() -> None:
    x, y = draw(2.0, 1000)
    assert MINE(max_steps=20, learning_rate=1e-2, patience=None).estimate(x, y, rng=0).details["converged"] == 0
    assert MINE(max_steps=400, patience=3).estimate(x, y, rng=0).details["converged"] == 1


def test_bad_input_is_refused_with_its_remedy() -> None:
    x, y = draw(1.0, 100)
    with pytest.raises(ValueError, match="constant"):
        QUICK.estimate(x, np.ones((100, 2)))
    with pytest.raises(ValueError, match="Draw more samples"):
        QUICK.estimate(x[:6], y[:6])
    with pytest.raises(ValueError, match='Take "auto"'):
        MINE(critic="convolutional").estimate(x, y)


@pytest.mark.parametrize(
    "change",
    [{"hidden": 0}, {"ema": 0.0}, {"report": 0.9}, {"negatives": 512}, {"critic": "big"}, {"max_steps": 0}],
    ids=str,
)
def test_parameters_are_validated(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(change))):
        MINE(**change)  # type: ignore[arg-type]
