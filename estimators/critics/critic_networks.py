"""Critics: networks that score how well x and y fit together, for any number of replicates at once.

x and y each pass through a tower (none for vectors, convolutions for images). A head then scores pairs:

* concatenated: one dense network of x and y, T(x, y) = g([x, y]). Its first layer is a sum, W_x x + W_y y, so each x and
  each y passes through it once, however many pairs are scored.
* separable: T(x, y) = f(x) . g(y), a dense network of x, one of y, and an inner product. A further pair costs almost
  nothing.

There are two towers for images. Both leave about 4x4 pixels.

* pooled, the critic of arXiv 2305.08013: 3x3 convolutions of 8 filters, each followed by 2x2 max pooling and a leaky ReLU;
  log2(longer edge) - 2 of them.
* strided: patches, about 16 on the longer edge, become 16 features each; then 3x3 convolutions of stride 2 double the
  features, to at most 64, and a 1x1 convolution leaves 8. Nothing is pooled, so the place of an edge in its window is not
  lost. No layer of large images has their full size. The last layer keeps the head small: without it, critics of little MI
  fit the training pairs and no others.

Tensors have shape (replicates, n, ...), and every replicate has its own weights: on a GPU ten small networks cost hardly
more than one. Images only one replicate at a time.
"""

import itertools
import math
from abc import ABC, abstractmethod

import torch
from torch import Tensor, nn

from .critic_settings import Tower
from .towers.pooled_layer import FILTERS, PooledConvolutions

_FEATURES = 16, 64  # of the strided tower: of a patch, and at most
_PATCHES = 16  # on the longer edge
_SMALLEST = 4  # pixels: images of this height and width shrink no further
_EMBEDDING = 32  # width of the inner product of a separable critic
_PAIRS = 1 << 14  # pairs scored at a time without gradients: their activations then fit into the processor's cache


class StackedLinear(nn.Module):
    """One linear layer per replicate: (replicates, n, width_in) to (replicates, n, width_out)."""

    def __init__(self, replicates: int, width_in: int, width_out: int) -> None:
        super().__init__()
        self.fan_in = width_in
        self.weight = nn.Parameter(torch.empty(replicates, width_in, width_out))
        self.bias = nn.Parameter(torch.empty(replicates, 1, width_out))

    def forward(self, x: Tensor) -> Tensor:
        return torch.baddbmm(self.bias, x, self.weight)


