"""The networks of the autoencoder: convolutional for images of any size, dense for vectors.

Images shrink by strided 3x3 convolutions, which halve height and width and double the channels, until neither exceeds four
pixels. Two dense layers lead to the code. The decoder mirrors that with transposed convolutions of twice the stride, cropped
where a height or width was odd. There is no pooling: it loses the position of an edge in its window, which may be all the
information. There is no tanh at the end of the code: it would push values to the ends of its range. The activation is smooth,
so the encoder is smooth. Images of more than 64 pixels come as patches (see `patches`), and are restored as such.

Images come with a number, the logarithm of their brightness (see `brightness`). It enters the encoder beside the last features
of the convolutions, and two dense layers of their own decode it.
"""

import itertools
from typing import cast

import torch
from torch import Tensor, nn

from .layers.strided import Grow, Layers, Shrink, Smooth
from .patches import is_large, patched_shape

_SMALLEST = 4  # pixels: images of this height and width shrink no further
_CHANNELS = 8
_PATCH_CHANNELS = 16  # of the features of a patch
_MOST_CHANNELS = 64
_IMAGE_WIDTH = 128  # of the dense layers beside the code
_VECTOR_WIDTH = 256


class Crop(nn.Module):
    """The upper left corner (height, width) of images."""

    def __init__(self, height: int, width: int) -> None:
        super().__init__()
        self.height, self.width = height, width

    def forward(self, images: Tensor) -> Tensor:
        if images.shape[2:] == (self.height, self.width):
            return images
        return images[..., : self.height, : self.width]


class Bottleneck(nn.Module):
    """An encoder, a code standardised to mean 0 and variance 1, noise on the code during training, and a decoder.

    The noise has a fixed size against the standard deviation of the code, so the network cannot make it negligible by making
    the code large. It must use the whole range of the code evenly, and the decoder must be smooth on the scale of the noise.

    Parameters
    ----------
    shape : tuple of int
        (d,) for vectors, (channels, height, width) for images.
    n_components : int
        Dimension of the code.
    """

    def __init__(self, shape: tuple[int, ...], n_components: int) -> None:
        super().__init__()
        self.features, self.encoder, self.decoder = (
            image_networks(shape, n_components) if len(shape) == 3 else vector_networks(shape[0], n_components)
        )
        self.brightness = _dense([n_components, _IMAGE_WIDTH, 1]) if len(shape) == 3 else None
        self.standard = nn.BatchNorm1d(n_components, affine=False)
        # A third faster on a CPU than channels first.
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def encode(self, values: Tensor, brightness: Tensor) -> Tensor:
        """Codes (batch, n_components) of standardised samples and the brightness (batch, 1), or (batch, 0) of vectors."""
        return self.standard(self.encoder(torch.cat([self.features(values), brightness], 1)))

    def decode(self, codes: Tensor) -> tuple[Tensor, Tensor]:
        """Standardised samples and their brightness."""
        return self.decoder(codes), codes[:, :0] if self.brightness is None else self.brightness(codes)

    def forward(self, values: Tensor, brightness: Tensor, noise: Tensor | float = 0.0) -> tuple[Tensor, Tensor]:
        return self.decode(self.encode(values, brightness) + noise)

    @torch.no_grad()
    def standardise(self, codes: Tensor) -> None:
        """Give the code mean 0 and variance 1 over the samples with these codes; every sample is decoded as before."""
        variance, mean = torch.var_mean(codes, 0, correction=0)
        scale = torch.where(variance > 1e-8, variance, 1.0).sqrt()  # a constant component stays as it is
        for network in (self.decoder, self.brightness):
            if network is None:
                continue
            first = cast("nn.Sequential", network)[0]  # absorbs the inverse: W (scale z + mean) + b
            assert isinstance(first, nn.Linear)
            first.bias.add_(first.weight @ mean)
            first.weight.mul_(scale)
        held_mean, held_variance = self.standard.running_mean, self.standard.running_var
        assert held_mean is not None  # the layer tracks both
        assert held_variance is not None
        held_scale = (held_variance + self.standard.eps).sqrt()
        held_mean += mean * held_scale
        held_variance.copy_((scale * held_scale).square() - self.standard.eps)


def with_channels(shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of a sample as networks take it: (d,), or (channels, height, width) for images."""
    return (1, *shape) if len(shape) == 2 else shape


def image_networks(shape: tuple[int, ...], n_components: int) -> tuple[nn.Module, nn.Sequential, nn.Sequential]:
    """Convolutions of images (batch, channels, height, width), the layers from them to codes, and the decoder."""
    shrink: list[nn.Module] = []
    grow: list[nn.Module] = []
    large = is_large(shape)
    if large:
        # A place of the features sees its patch and the ones above and to the left; a patch is restored from one place.
        shape, pixels = (_PATCH_CHANNELS, *patched_shape(shape)[1:]), patched_shape(shape)[0]
        shrink = [nn.Conv2d(pixels, _PATCH_CHANNELS, 2, padding=1), Crop(*shape[1:]), Smooth()]
        grow = [Smooth(), nn.Conv2d(_PATCH_CHANNELS, pixels, 1)]
    sizes, channels = [shape[1:]], [shape[0]]
    while max(sizes[-1]) > _SMALLEST:
        sizes.append(tuple(-(-length // 2) for length in sizes[-1]))
        channels.append(min(_CHANNELS * 2 ** (len(channels) - 1 + large), _MOST_CHANNELS))
        shrink += [Shrink(channels[-2], channels[-1]), Smooth()]
        grow = [Smooth(), Grow(channels[-1], channels[-2]), Crop(*sizes[-2]), *grow]
    flat, small = channels[-1] * sizes[-1][0] * sizes[-1][1], (channels[-1], *sizes[-1])
    features = Layers(*shrink, nn.Flatten())
    encoder = _dense([flat + 1, _IMAGE_WIDTH, n_components])
    decoder = Layers(
        nn.Linear(n_components, _IMAGE_WIDTH),
        nn.SiLU(),
        nn.Linear(_IMAGE_WIDTH, 2 * _IMAGE_WIDTH),
        nn.SiLU(),
        nn.Linear(2 * _IMAGE_WIDTH, flat),
        nn.Unflatten(1, small),
        *grow,
    )
    return features, encoder, decoder


def vector_networks(d: int, n_components: int) -> tuple[nn.Module, nn.Sequential, nn.Sequential]:
    """The vectors (batch, d) themselves, an encoder to (batch, n_components), and its mirror image."""
    widths = [d, _VECTOR_WIDTH, _VECTOR_WIDTH, n_components]
    return nn.Identity(), _dense(widths), _dense(widths[::-1])


def _dense(widths: list[int]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for before, after in itertools.pairwise(widths):
        layers += [nn.Linear(before, after), nn.SiLU()]
    return nn.Sequential(*layers[:-1])
