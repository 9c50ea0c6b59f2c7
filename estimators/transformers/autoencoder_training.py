"""Train the networks of an autoencoder, encode arrays and decode codes.

Rows are scaled where they are used, a batch or a part at a time. So training and encoding need little memory beside the sample,
which may be a memory-mapped file.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from infoplane.estimators.device import resolve_device
from infoplane.estimators.training.early_stopping import Outcome
from infoplane.estimators.training.loop import train
from infoplane.estimators.training.parts import parts
from infoplane.estimators.training.rows import batches, split
from infoplane.estimators.training.scaling import standardisation
from infoplane.estimators.training.seeding import build, torch_generator
from infoplane.estimators.training.settings import TrainingSettings

from .autoencoder_networks import Bottleneck, with_channels

_NOISE = (0.05, 0.003)  # standard deviation of the noise on the code, at the first and the last step
_SETTLED = 0.3  # share of the steps after which the mean and variance of the code are held


class Scaled:
    """Rows of a sample (n, *shape) as networks take them: scaled tensors in single precision, with an axis for channels."""

    def __init__(self, sample: NDArray[Any], mean: NDArray[Any], scale: NDArray[Any]) -> None:
        self.sample, self.mean, self.scale = sample, mean.astype(sample.dtype), scale.astype(sample.dtype)

    def __getitem__(self, rows: Any) -> Tensor:
        scaled = ((self.sample[rows] - self.mean) / self.scale).astype(np.float32, copy=False)
        tensor = torch.from_numpy(scaled.reshape(len(scaled), *with_channels(scaled.shape[1:])))
        return tensor.contiguous(memory_format=torch.channels_last) if tensor.ndim == 4 else tensor

    def parts(self, rows: NDArray[np.int64] | None = None) -> Iterator[Tensor]:
        """These rows, or all, in parts."""
        for part in parts(len(self.sample if rows is None else rows), self.sample.shape[1:]):
            yield self[part if rows is None else rows[part]]


class TrainedAutoencoder(NamedTuple):
    """A network on the CPU, the scales of the sample and of the target, how training went, and the rows not used in it."""

    network: Bottleneck
    scales: tuple[NDArray[Any], NDArray[Any]]
    target_scales: tuple[NDArray[Any], NDArray[Any]]
    outcome: Outcome
    report_rows: NDArray[np.int64]


def train_autoencoder(
    sample: NDArray[Any], target: NDArray[Any], n_components: int, settings: TrainingSettings, rng: np.random.Generator
) -> TrainedAutoencoder:
    """Train an encoder of a sample (n, *shape), and a decoder that restores the target: the sample, or one of its shape."""
    generator, device = torch_generator(rng), resolve_device(settings.device)
    train_rows, select_rows, report_rows = split(len(sample), (settings.select, settings.report), rng)
    scales = standardisation(sample, rows=train_rows)
    target_scales = scales if target is sample else standardisation(target, "y", train_rows)
    given, wanted = Scaled(sample, *scales), Scaled(target, *target_scales)
    network: Bottleneck = build(lambda: Bottleneck(with_channels(sample.shape[1:]), n_components), generator).to(device)
    first, last = _NOISE

    def pairs(rows: NDArray[np.int64]) -> tuple[Tensor, Tensor]:
        shown = given[rows].to(device)
        return shown, shown if target is sample else wanted[rows].to(device)

    def loss(rows: Tensor, done: float) -> Tensor:
        shown, goal = pairs(train_rows[rows.numpy()])
        # The mean and variance of a batch vary by 1/sqrt(batch_size), which is more than the noise of the last steps.
        network.standard.train(done < _SETTLED)
        noise = torch.randn(len(rows), n_components, generator=generator).to(device)
        return (network(shown, first * (last / first) ** done * noise) - goal).square().mean()

    def select_loss() -> Tensor:
        errors = []
        for part in parts(len(select_rows), sample.shape[1:]):
            shown, goal = pairs(select_rows[part])
            errors.append((network(shown) - goal).square().sum())
        return torch.stack(errors).sum() / (len(select_rows) * goal[0].numel())

    rows = batches(len(train_rows), settings.batch_size, generator)
    [outcome] = train(network, rows, loss, select_loss, settings)
    with torch.no_grad():  # the encoder has changed since mean and variance were held
        network.standardise(torch.cat([network.encode(part.to(device)) for part in given.parts(np.sort(train_rows))]))
    return TrainedAutoencoder(network.cpu(), scales, target_scales, outcome, np.sort(report_rows))


@torch.no_grad()
def encode(network: Bottleneck, given: Scaled) -> NDArray[np.float64]:
    """Codes (n, n_components) of a sample."""
    return torch.cat([network.encode(part) for part in given.parts()]).double().numpy()


@torch.no_grad()
def decode(network: Bottleneck, codes: NDArray[Any], mean: NDArray[Any], scale: NDArray[Any]) -> NDArray[np.float64]:
    """Samples of codes (n, n_components), with the mean and the scale of the target that was learnt."""
    decoded = np.empty((len(codes), *mean.shape))
    for part in parts(len(codes), mean.shape):
        scaled = network.decoder(torch.from_numpy(codes[part]).float()).numpy()
        decoded[part] = scaled.reshape(-1, *mean.shape) * scale + mean
    return decoded
