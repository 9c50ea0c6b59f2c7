"""Noisy networks to study: dense, convolutional (arXiv 2305.08013), and the network on twelve bits.

Every network is a Sequential of blocks L1, L2, ...; a layer is the output of its block. Absolute noise is the last module of a
block, so the layer given its input has a known normal distribution. Relative noise is the first module of a block, as in the
paper: it acts on the output of the block before, and a layer is read before the noise that acts on it. Outputs are logits, or
log-probabilities in the paper's network; the cross-entropy is the same for both.
"""

from collections import OrderedDict
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import torch
from torch import Tensor, nn

from .noise import GaussianNoise

ACTIVATIONS: dict[str, type[nn.Module]] = {"tanh": nn.Tanh, "relu": nn.ReLU, "linear": nn.Identity}
TWELVE_BIT_WIDTHS = (12, 10, 7, 5, 4, 3, 2)
_SLOPE = 0.01  # of the leaky ReLU
_CHANNELS = (8, 16, 32)
_DENSE = 32


class Residual(nn.Sequential):
    """t + f(t), where f is the modules in their order."""

    def forward(self, t: Tensor) -> Tensor:
        return t + super().forward(t)


def dense_network(
    widths: Sequence[int],
    activation: Literal["tanh", "relu", "linear"] = "tanh",
    std: float = 0.0,
    noisy: Sequence[int] | None = None,
    residual: bool = False,
) -> nn.Sequential:
    """Blocks L1, L2, ... of a linear map, an activation (none in the last block) and absolute noise.

    With a = the activation of a linear map of t, the input of the block, a layer is a + noise, or t + a + noise in a residual
    network (K. He et al., 2015, arXiv 1512.03385).

    Parameters
    ----------
    widths : sequence of int
        Widths of the input and of every layer.
    activation : {"tanh", "relu", "linear"}
    std : float
        Standard deviation of the noise; 0 leaves the noise out.
    noisy : sequence of int, optional
        The blocks that end in noise, counted from 1; all by default.
    residual : bool
        Whether a block adds its input to its output, where both have the same width.

    Raises
    ------
    ValueError
        If there are fewer than two widths, a width is below 1, the activation is unknown, or the network is to be residual
        and no block has an input and an output of the same width.

    Examples
    --------
    >>> from infoplane.planes import dense_network
    >>> dense_network((2, 3, 1), "tanh", std=0.1, noisy=[1])
    Sequential(
      (L1): Sequential(
        (0): Linear(in_features=2, out_features=3, bias=True)
        (1): Tanh()
        (2): GaussianNoise(std=0.1)
      )
      (L2): Sequential(
        (0): Linear(in_features=3, out_features=1, bias=True)
      )
    )
    """
    if len(widths) < 2 or min(widths) < 1:
        raise ValueError(f"A network needs the width of its input and of every layer, each at least 1; got {tuple(widths)}.")
    if activation not in ACTIVATIONS:
        raise ValueError(f"activation must be one of {', '.join(map(repr, ACTIVATIONS))}; got {activation!r}.")
    if residual and not any(before == after for before, after in pairwise(widths)):
        raise ValueError(f"A residual network needs two equal widths side by side; got {tuple(widths)}.")
    last = len(widths) - 1
    blocks = []
    for number, (before, after) in enumerate(pairwise(widths), start=1):
        parts: list[nn.Module] = [nn.Linear(before, after)]
        if number < last and activation != "linear":
            parts.append(ACTIVATIONS[activation]())
        if residual and before == after:
            parts = [Residual(*parts)]
        if std > 0 and (noisy is None or number in noisy):
            parts.append(GaussianNoise(std))
        blocks.append(nn.Sequential(*parts))
    return _named(blocks)


def convolutional_network(
    shape: tuple[int, int, int],
    classes: int = 10,
    channels: Sequence[int] = _CHANNELS,
    padding: Literal["valid", "same"] = "valid",
    std: float = 1e-3,
    relative: bool = True,
    dropout: float = 0.1,
) -> nn.Sequential:
    """The paper's classifier: three blocks of 3x3 convolution, pooling, leaky ReLU; two dense ones.

    Parameters
    ----------
    shape : (channels, height, width)
        Shape of the images. (1, 28, 28) with "valid" padding gives the paper's MNIST network, (3, 32, 32) with "same" padding
        its CIFAR-10 network.
    classes : int
    channels : sequence of int
        Channels of the convolutional blocks.
    padding : {"valid", "same"}
    std : float
        Standard deviation of the noise, or its ratio to the activation if relative.
    relative : bool
        Whether the noise is relative, as in the paper.
    dropout : float
        Dropout before every convolution, in training mode only.

    Raises
    ------
    ValueError
        If the images are too small for that many blocks.

    Examples
    --------
    >>> from infoplane.planes import convolutional_network
    >>> model = convolutional_network((1, 28, 28))
    >>> sum(parameter.numel() for parameter in model.parameters())
    7274
    """
    depth, height, width = shape
    blocks: list[list[nn.Module]] = []
    for filters in channels:
        height, width = (side // 2 if padding == "same" else (side - 2) // 2 for side in (height, width))
        if min(height, width) < 1:
            raise ValueError(f'Images of {shape} are too small for {len(channels)} blocks of {padding!r} padding: take "same".')
        convolution = nn.Conv2d(depth, filters, 3, padding="same" if padding == "same" else 0)
        blocks.append([nn.Dropout(dropout), convolution, nn.MaxPool2d(2), nn.LeakyReLU(_SLOPE)])
        depth = filters
    blocks[-1].append(nn.Flatten())
    blocks += [
        [nn.Linear(depth * height * width, _DENSE), nn.LeakyReLU(_SLOPE)],
        [nn.Linear(_DENSE, classes), nn.LogSoftmax(1)],
    ]
    for block in blocks:
        if relative:
            block.insert(isinstance(block[0], nn.Dropout), GaussianNoise(std, relative=True))
        else:
            block.append(GaussianNoise(std))
    network = _named([nn.Sequential(*block) for block in blocks])
    # A third faster on a CPU than channels first.
    return network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]


def twelve_bit_network(activation: Literal["tanh", "relu"] = "tanh") -> nn.Sequential:
    """The network 12-10-7-5-4-3-2. It is trained without noise; noise is added when its layers are read.

    The first weights are as published: normal with variance 1 / fan-in, truncated at two standard deviations; biases are 0.

    Reference: R. Shwartz-Ziv and N. Tishby (2017), arXiv 1703.00810.

    Examples
    --------
    >>> from infoplane.planes import twelve_bit_network
    >>> [block[0].out_features for block in twelve_bit_network("relu")]
    [10, 7, 5, 4, 3, 2]
    """
    network = dense_network(TWELVE_BIT_WIDTHS, activation)
    for layer in network.modules():
        if isinstance(layer, nn.Linear):
            std = layer.in_features**-0.5
            nn.init.trunc_normal_(layer.weight, std=std, a=-2 * std, b=2 * std)
            nn.init.zeros_(layer.bias)
    return network


def _named(blocks: Sequence[nn.Module]) -> nn.Sequential:
    return nn.Sequential(OrderedDict((f"L{number}", block) for number, block in enumerate(blocks, start=1)))
