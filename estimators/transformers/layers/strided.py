"""Convolutions of stride 2 that halve images, transposed ones that double them, and a smooth activation: compiled on a CPU.

Elsewhere they are torch's, with the same numbers up to rounding. The compiled ones take the threads of `kernels.threads`, which
`torch.set_num_threads` does not change.
"""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.autograd.function import once_differentiable
from torch.nn.functional import silu

from infoplane.estimators.kernels.images import smooth, strided


class Shrink(nn.Conv2d):
    """Images (n, before, height, width) to (n, after, height / 2, width / 2), rounded upwards: a 3x3 convolution.

    Parameters
    ----------
    before, after : int
        Channels.
    """

    def __init__(self, before: int, after: int) -> None:
        super().__init__(before, after, 3, 2, padding=1)

    def forward(self, images: Tensor, smooth: bool = False) -> Tensor:
        """The convolution, of activated images if they are to be smooth."""
        if smooth and not strided.activates(self.in_channels):
            images, smooth = silu(images), False
        sides = (-(-length // 2) for length in images.shape[2:])
        backwards = not images.requires_grad or strided.grows_to(self.in_channels, 3)
        if backwards and _is_compiled(images, self.weight, *sides):
            return _first(_Shrink.apply(images, self.weight, self.bias, smooth))
        return super().forward(silu(images) if smooth else images)


class Grow(nn.ConvTranspose2d):
    """Images (n, before, height, width) to (n, after, 2 height, 2 width): a transposed 4x4 convolution.

    Parameters
    ----------
    before, after : int
        Channels.
    """

    def __init__(self, before: int, after: int) -> None:
        super().__init__(before, after, 4, 2, padding=1)

    def forward(self, images: Tensor, smooth: bool = False) -> Tensor:  # type: ignore[override]
        """The transposed convolution, of activated images if they are to be smooth."""
        if smooth and not strided.activates(self.in_channels):
            images, smooth = silu(images), False
        if _is_compiled(images, self.weight, *images.shape[2:]):
            return _first(_Grow.apply(images, self.weight, self.bias, smooth))
        return super().forward(silu(images) if smooth else images)


class Layers(nn.Sequential):
    """Layers one after the other. An activation, and the convolution of stride 2 behind it, are computed together."""

    def forward(self, values: Tensor) -> Tensor:
        waiting: Smooth | None = None
        for layer in self:
            if isinstance(layer, Shrink | Grow):
                values, waiting = layer(values, waiting is not None), None
                continue
            values = values if waiting is None else waiting(values)
            waiting = layer if isinstance(layer, Smooth) else None
            values = values if waiting is not None else layer(values)
        return values if waiting is None else waiting(values)


class Smooth(nn.SiLU):
    """z / (1 + e^-z) of images (n, channels, height, width)."""

    def forward(self, images: Tensor) -> Tensor:
        if _is_plain(images) and smooth.available():
            return _first(_Smooth.apply(images))
        return super().forward(images)


def _is_plain(images: Tensor) -> bool:
    return images.device.type == "cpu" and images.dtype == torch.float32


def _is_compiled(images: Tensor, weight: Tensor, height: int, width: int) -> bool:
    """Whether the coarse images, of this height and width, are taken."""
    return _is_plain(images) and _is_plain(weight) and strided.available(height, width, len(weight))


class _Shrink(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, images: Tensor, weight: Tensor, bias: Tensor, smooth: bool) -> Tensor:
        values, ctx.kept = strided.shrink(_last(images).numpy(), _last(weight).numpy(), bias.numpy(), smooth)
        ctx.sides = tuple(images.shape[2:]) if ctx.needs_input_grad[0] else None
        ctx.save_for_backward(weight)
        return torch.from_numpy(values)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, Tensor, Tensor, None]:
        [weight], gradient = ctx.saved_tensors, gradient.contiguous()
        return _gradients(*strided.shrink_gradients(ctx.kept, gradient.numpy(), _last(weight).numpy(), ctx.sides), gradient)


class _Grow(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, images: Tensor, weight: Tensor, bias: Tensor, smooth: bool) -> Tensor:
        values, ctx.kept = strided.grow(_last(images).numpy(), _last(weight).numpy(), bias.numpy(), smooth)
        ctx.save_for_backward(weight)
        return torch.from_numpy(values)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, Tensor, Tensor, None]:
        [weight], gradient = ctx.saved_tensors, gradient.contiguous()
        wanted = ctx.needs_input_grad[0]
        return _gradients(*strided.grow_gradients(ctx.kept, gradient.numpy(), _last(weight).numpy(), wanted), gradient)


def _gradients(
    of_weight: NDArray[np.float32], of_images: NDArray[np.float32] | None, gradient: Tensor
) -> tuple[Tensor | None, Tensor, Tensor, None]:
    """The gradients of a layer's arguments, for that of its values."""
    before = None if of_images is None else _first(torch.from_numpy(of_images))
    return before, _first(torch.from_numpy(of_weight)), gradient.sum((0, 1, 2)), None


class _Smooth(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, images: Tensor) -> Tensor:
        values, slopes = map(torch.from_numpy, smooth.activated(_last(images).numpy()))
        ctx.save_for_backward(slopes)
        return values

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        [slopes] = ctx.saved_tensors
        return _first(gradient * slopes)


def _last(images: Tensor) -> Tensor:
    """Images, or weights, with their channels last, as contiguous memory."""
    return images.permute(0, 2, 3, 1).contiguous()


def _first(images: Tensor) -> Tensor:
    """Images with the channels before height and width."""
    return images.permute(0, 3, 1, 2)
