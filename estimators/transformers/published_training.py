"""Train the networks of `PublishedAutoencoder`, and apply them."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import affine_grid, grid_sample, l1_loss

from infoplane.estimators.training.rows import batches
from infoplane.estimators.training.seeding import torch_generator

from .published_networks import published_networks

_ZOOM, _SHIFT = 0.2, 0.2  # largest change of scale; largest shift as a share of the image
_CHUNK = 1000  # rows that a network takes at a time


def train_published(
    images: NDArray[Any],
    dim: int,
    augment: str,
    batch_size: int,
    max_steps: int,
    learning_rate: float,
    rng: np.random.Generator,
) -> tuple[nn.Sequential, nn.Sequential]:
    """The encoder and the decoder after `max_steps` steps on images (n, size, size)."""
    generator = torch_generator(rng)
    encoder, decoder = published_networks(images.shape[1], dim, generator)
    sample = torch.from_numpy(images[:, None].astype(np.float32)).contiguous(memory_format=torch.channels_last)
    optimiser = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=learning_rate, eps=1e-7, fused=True)
    rows = batches(len(sample), min(batch_size, len(sample)), generator, torch.device("cpu"))
    for _ in range(max_steps):
        batch = augmented(sample[next(rows)], augment, generator)
        optimiser.zero_grad()
        l1_loss(decoder(encoder(batch)), batch).backward()
        optimiser.step()
    return encoder.eval(), decoder.eval()


def augmented(images: Tensor, augment: str, generator: torch.Generator) -> Tensor:
    """Images (n, 1, size, size), each enlarged (or, with shifts, also reduced) at random along both axes, and shifted."""
    if augment == "none":
        return images
    low, high, shift = (-_ZOOM, _ZOOM, _SHIFT) if augment == "shift and zoom" else (-_ZOOM, 0.0, 0.0)
    draws = torch.rand(len(images), 2, 2, generator=generator)
    scale = 1 + low + (high - low) * draws[..., 0]
    offset = 2 * shift * (2 * draws[..., 1] - 1)  # the image is two units wide
    maps = torch.cat([torch.diag_embed(scale), offset[..., None]], dim=2)
    places = affine_grid(maps, list(images.shape), align_corners=False)
    return grid_sample(images, places, align_corners=False)


@torch.no_grad()
def applied(network: nn.Sequential, sample: NDArray[Any]) -> NDArray[np.float64]:
    """The outputs of a network on the rows of a sample."""
    parts = (torch.from_numpy(sample[start : start + _CHUNK]).float() for start in range(0, len(sample), _CHUNK))
    return torch.cat([network(part) for part in parts]).double().numpy()
