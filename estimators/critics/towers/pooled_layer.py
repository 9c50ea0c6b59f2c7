"""3x3 convolutions, each followed by a 2x2 maximum and a leaky rectifier: compiled on a CPU, in torch otherwise.

Both give the same numbers up to rounding. The compiled ones take images of even height and width, and the threads of
`kernels.threads`, which `torch.set_num_threads` does not change.
"""

from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable
from torch.nn.functional import leaky_relu, max_pool2d

from infoplane.estimators.kernels.images import FILTERS, pooled

_SLOPE = 0.01


class PooledConvolutions(nn.Sequential):
    """Images (n, channels, height, width) to (n, 8, height / 2^layers, width / 2^layers), every half rounded upwards.

    Parameters
    ----------
    channels : int
    layers : int
    """

    def __init__(self, channels: int, layers: int) -> None:
        super().__init__(*(nn.Conv2d(FILTERS if layer else channels, FILTERS, 3, padding=1) for layer in range(layers)))

    def forward(self, images: Tensor) -> Tensor:
        layers, halved = list(self), self._compiled(images)
        if halved:
            parameters = (parameter for layer in layers[:halved] for parameter in (layer.weight, layer.bias))
            images = _Compiled.apply(images, *parameters)
        for layer in layers[halved:]:
            images = leaky_relu(max_pool2d(layer(images), 2, ceil_mode=True), _SLOPE)
        return images

    def _compiled(self, images: Tensor) -> int:
        """How many layers are compiled: the first ones, as long as height and width are even."""
        plain = images.device.type == "cpu" and images.dtype == torch.float32
        if not plain or (images.requires_grad and images.shape[1] != FILTERS) or not pooled.available():
            return 0
        odd = (layer for layer in range(len(self)) if any(edge >> layer & 1 for edge in images.shape[2:]))
        return next(odd, len(self))


class _Compiled(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, images: Tensor, *parameters: Tensor) -> Tensor:
        weights, biases = ([parameter.numpy() for parameter in parameters[kind::2]] for kind in (0, 1))
        ctx.found = pooled.pooled(_bordered(images), weights, biases, _SLOPE)
        return torch.from_numpy(ctx.found.values).permute(0, 3, 1, 2)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        of_weights, of_biases, of_images = ctx.found.gradients(_bordered(gradient))
        before = None if of_images is None else torch.from_numpy(of_images).permute(0, 3, 1, 2)
        both = zip(of_weights, of_biases, strict=True)
        return before, *(torch.from_numpy(array) for pair in both for array in pair)


def _bordered(images: Tensor) -> Any:
    """An array of images with their channels last and a border of zeros."""
    n, channels, height, width = images.shape
    found = images.new_zeros(n, height + 2, width + 2, channels)
    found[:, 1:-1, 1:-1] = images.permute(0, 2, 3, 1)
    return found.numpy()