class Critic(nn.Module, ABC):
    """A module that embeds x and y, and scores pairs of embeddings."""

    @abstractmethod
    def embed(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Embeddings (replicates, n, width) of x and of y."""

    @abstractmethod
    def score(self, x_code: Tensor, y_code: Tensor, shifts: int) -> Tensor:
        """Scores (replicates, n, 1 + shifts) of x_i with y_{i + s} for s = 0..shifts, the index modulo n."""


class Concatenated(Critic):
    """T(x, y) = g([x, y]): a tower for x and one for y, then a dense network with `layers` hidden layers of width `hidden`."""

    def __init__(
        self,
        x_shape: tuple[int, ...],
        y_shape: tuple[int, ...],
        hidden: int,
        layers: int,
        replicates: int = 1,
        images: Tower = "pooled",
    ) -> None:
        super().__init__()
        self.x_tower, x_width = tower(x_shape, images)
        self.y_tower, y_width = tower(y_shape, images)
        self.first = StackedLinear(replicates, x_width + y_width, hidden)
        self.rest = nn.Sequential(nn.SiLU(), *dense([hidden] * layers + [1], replicates))

    def embed(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Embeddings (replicates, n, hidden) of x and of y."""
        x, y = self.x_tower(x), self.y_tower(y)
        of_x, of_y = self.first.weight.split([x.shape[-1], y.shape[-1]], 1)
        return torch.baddbmm(self.first.bias, x, of_x), y @ of_y

    def score(self, x_code: Tensor, y_code: Tensor, shifts: int) -> Tensor:
        """Scores (replicates, n, 1 + shifts) of x_i with y_{i + s} for s = 0..shifts, the index modulo n."""
        n, turned = x_code.shape[1], torch.cat([y_code, y_code[:, :shifts]], 1)
        size = n if torch.is_grad_enabled() else max(1, _PAIRS // (shifts + 1))
        parts = []
        for start in range(0, n, size):
            x = x_code[:, start : start + size]
            partners = [turned[:, start + shift : start + shift + x.shape[1]] for shift in range(shifts + 1)]
            hidden = x[:, None] + torch.stack(partners, 1)
            parts.append(self.rest(hidden.flatten(1, 2)).view(hidden.shape[:3]).mT)
        return torch.cat(parts, 1)


class Separable(Critic):
    """T(x, y) = f(x) . g(y): each a tower, then a dense network with `layers` hidden layers of width `hidden`."""

    def __init__(
        self,
        x_shape: tuple[int, ...],
        y_shape: tuple[int, ...],
        hidden: int,
        layers: int,
        replicates: int = 1,
        images: Tower = "pooled",
    ) -> None:
        super().__init__()
        (x_tower, x_width), (y_tower, y_width) = tower(x_shape, images), tower(y_shape, images)
        self.x_network = nn.Sequential(x_tower, *dense([x_width] + [hidden] * layers + [_EMBEDDING], replicates))
        self.y_network = nn.Sequential(y_tower, *dense([y_width] + [hidden] * layers + [_EMBEDDING], replicates))

    def embed(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Embeddings (replicates, n, 32) of x and of y."""
        return self.x_network(x), self.y_network(y)

    def score(self, x_code: Tensor, y_code: Tensor, shifts: int) -> Tensor:
        """Scores (replicates, n, 1 + shifts) of x_i with y_{i + s} for s = 0..shifts, the index modulo n."""
        n = x_code.shape[1]
        partners = (torch.arange(n, device=x_code.device)[:, None] + torch.arange(shifts + 1, device=x_code.device)) % n
        size = n if torch.is_grad_enabled() else max(1, _PAIRS * _EMBEDDING // n)
        parts = zip(x_code.split(size, 1), partners.split(size), strict=True)
        return torch.cat([(x @ y_code.mT).gather(2, columns.expand(len(x), *columns.shape)) for x, columns in parts], 1)


HEADS: dict[str, type[Concatenated] | type[Separable]] = {"concatenated": Concatenated, "separable": Separable}


def dense(widths: list[int], replicates: int) -> list[nn.Module]:
    """Linear layers of these widths, with smooth activations between them because the log ratios to learn are smooth."""
    layers: list[nn.Module] = []
    for before, after in itertools.pairwise(widths):
        layers += [StackedLinear(replicates, before, after), nn.SiLU()]
    return layers[:-1]


def tower(shape: tuple[int, ...], images: Tower = "pooled") -> tuple[nn.Module, int]:
    """The tower for samples of this shape, and the width of its embedding."""
    if len(shape) == 1:
        return nn.Identity(), shape[0]
    layers, width = (_strided if images == "strided" else _pooled)(*shape)
    return ImageTower(nn.Sequential(*layers, nn.Flatten())), width


def _pooled(channels: int, height: int, width: int) -> tuple[list[nn.Module], int]:
    layers = max(1, round(math.log2(max(height, width))) - 2)
    return [PooledConvolutions(channels, layers)], FILTERS * -(-height // 2**layers) * -(-width // 2**layers)


def _strided(channels: int, height: int, width: int) -> tuple[list[nn.Module], int]:
    features, most = _FEATURES
    edge = max(1, round(max(height, width) / _PATCHES))
    # Zeros, which are the mean of every pixel, complete the last patches.
    padding = nn.ZeroPad2d((0, -width % edge, 0, -height % edge))
    layers: list[nn.Module] = [padding, nn.Conv2d(channels, features, edge, edge), nn.SiLU()]
    height, width = -(-height // edge), -(-width // edge)
    while max(height, width) > _SMALLEST:
        channels, features = features, min(2 * features, most)
        layers += [nn.Conv2d(channels, features, 3, 2, padding=1), nn.SiLU()]
        height, width = -(-height // 2), -(-width // 2)
    layers += [nn.Conv2d(features, FILTERS, 1), nn.SiLU()]
    return layers, FILTERS * height * width


class ImageTower(nn.Module):
    """Convolutions on the images of one replicate, (1, n, channels, height, width) to (1, n, width)."""

    def __init__(self, layers: nn.Sequential) -> None:
        super().__init__()
        # With the channels of a pixel next to each other, convolutions and pooling on a CPU are three times as fast.
        self.layers = layers.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x[0].contiguous(memory_format=torch.channels_last))[None]
