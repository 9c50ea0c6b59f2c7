"""Critics: scores against those of single pairs, independent replicates, towers by the shape of the image."""

from typing import get_args

import pytest
import torch

from infoplane.estimators.critics import critic_networks
from infoplane.estimators.critics.critic_networks import HEADS, StackedLinear, tower
from infoplane.estimators.critics.critic_settings import Tower
from infoplane.estimators.training.seeding import build

SHAPES = [((3,), (2,)), ((1, 8, 8), (2,)), ((1, 8, 8), (2, 9, 6))]


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("shapes", SHAPES, ids=str)
@pytest.mark.parametrize("images", get_args(Tower))
@pytest.mark.parametrize("head", HEADS)
def test_scores_are_those_of_the_pairs_one_by_one(
    head: str, images: Tower, shapes: tuple[tuple[int, ...], tuple[int, ...]]
) -> None:
    critic = build(lambda: HEADS[head](*shapes, 16, 2, images=images), generator())
    x, y = (torch.randn(1, 7, *shape, generator=generator(1)) for shape in shapes)
    for grad in (True, False):
        with torch.set_grad_enabled(grad):
            scores = critic.score(*critic.embed(x, y), 6)
    assert scores.shape == (1, 7, 7)
    for i in range(7):
        for shift in range(7):
            j = (i + shift) % 7
            with torch.no_grad():
                alone = critic.score(*critic.embed(x[:, i : i + 1], y[:, j : j + 1]), 0)
            assert float(scores[0, i, shift]) == pytest.approx(float(alone), abs=1e-5)


@pytest.mark.parametrize("head", HEADS)
def test_replicates_do_not_influence_each_other(head: str) -> None:
    critic = build(lambda: HEADS[head]((3,), (2,), 16, 2, 2), generator())
    x, y = torch.randn(2, 9, 3, generator=generator(1)), torch.randn(2, 9, 2, generator=generator(2))
    critic.score(*critic.embed(x, y), 3)[0].sum().backward()
    for weight in critic.parameters():
        assert weight.grad is not None
        assert not weight.grad[1].any()


@pytest.mark.parametrize("head", HEADS)
def test_long_splits_are_scored_in_parts(head: str, monkeypatch: pytest.MonkeyPatch) -> None:
    critic = build(lambda: HEADS[head]((3,), (2,), 16, 2), generator())
    x, y = torch.randn(1, 50, 3, generator=generator(1)), torch.randn(1, 50, 2, generator=generator(2))
    with torch.no_grad():
        whole = critic.score(*critic.embed(x, y), 4)
        monkeypatch.setattr(critic_networks, "_PAIRS", 50)  # 10 rows at a time, or 32
        assert torch.allclose(critic.score(*critic.embed(x, y), 4), whole, atol=1e-6)


def test_a_stacked_layer_is_linear_layers_side_by_side() -> None:
    stacked = build(lambda: StackedLinear(2, 3, 4), generator())
    x = torch.randn(2, 5, 3, generator=generator(1))
    alone = torch.stack([x[run] @ stacked.weight[run] + stacked.bias[run] for run in range(2)])
    assert torch.allclose(stacked(x), alone, atol=1e-6)
    assert float(stacked.weight.detach().abs().max()) <= 3**-0.5


@pytest.mark.parametrize("side, convolutions", [(4, 1), (16, 2), (32, 3)])
def test_number_of_convolutions_follows_the_image(side: int, convolutions: int) -> None:
    critic = HEADS["concatenated"]((1, side, side), (2,), 8, 1)
    assert sum(isinstance(layer, torch.nn.Conv2d) for layer in critic.modules()) == convolutions


@pytest.mark.parametrize(
    "shape, convolutions, width",
    [((1, 4, 4), 2, 8 * 16), ((1, 16, 16), 4, 8 * 16), ((3, 64, 64), 4, 8 * 16), ((1, 130, 30), 5, 8 * 3)],
    ids=str,
)
def test_a_strided_tower_ends_with_few_pixels(shape: tuple[int, ...], convolutions: int, width: int) -> None:
    network, found = tower(shape, "strided")
    assert sum(isinstance(layer, torch.nn.Conv2d) for layer in network.modules()) == convolutions
    assert found == width
    assert network(torch.zeros(1, 2, *shape)).shape == (1, 2, width)


@pytest.mark.parametrize("shape", [(1, 9, 7), (1, 50, 33), (2, 64, 64)], ids=str)
def test_a_strided_tower_sees_every_pixel(shape: tuple[int, ...]) -> None:
    network = build(lambda: tower(shape, "strided")[0], generator())
    images = torch.randn(1, 1, *shape, generator=generator(1), requires_grad=True)
    network(images).square().sum().backward()
    assert images.grad is not None
    assert images.grad.abs().min() > 0
