"""Critics: networks that score how well x and y fit together.

Each side passes through a tower of its own (nothing for vectors, convolutions for images), and a dense head scores the
two embeddings side by side. Towers and head are called apart, so that scoring many pairings of the same samples runs
the towers once.

The image tower is the critic of arXiv 2305.08013: 3x3 convolutions of 8 filters, each followed by 2x2 max pooling and a
leaky ReLU, log2(side) - 2 of them, which leaves about 4x4 pixels.
"""

import itertools
import math

import torch
from torch import Tensor, nn

FILTERS = 8
_SLOPE = 0.01


class Critic(nn.Module):
    """Scores T(x, y) by a tower on each side and a dense head.

    Parameters
    ----------
    x_shape, y_shape : tuple of int
        (d,) or (channels, height, width).
    hidden, layers : int
        Width and number of hidden layers of the head.
    """

    def __init__(self, x_shape: tuple[int, ...], y_shape: tuple[int, ...], hidden: int, layers: int) -> None:
        super().__init__()
        self.x_tower, x_width = tower(x_shape)
        self.y_tower, y_width = tower(y_shape)
        widths = [x_width + y_width] + [hidden] * layers
        head: list[nn.Module] = []
        for before, after in itertools.pairwise(widths):
            head += [nn.Linear(before, after), nn.LeakyReLU(_SLOPE)]
        self.head = nn.Sequential(*head, nn.Linear(hidden, 1))

    def embed(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Embeddings (n, width) of both sides."""
        return self.x_tower(_channels_last(x)), self.y_tower(_channels_last(y))

    def score(self, x_code: Tensor, y_code: Tensor) -> Tensor:
        """Scores (n,) of pairs of embeddings, row by row."""
        return self.head(torch.cat([x_code, y_code], dim=1)).squeeze(1)

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """Scores (n,) of the pairs, row by row."""
        return self.score(*self.embed(x, y))


def tower(shape: tuple[int, ...]) -> tuple[nn.Module, int]:
    """The tower of samples of this shape, and the width of its embedding."""
    if len(shape) == 1:
        return nn.Identity(), shape[0]
    channels, height, width = shape
    layers: list[nn.Module] = []
    for _ in range(max(1, round(math.log2(max(height, width))) - 2)):
        layers += [nn.Conv2d(channels, FILTERS, 3, padding=1)]
        layers += [nn.MaxPool2d(2, ceil_mode=True), nn.LeakyReLU(_SLOPE)]
        channels, height, width = FILTERS, (height + 1) // 2, (width + 1) // 2
    towers = nn.Sequential(*layers, nn.Flatten()).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return towers, channels * height * width


def _channels_last(sample: Tensor) -> Tensor:
    """Images laid out pixel by pixel: convolutions and pooling on a CPU are three times as fast so."""
    return sample.contiguous(memory_format=torch.channels_last) if sample.ndim == 4 else sample
