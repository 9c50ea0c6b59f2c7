"""A 3x3 convolution, a 2x2 maximum and a leaky rectifier: compiled for eight filters on a CPU, in torch otherwise.

Both give the same numbers up to rounding. The compiled one takes images of even height and width, and the threads of
`kernels.threads`, which `torch.set_num_threads` does not change.
"""

from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable
from torch.nn.functional import leaky_relu, max_pool2d

from infoplane.estimators.kernels.images import pooled

FILTERS = 8
_SLOPE = 0.01


class PooledConvolution(nn.Module):
    """Images (n, channels, height, width) to (n, 8, height / 2, width / 2), rounded upwards.

    Parameters
    ----------
    channels : int
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(channels, FILTERS, 3, padding=1)

    def forward(self, images: Tensor) -> Tensor:
        weight, bias = self.convolution.weight, self.convolution.bias
        if _is_compiled(images):
            return _Compiled.apply(images, weight, bias)
        return leaky_relu(max_pool2d(self.convolution(images), 2, ceil_mode=True), _SLOPE)


def _is_compiled(images: Tensor) -> bool:
    even = images.shape[2] % 2 == images.shape[3] % 2 == 0
    plain = images.device.type == "cpu" and images.dtype == torch.float32
    return plain and even and (images.shape[1] == FILTERS or not images.requires_grad) and pooled.available()


class _Compiled(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, images: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        weights = weight.permute(2, 3, 1, 0).contiguous()
        ctx.found = pooled.pooled(_last(images).numpy(), weights.numpy(), bias.numpy(), _SLOPE)
        return torch.from_numpy(ctx.found.values).permute(0, 3, 1, 2)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, Tensor, Tensor]:
        of_weights, of_bias, of_images = ctx.found.gradients(_last(gradient).numpy(), ctx.needs_input_grad[0])
        before = None if of_images is None else torch.from_numpy(of_images).permute(0, 3, 1, 2)
        return before, torch.from_numpy(of_weights).permute(3, 2, 0, 1), torch.from_numpy(of_bias)


def _last(images: Tensor) -> Tensor:
    """Images with their channels last, as contiguous memory."""
    return images.permute(0, 2, 3, 1).contiguous()
