"""The compiled convolutions of critics, against torch."""

import numpy as np
import pytest
import threadpoolctl
import torch
from torch import Tensor

from infoplane.estimators.critics.towers import pooled_layer
from infoplane.estimators.critics.towers.pooled_layer import FILTERS, PooledConvolutions


def drawn(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def made_of(channels: int, layers: int = 1) -> PooledConvolutions:
    made = PooledConvolutions(channels, layers)
    with torch.no_grad():
        for number, parameter in enumerate(made.parameters(), 10):
            parameter.copy_(drawn(*parameter.shape, seed=number))
    return made.to(memory_format=torch.channels_last)  # type: ignore[call-overload]


def outcome(made: PooledConvolutions, images: Tensor) -> list[Tensor]:
    """Values, and the gradients of the parameters, and of the images if they have one."""
    values = made(images)
    asked = [*made.parameters(), *([images] if images.requires_grad else [])]
    return [values.detach(), *torch.autograd.grad(values, asked, drawn(*values.shape, seed=1))]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for every call of the compiled version."""
    found: list[int] = []
    pooled = pooled_layer.pooled.pooled
    monkeypatch.setattr(pooled_layer.pooled, "pooled", lambda *given: (found.append(1), pooled(*given))[1])
    return found


def in_torch(made: PooledConvolutions, images: Tensor) -> list[Tensor]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pooled_layer.pooled, "available", lambda: False)
        return outcome(made, images)


@pytest.mark.parametrize(
    "channels, height, width, layers", [(1, 16, 16, 1), (3, 6, 10, 1), (FILTERS, 8, 8, 1), (FILTERS, 2, 4, 1), (1, 24, 8, 3)]
)
def test_values_and_gradients_are_those_of_torch(channels: int, height: int, width: int, layers: int, calls: list[int]) -> None:
    made, images = made_of(channels, layers), drawn(70, channels, height, width).requires_grad_(channels == FILTERS)
    ours = outcome(made, images)
    assert calls == [1]
    for one, other in zip(ours, in_torch(made, images), strict=True):
        assert one.shape == other.shape
        assert torch.allclose(one, other, rtol=1e-5, atol=2e-5 * float(other.abs().max()))
    assert calls == [1]


def test_gradients_are_those_of_the_weights_that_gave_the_values_however_often_they_are_taken() -> None:
    made, images = made_of(FILTERS, 2), drawn(40, FILTERS, 8, 8).requires_grad_()
    expected = outcome(made, images)[-1]
    values = made(images)
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.zero_()
    for _ in range(2):
        [found] = torch.autograd.grad(values, [images], drawn(*values.shape, seed=1), retain_graph=True)
        assert torch.equal(found, expected)


def test_of_equal_pixels_the_first_has_the_gradient() -> None:
    made, images = made_of(FILTERS), torch.ones(2, FILTERS, 8, 8).requires_grad_()
    for one, other in zip(outcome(made, images), in_torch(made, images), strict=True):
        assert torch.allclose(one, other, atol=1e-4)


def test_what_is_no_number_stays_so() -> None:
    images = drawn(1, 1, 8, 8)
    images[0, 0, 2, 3] = torch.nan
    made = made_of(1)
    ours = made(images).isnan()
    assert ours.any()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pooled_layer.pooled, "available", lambda: False)
        assert torch.equal(made(images).isnan(), ours)


@pytest.mark.parametrize("shape, compiled", [((2, 1, 14, 16), [1]), ((2, 1, 7, 8), []), ((2, 1, 8, 7), [])])
def test_odd_images_are_rounded_upwards_by_torch(shape: tuple[int, ...], compiled: list[int], calls: list[int]) -> None:
    made, images = made_of(1, 2), drawn(*shape)
    ours = outcome(made, images)
    assert ours[0].shape == (2, FILTERS, -(-shape[2] // 4), -(-shape[3] // 4))
    assert calls == compiled
    for one, other in zip(ours, in_torch(made, images), strict=True):
        assert torch.allclose(one, other, rtol=1e-5, atol=2e-5 * float(other.abs().max()))


def test_images_whose_gradient_is_wanted_have_eight_channels_or_go_to_torch(calls: list[int]) -> None:
    images = drawn(2, 1, 8, 8).requires_grad_()
    assert outcome(made_of(1), images)[-1].shape == images.shape
    assert not calls


def test_threads_change_no_digit() -> None:
    made, images = made_of(FILTERS, 2), drawn(70, FILTERS, 8, 8).requires_grad_()
    found = []
    for threads in (1, 2):
        with threadpoolctl.threadpool_limits(threads):
            found.append([tensor.numpy() for tensor in outcome(made, images)])
    for one, other in zip(*found, strict=True):
        assert np.array_equal(one, other)
