"""The networks of an autoencoder at work on arrays: trained, encoding, decoding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from infoplane.estimators.device import resolve_device
from infoplane.estimators.training.loop import Outcome, train
from infoplane.estimators.training.preparation import batches, build, split, standardisation, torch_generator
from infoplane.estimators.training.settings import Settings

from .autoencoder_networks import Bottleneck, with_channels

if TYPE_CHECKING:
    from .autoencoder import Autoencoder

_NOISE = (0.05, 0.003)  # standard deviation on the code, at the first and the last step
_SETTLED = 0.3  # share of the steps after which the code's mean and variance are held
_CHUNK = 1024  # rows encoded at a time


class Trained(NamedTuple):
    """A network on the CPU, how its training went, its standardisation, and the rows it has never seen."""

    network: Bottleneck
    outcome: Outcome
    mean: NDArray[Any]
    scale: NDArray[Any]
    report_rows: NDArray[np.int64]


def trained(model: Autoencoder, sample: NDArray[Any], settings: Settings) -> Trained:
    """Train both networks of the model on most of the sample."""
    rng = np.random.default_rng(model.random_state)
    generator, device = torch_generator(rng), resolve_device(model.device)
    train_rows, select_rows, report_rows = split(len(sample), (model.validation_fraction / 2,) * 2, rng)
    mean, scale = standardisation(sample[train_rows])
    network: Bottleneck = build(lambda: Bottleneck(with_channels(sample.shape[1:]), model.n_components), generator).to(device)
    shown, judged = (_tensor(sample[rows], mean, scale).to(device) for rows in (train_rows, select_rows))
    first, last = _NOISE

    def loss(rows: Tensor, done: float) -> Tensor:
        batch = shown[rows]
        # The statistics of a batch jitter by 1/sqrt(batch_size), more than the noise of the last steps.
        network.standard.train(done < _SETTLED)
        noise = torch.randn(len(rows), model.n_components, generator=generator).to(device)
        return (network(batch, first * (last / first) ** done * noise) - batch).square().mean()

    def select() -> Tensor:
        errors = [(network(part) - part).square().sum() for part in judged.split(_CHUNK)]
        return torch.stack(errors).sum() / judged.numel()

    order = batches(len(shown), model.batch_size, generator, device)
    [outcome] = train(network, order, loss, select, settings, model.progress)
    with torch.no_grad():  # the encoder has moved on since its statistics were held
        network.standardise(torch.cat([network.encode(part) for part in shown.split(_CHUNK)]))
    return Trained(network.cpu(), outcome, mean, scale, report_rows)


@torch.no_grad()
def encoded(network: Bottleneck, sample: NDArray[Any], mean: NDArray[Any], scale: NDArray[Any]) -> NDArray[np.float64]:
    """Codes (n, n_components) of a sample."""
    codes = [network.encode(_tensor(part, mean, scale)) for part in _chunks(sample)]
    return torch.cat(codes).double().numpy()


@torch.no_grad()
def decoded(network: Bottleneck, codes: NDArray[Any]) -> NDArray[np.float64]:
    """Standardised samples of codes (n, n_components)."""
    parts = [network.decoder(torch.from_numpy(part).float()) for part in _chunks(codes)]
    return torch.cat(parts).double().numpy()


def _tensor(sample: NDArray[Any], mean: NDArray[Any], scale: NDArray[Any]) -> Tensor:
    standardised = ((sample - mean) / scale).astype(np.float32)
    tensor = torch.from_numpy(standardised.reshape(len(sample), *with_channels(sample.shape[1:])))
    return tensor.contiguous(memory_format=torch.channels_last) if tensor.ndim == 4 else tensor


def _chunks(array: NDArray[Any]) -> list[NDArray[Any]]:
    return [array[start : start + _CHUNK] for start in range(0, len(array), _CHUNK)]
