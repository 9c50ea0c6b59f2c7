"""The compiled convolutions of stride 2, against torch."""

import numpy as np
import pytest
import threadpoolctl
import torch
from torch import Tensor, nn

from infoplane.estimators.transformers.layers import strided as strided_layers
from infoplane.estimators.transformers.layers.strided import Grow, Layers, Shrink, Smooth


def drawn(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def layer(made: nn.Module) -> nn.Module:
    with torch.no_grad():
        for number, parameter in enumerate(made.parameters(), 10):
            parameter.copy_(drawn(*parameter.shape, seed=number))
    return made.float().to(memory_format=torch.channels_last)  # type: ignore[call-overload]


def outcome(made: nn.Module, images: Tensor) -> list[Tensor]:
    """Values, and the gradients of the parameters, and of the images if they have one."""
    values = made(images)
    asked = [*made.parameters(), *([images] if images.requires_grad else [])]
    return [values.detach(), *torch.autograd.grad(values, asked, drawn(*values.shape, seed=1))]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The name of every compiled operation that is called."""
    found: list[str] = []
    for name in ("shrink", "grow", "shrink_gradients", "grow_gradients"):
        called = getattr(strided_layers.strided, name)
        monkeypatch.setattr(
            strided_layers.strided, name, lambda *given, name=name, called=called: (found.append(name), called(*given))[1]
        )
    return found


def in_torch(made: nn.Module, images: Tensor) -> list[Tensor]:
    """The same in double precision, which torch computes."""
    double = images.detach().double().requires_grad_(images.requires_grad)
    made = made.double()
    values = made(double)
    asked = [*made.parameters(), *([double] if images.requires_grad else [])]
    return [values.detach(), *torch.autograd.grad(values, asked, drawn(*values.shape, seed=1).double())]


def equal(ours: list[Tensor], others: list[Tensor]) -> None:
    for one, other in zip(ours, others, strict=True):
        assert one.shape == other.shape
        assert one.dtype == torch.float32
        assert torch.allclose(one.double(), other, rtol=0, atol=1e-5 * float(other.abs().max()))


@pytest.mark.parametrize("rows", [1, 40])
@pytest.mark.parametrize(
    ("before", "after", "height", "width"),
    [(1, 8, 16, 16), (3, 8, 15, 6), (8, 16, 8, 9), (16, 32, 5, 7), (32, 64, 6, 6), (2, 12, 7, 8), (24, 40, 6, 8)],
)
def test_halving_is_that_of_torch(before: int, after: int, height: int, width: int, rows: int, calls: list[str]) -> None:
    made, images = layer(Shrink(before, after)), drawn(rows, before, height, width).requires_grad_(before % 8 == 0)
    ours = outcome(made, images)
    assert calls == ["shrink", "shrink_gradients"]
    equal(ours, in_torch(made, images))
    assert len(calls) == 2


@pytest.mark.parametrize("rows", [1, 40])
@pytest.mark.parametrize(
    ("before", "after", "height", "width"),
    [(8, 1, 8, 8), (8, 3, 5, 3), (16, 8, 4, 4), (32, 16, 3, 3), (64, 32, 2, 4), (12, 2, 4, 4), (40, 24, 1, 8), (20, 5, 3, 4)],
)
def test_doubling_is_that_of_torch(before: int, after: int, height: int, width: int, rows: int, calls: list[str]) -> None:
    made, images = layer(Grow(before, after)), drawn(rows, before, height, width).requires_grad_()
    ours = outcome(made, images)
    assert calls == ["grow", "grow_gradients"]
    equal(ours, in_torch(made, images))
    assert len(calls) == 2


@pytest.mark.parametrize("rows", [1, 40])
@pytest.mark.parametrize(
    ("made", "before", "height", "width"),
    [
        (Shrink(8, 16), 8, 7, 9),
        (Shrink(16, 64), 16, 6, 6),
        (Grow(16, 8), 16, 3, 4),
        (Grow(24, 3), 24, 5, 3),
        (Grow(12, 2), 12, 3, 3),
    ],
)
def test_an_activation_before_them_is_that_of_torch(
    made: nn.Module, before: int, height: int, width: int, rows: int, calls: list[str]
) -> None:
    layers = layer(Layers(Smooth(), made, Smooth()))
    images = (10 * drawn(rows, before, height, width)).requires_grad_()
    ours = outcome(layers, images)
    assert len(calls) == 2
    equal(ours, in_torch(layers, images))
    assert len(calls) == 2


def test_an_activation_is_that_of_torch_far_from_zero() -> None:
    z = torch.cat([torch.linspace(-200, 200, 1001), torch.tensor([1e30, -1e30, -1e38, torch.nan])]).reshape(1, 1, 5, -1)
    for one, other in zip(outcome(Smooth(), z.requires_grad_()), in_torch(nn.SiLU(), z), strict=True):
        assert torch.allclose(one.double(), other, rtol=1e-5, atol=1e-7, equal_nan=True)


@pytest.mark.parametrize("made", [Shrink(1, 8), Grow(8, 8)])
def test_what_is_no_number_stays_so(made: nn.Module, calls: list[str]) -> None:
    images = drawn(2, 1 if isinstance(made, Shrink) else 8, 8, 8)
    images[0, 0, 2, 3] = torch.nan
    ours = layer(made)(images).isnan()
    assert calls
    assert ours.any()
    assert torch.equal(made.double()(images.double()).isnan(), ours)


def test_few_pixels_and_gradients_of_few_channels_are_those_of_torch(calls: list[str]) -> None:
    assert Shrink(8, 16)(drawn(2, 8, 4, 4)).shape == (2, 16, 2, 2)
    assert Grow(16, 8)(drawn(2, 16, 2, 3)).shape == (2, 8, 4, 6)
    assert outcome(Shrink(1, 8), drawn(2, 1, 8, 8).requires_grad_())[-1].shape == (2, 1, 8, 8)
    assert not calls


@pytest.mark.parametrize(("made", "before"), [(Shrink(8, 16), 8), (Grow(16, 8), 16), (Grow(8, 1), 8)])
def test_threads_change_no_digit(made: nn.Module, before: int) -> None:
    images = drawn(70, before, 8, 8).requires_grad_()
    found = []
    for threads in (1, 2):
        with threadpoolctl.threadpool_limits(threads):
            found.append([tensor.numpy() for tensor in outcome(layer(made), images)[:3]])
    for one, other in zip(*found, strict=True):
        assert np.array_equal(one, other)
