"""Train the networks of an autoencoder, encode arrays and decode codes."""

from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from infoplane.estimators.device import resolve_device
from infoplane.estimators.training.early_stopping import Outcome
from infoplane.estimators.training.loop import train
from infoplane.estimators.training.rows import batches, split
from infoplane.estimators.training.scaling import standardisation
from infoplane.estimators.training.seeding import build, torch_generator
from infoplane.estimators.training.settings import TrainingSettings

from .autoencoder_networks import Bottleneck, with_channels

_NOISE = (0.05, 0.003)  # standard deviation of the noise on the code, at the first and the last step
_SETTLED = 0.3  # share of the steps after which the mean and variance of the code are held
_CHUNK = 1024  # rows encoded at a time


class TrainedAutoencoder(NamedTuple):
    """A network on the CPU, its scaling, how its training went, and the rows that were not used in training."""

    network: Bottleneck
    mean: NDArray[Any]
    scale: NDArray[Any]
    outcome: Outcome
    report_rows: NDArray[np.int64]


def train_autoencoder(
    sample: NDArray[Any], n_components: int, settings: TrainingSettings, rng: np.random.Generator
) -> TrainedAutoencoder:
    """Train an encoder and a decoder on the training split of a sample (n, *shape)."""
    generator, device = torch_generator(rng), resolve_device(settings.device)
    train_rows, select_rows, report_rows = split(len(sample), (settings.select, settings.report), rng)
    mean, scale = standardisation(sample[train_rows])
    network: Bottleneck = build(lambda: Bottleneck(with_channels(sample.shape[1:]), n_components), generator).to(device)
    training, selection = (_tensor(sample[rows], mean, scale).to(device) for rows in (train_rows, select_rows))
    first, last = _NOISE

    def loss(rows: Tensor, done: float) -> Tensor:
        batch = training[rows]
        # The mean and variance of a batch vary by 1/sqrt(batch_size), which is more than the noise of the last steps.
        network.standard.train(done < _SETTLED)
        noise = torch.randn(len(rows), n_components, generator=generator).to(device)
        return (network(batch, first * (last / first) ** done * noise) - batch).square().mean()

    def select_loss() -> Tensor:
        errors = [(network(part) - part).square().sum() for part in selection.split(_CHUNK)]
        return torch.stack(errors).sum() / selection.numel()

    rows = batches(len(training), settings.batch_size, generator, device)
    [outcome] = train(network, rows, loss, select_loss, settings)
    with torch.no_grad():  # the encoder has changed since mean and variance were held
        network.standardise(torch.cat([network.encode(part) for part in training.split(_CHUNK)]))
    return TrainedAutoencoder(network.cpu(), mean, scale, outcome, report_rows)


@torch.no_grad()
def encode(network: Bottleneck, sample: NDArray[Any], mean: NDArray[Any], scale: NDArray[Any]) -> NDArray[np.float64]:
    """Codes (n, n_components) of a sample (n, *shape)."""
    codes = [network.encode(_tensor(part, mean, scale)) for part in _chunks(sample)]
    return torch.cat(codes).double().numpy()


@torch.no_grad()
def decode(network: Bottleneck, codes: NDArray[Any]) -> NDArray[np.float64]:
    """Scaled samples of codes (n, n_components)."""
    parts = [network.decoder(torch.from_numpy(part).float()) for part in _chunks(codes)]
    return torch.cat(parts).double().numpy()


def _tensor(sample: NDArray[Any], mean: NDArray[Any], scale: NDArray[Any]) -> Tensor:
    scaled = ((sample - mean) / scale).astype(np.float32)
    tensor = torch.from_numpy(scaled.reshape(len(sample), *with_channels(sample.shape[1:])))
    return tensor.contiguous(memory_format=torch.channels_last) if tensor.ndim == 4 else tensor


def _chunks(array: NDArray[Any]) -> list[NDArray[Any]]:
    return [array[start : start + _CHUNK] for start in range(0, len(array), _CHUNK)]
