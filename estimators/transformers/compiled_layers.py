"""Convolutions of stride 2 that halve images, transposed ones that double them, and a smooth activation: compiled on a CPU.

Elsewhere they are torch's, with the same numbers up to rounding. The compiled ones take the threads of `kernels.threads`, which
`torch.set_num_threads` does not change.
"""

from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

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

    def forward(self, images: Tensor) -> Tensor:
        sides = (-(-length // 2) for length in images.shape[2:])
        if _is_compiled(images, *sides, self.out_channels) and (not images.requires_grad or strided.grows_to(self.in_channels, 3)):
            return cast(Tensor, _Shrink.apply(images, self.weight, self.bias))
        return super().forward(images)


class Grow(nn.ConvTranspose2d):
    """Images (n, before, height, width) to (n, after, 2 height, 2 width): a transposed 4x4 convolution.

    Parameters
    ----------
    before, after : int
        Channels.
    """

    def __init__(self, before: int, after: int) -> None:
        super().__init__(before, after, 4, 2, padding=1)

    def forward(self, images: Tensor, output_size: list[int] | None = None) -> Tensor:
        if output_size is None and _is_compiled(images, *images.shape[2:], self.in_channels):
            return cast(Tensor, _Grow.apply(images, self.weight, self.bias))
        return super().forward(images, output_size)


class Smooth(nn.SiLU):
    """z / (1 + e^-z) of images (n, channels, height, width)."""

    def forward(self, images: Tensor) -> Tensor:
        if _is_plain(images) and smooth.available():
            return cast(Tensor, _Smooth.apply(images))
        return super().forward(images)


def _is_plain(images: Tensor) -> bool:
    return images.device.type == "cpu" and images.dtype == torch.float32


def _is_compiled(images: Tensor, height: int, width: int, channels: int) -> bool:
    """Whether the coarse images, of this shape, are taken."""
    return _is_plain(images) and strided.available(height, width, channels)


class _Shrink(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, images: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        images = _last(images)
        ctx.save_for_backward(images, weight)
        return _first(strided.shrink(images.numpy(), _last(weight).numpy(), bias.numpy()))

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, Tensor, Tensor]:
        (images, weight), gradient = ctx.saved_tensors, _last(gradient)
        of_weight = strided.weight_gradient(images.numpy(), gradient.numpy(), weight.shape[2])
        of_images = None
        if ctx.needs_input_grad[0]:
            grown = _first(strided.grow(gradient.numpy(), _last(weight).numpy(), np.zeros(weight.shape[1], np.float32)))
            of_images = grown[..., : images.shape[1], : images.shape[2]]
        return of_images, torch.from_numpy(of_weight).permute(3, 2, 0, 1), gradient.sum((0, 1, 2))


class _Grow(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, images: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        images = _last(images)
        ctx.save_for_backward(images, weight)
        return _first(strided.grow(images.numpy(), _last(weight).numpy(), bias.numpy()))

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, Tensor, Tensor]:
        (images, weight), gradient = ctx.saved_tensors, _last(gradient)
        of_weight = strided.weight_gradient(gradient.numpy(), images.numpy(), weight.shape[2])
        of_images = None
        if ctx.needs_input_grad[0]:
            of_images = _first(strided.shrink(gradient.numpy(), _last(weight).numpy(), np.zeros(len(weight), np.float32)))
        return of_images, torch.from_numpy(of_weight).permute(3, 2, 0, 1), gradient.sum((0, 1, 2))


class _Smooth(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, images: Tensor) -> Tensor:
        values, slopes = (_first(found) for found in smooth.activated(_last(images).numpy()))
        ctx.save_for_backward(slopes)
        return values

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        [slopes] = ctx.saved_tensors
        return gradient * slopes


def _last(images: Tensor) -> Tensor:
    """Images, or weights, with their channels last, as contiguous memory."""
    return images.permute(0, 2, 3, 1).contiguous()


def _first(images: NDArray[np.float32]) -> Tensor:
    """Images with the channels before height and width."""
    return torch.from_numpy(images).permute(0, 3, 1, 2)
