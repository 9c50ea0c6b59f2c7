"""Train the networks of an autoencoder, encode arrays and decode codes."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from infoplane.estimators.device import resolve_device
from infoplane.estimators.training.early_stopping import Outcome
from infoplane.estimators.training.loop import train
from infoplane.estimators.training.rows import batches, split
from infoplane.estimators.training.seeding import build, torch_generator
from infoplane.estimators.training.settings import TrainingSettings

from .autoencoder_networks import Bottleneck, with_channels
from .brightness import Scaling

_NOISE = (0.05, 0.02)  # standard deviation of the noise on the code, at the first and the last step
_HARD = 0.01  # the error of a sample, in units of the variance, from which it counts less and less
_SETTLED = 0.3  # share of the steps after which the mean and variance of the code are held
_CHUNK = 1024  # rows encoded at a time


class TrainedAutoencoder(NamedTuple):
    """A network on the CPU, the scaling of its samples, how its training went, and the rows of its splits."""

    network: Bottleneck
    scaling: Scaling
    outcome: Outcome
    training_rows: NDArray[np.int64]
    report_rows: NDArray[np.int64]


def train_autoencoder(
    sample: NDArray[Any], n_components: int, settings: TrainingSettings, rng: np.random.Generator
) -> TrainedAutoencoder:
    """Train an encoder and a decoder on the training split of a sample (n, *shape)."""
    generator, device = torch_generator(rng), resolve_device(settings.device)
    train_rows, select_rows, report_rows = split(len(sample), (settings.select, settings.report), rng)
    scaling = Scaling.of(sample[train_rows])
    network: Bottleneck = build(lambda: Bottleneck(with_channels(sample.shape[1:]), n_components), generator).to(device)
    training, selection = (_tensors(sample[rows], scaling, device) for rows in (train_rows, select_rows))
    first, last = _NOISE

    def loss(rows: Tensor, done: float) -> Tensor:
        batch = _Batch(*(part[rows] for part in training))
        # The mean and variance of a batch vary by 1/sqrt(batch_size), which is more than the noise of the last steps.
        network.standard.train(done < _SETTLED)
        noise = torch.randn(len(rows), n_components, generator=generator).to(device)
        return _errors(network(*batch, first * (last / first) ** done * noise), batch).mean()

    def select_loss() -> Tensor:
        errors = [_errors(network(*part), part).sum() for part in _parts(selection)]
        return torch.stack(errors).sum() / len(selection.values)

    rows = batches(len(train_rows), settings.batch_size, generator, device)
    [outcome] = train(network, rows, loss, select_loss, settings)
    with torch.no_grad():  # the encoder has changed since mean and variance were held
        network.standardise(torch.cat([network.encode(*part) for part in _parts(training)]))
    return TrainedAutoencoder(network.cpu(), scaling, outcome, train_rows, report_rows)


@torch.no_grad()
def encode(network: Bottleneck, sample: NDArray[Any], scaling: Scaling) -> NDArray[np.float64]:
    """Codes (n, n_components) of a sample (n, *shape)."""
    codes = [network.encode(*_tensors(part, scaling)) for part in _chunks(sample)]
    return torch.cat(codes).double().numpy()


@torch.no_grad()
def decode(network: Bottleneck, codes: NDArray[Any], scaling: Scaling, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Samples (n, *shape) of codes (n, n_components)."""
    samples = []
    for part in _chunks(codes):
        values, brightness = (tensor.double().numpy() for tensor in network.decode(torch.from_numpy(part).float()))
        samples.append(scaling.restored(values.reshape(len(part), *shape), brightness))
    return np.concatenate(samples)


class _Batch(NamedTuple):
    """`Scaled` as tensors: values (n, *shape with channels), brightness (n, 1) or (n, 0)."""

    values: Tensor
    brightness: Tensor


def _errors(decoded: tuple[Tensor, Tensor], given: _Batch) -> Tensor:
    """c ln(1 + e / c) of each sample, for its squared error e: the mean over its values, and that of the brightness.

    It is e where e is small, and grows as a logarithm, so that a few samples that are hard to decode do not shape the code of
    all others.
    """
    values, brightness = decoded
    error = (values - given.values).square().flatten(1).mean(1) + (brightness - given.brightness).square().sum(1)
    return _HARD * torch.log1p(error / _HARD)


def _tensors(sample: NDArray[Any], scaling: Scaling, device: torch.device | str = "cpu") -> _Batch:
    values, brightness = (torch.from_numpy(part.astype(np.float32)) for part in scaling.scaled(sample))
    values = values.reshape(len(sample), *with_channels(sample.shape[1:]))
    if values.ndim == 4:
        values = values.contiguous(memory_format=torch.channels_last)
    return _Batch(values.to(device), brightness.to(device))


def _parts(batch: _Batch) -> Iterator[_Batch]:
    return (_Batch(*part) for part in zip(*(tensor.split(_CHUNK) for tensor in batch), strict=True))


def _chunks(array: NDArray[Any]) -> list[NDArray[Any]]:
    return [array[start : start + _CHUNK] for start in range(0, len(array), _CHUNK)]
