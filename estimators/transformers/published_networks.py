"""The networks of the autoencoder of arXiv 2305.08013, for square images whose side is a power of two.

Encoder: blocks of a 3x3 convolution, batch normalisation, a leaky rectifier and a 2x2 maximum, until one pixel is left, and one
block more; then a dense layer and tanh. Decoder: a dense layer to one pixel of eight channels, then blocks that double the
image; a sigmoid at its end. Noise on the pixels and on the code in training only.
"""

import torch
from torch import Tensor, nn

_CHANNELS, _ENDS = 8, 4  # of the inner blocks; of the first block, and of the last
_PIXEL_NOISE, _CODE_NOISE = 0.1, 0.02  # standard deviations
_WEIGHTS = 0.1  # standard deviation at the start


class _Noise(nn.Module):
    """Normal noise, in training only."""

    def __init__(self, std: float, generator: torch.Generator) -> None:
        super().__init__()
        self.std, self.generator = std, generator

    def forward(self, x: Tensor) -> Tensor:
        return x + self.std * torch.randn(x.shape, generator=self.generator) if self.training else x


def published_networks(size: int, dim: int, generator: torch.Generator) -> tuple[nn.Sequential, nn.Sequential]:
    """Encoder of images (n, 1, size, size) to codes (n, dim) in [-1, 1], and its decoder.

    Parameters
    ----------
    size : int
        Side of the images: a power of two.
    dim : int
        Dimension of the code.
    generator : torch.Generator
        Of the weights, and of the noise in training.
    """
    halvings = size.bit_length() - 1
    blocks = [_shrink(1, _ENDS), _shrink(_ENDS, _CHANNELS)]
    blocks += [_shrink(_CHANNELS, _CHANNELS) for _ in range(halvings - 1)]
    encoder = nn.Sequential(_Noise(_PIXEL_NOISE, generator), *blocks, nn.Flatten(), nn.Linear(_CHANNELS, dim), nn.Tanh())
    decoder = nn.Sequential(
        _Noise(_CODE_NOISE, generator),
        nn.Linear(dim, _CHANNELS),
        nn.Unflatten(1, (_CHANNELS, 1, 1)),
        _activation(_CHANNELS),
        *(_grow(_CHANNELS) for _ in range(halvings - 1)),
        _grow(_ENDS),
        nn.Conv2d(_ENDS, 1, 3, padding=1),
        nn.Sigmoid(),
    )
    for layer in (*encoder.modules(), *decoder.modules()):
        if isinstance(layer, nn.Linear | nn.Conv2d):
            nn.init.normal_(layer.weight, 0.0, _WEIGHTS, generator=generator)
            assert layer.bias is not None  # both have one
            nn.init.zeros_(layer.bias)
    for network in (encoder, decoder):  # a third faster than channels first
        network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return encoder, decoder


def _shrink(before: int, after: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(before, after, 3, padding=1), _activation(after), nn.MaxPool2d(2, ceil_mode=True))


def _grow(channels: int) -> nn.Sequential:
    return nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(_CHANNELS, channels, 3, padding=1), _activation(channels))


def _activation(channels: int) -> nn.Sequential:
    return nn.Sequential(nn.BatchNorm2d(channels, eps=1e-3, momentum=0.01), nn.LeakyReLU(0.2))
